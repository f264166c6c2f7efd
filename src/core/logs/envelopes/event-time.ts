/** Times as envelopes print them: milliseconds, seconds, ISO 8601 and the console's form without a zone. */

/** A time in ms since 1970 UTC (NaN: none), and whether the text named its zone. */
export interface EventTime {
  readonly ms: number;
  readonly zoned: boolean;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/;
/** As Kibana and OpenSearch Dashboards print it. */
const DASHBOARD =
  /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{1,2}), (\d{4}) @ (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Numbers below this are seconds: as milliseconds they would be before March 1973. */
const LEAST_MS = 1e11;

/** Reads a time. A text without a zone is taken as UTC (`zoned` false), as CloudWatch's console and Insights print it. */
export function readTime(text: string): EventTime {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?(e\d+)?$/i.test(trimmed)) return { ms: fromNumber(Number(trimmed)), zoned: true };
  const parts = ISO.exec(trimmed);
  if (!parts) return dashboardTime(trimmed);
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = parts;
  const whole = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const ms = whole + Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6) - offsetMs(zone);
  return { ms, zoned: zone !== undefined };
}

function dashboardTime(text: string): EventTime {
  const parts = DASHBOARD.exec(text);
  if (!parts) return { ms: Number.NaN, zoned: true };
  const [, month = '', day, year, hour, minute, second, fraction = ''] = parts;
  const clock = [Number(hour), Number(minute), Number(second)] as const;
  const whole = Date.UTC(Number(year), MONTHS.indexOf(month), Number(day), ...clock);
  return { ms: whole + Math.floor(Number(`0.${fraction || '0'}`) * 1000 + 1e-6), zoned: false };
}

/** A number of ms or seconds since 1970 as ms; microseconds and nanoseconds are brought down. */
export function fromNumber(value: number): number {
  if (!Number.isFinite(value) || value <= 0) return Number.NaN;
  if (value < LEAST_MS) return Math.floor(value * 1000);
  if (value >= 1e17) return Math.floor(value / 1e6);
  if (value >= 1e14) return Math.floor(value / 1e3);
  return Math.floor(value);
}

function offsetMs(zone: string | undefined): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? '');
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
}
