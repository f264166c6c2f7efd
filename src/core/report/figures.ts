/** Numbers as people read them: rounded here and nowhere else, the unit always beside them, unknown said as unknown. */
import type { CostEffect, Goal } from '../../model/recommendation.ts';
import { formatMoney, money } from '../pricing/money.ts';
import type { Glyphs } from './style.ts';

/** A currency as in totals and cost effects. */
export type CurrencyCode = CostEffect['currency'];
/** The period that costs are stated for. */
export type Period = CostEffect['per'];

/** Exact money from a decimal string: `$412.10`, `$0.0000833`; negative with the glyph set's minus. */
export function exactMoney(amount: string, currency: CurrencyCode, glyphs: Glyphs): string {
  return formatMoney(money(amount, currency)).replace('-', glyphs.minus);
}

/** An estimate of money: in cents, from 100 on in whole units, since no estimate is better than that. Below half a cent it is `$0.00`. */
export function roughMoney(amount: string, currency: CurrencyCode, glyphs: Glyphs): string {
  const text = formatMoney(money(amount, currency), Math.abs(Number(amount)) >= 100 ? 0 : 2);
  return /[1-9]/.test(text) ? text.replace('-', glyphs.minus) : text.replace('-', '');
}

/** Whether an estimate of money is too small to be seen on a bill. */
export function isUnderACent(amount: string): boolean {
  return Math.abs(Number(amount)) < 0.005;
}

/** `up to $0.13`; an amount that no bill shows is `under a cent`. */
export function atMostMoney(amount: string, currency: CurrencyCode, glyphs: Glyphs): string {
  return isUnderACent(amount) ? 'under a cent' : `up to ${roughMoney(amount, currency, glyphs)}`;
}

/** `$40–$60`. */
export function moneyRange(
  range: { readonly low: string; readonly high: string },
  currency: CurrencyCode,
  glyphs: Glyphs,
): string {
  return between(roughMoney(range.low, currency, glyphs), roughMoney(range.high, currency, glyphs), glyphs);
}

/** `$/month`, or per million invocations where time is unknown. */
export function perPeriod(per: Period): string {
  return per === 'month' ? 'a month' : 'per million invocations';
}

/** A whole number with thousands separated: `12,345`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with its noun: `1 function`, `12 functions`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** A share as percent: `0.24` → `24 %`, small ones with digits enough to be seen: `0.12 %`. */
export function share(value: number, glyphs: Glyphs): string {
  return percent(value * 100, glyphs);
}

/** A percentage that is already in percent. */
export function percent(value: number, glyphs: Glyphs): string {
  const size = Math.abs(value);
  const digits = size >= 10 || size === 0 ? 0 : size >= 1 ? 1 : Math.min(6, 1 - Math.floor(Math.log10(size)));
  const text = value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
  return `${(text === '-0' ? '0' : text).replace('-', glyphs.minus)} %`;
}

/** A change with its sign, from a ratio after / before: `1.03` → `+3 %`. */
export function ratioChange(ratio: number, glyphs: Glyphs): string {
  return `${signed(ratio, glyphs)} %`;
}

/** `+3 % (−1 to +9)`. */
export function ratioInterval(
  ratio: { readonly low: number; readonly best: number; readonly high: number },
  glyphs: Glyphs,
): string {
  return `${ratioChange(ratio.best, glyphs)} (${signed(ratio.low, glyphs)} to ${signed(ratio.high, glyphs)})`;
}

/** A duration in the unit that fits: `3.2 ms`, `812 ms`, `14.9 s`, `11 min 4 s`. */
export function duration(ms: number): string {
  if (ms < 10) return `${trimmed(ms, 2)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${trimmed(ms / 1000, ms < 9_995 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Memory in MB: `1,472 MB`. */
export function megabytes(sizeMB: number): string {
  return `${count(sizeMB)} MB`;
}

/** Bytes as read: `1.4 GB`. Decimal units, as disks and networks count. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 ? rest : trimmed(rest, rest < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** `low–high`; with a space where a sign would run into the dash. */
function between(low: string, high: string, glyphs: Glyphs): string {
  return /^[−-]/.test(high) || /^[−-]/.test(low) ? `${low} to ${high}` : `${low}${glyphs.dash}${high}`;
}

/** A goal as written on the command line: `slo:p95<=800ms`. */
export function goalText(goal: Goal): string {
  switch (goal.kind) {
    case 'weighted':
      return `weighted:${goal.weight}`;
    case 'slo':
      return `slo:p${goal.percentile}<=${goal.limitMs}ms`;
    case 'balanced':
    case 'cost':
    case 'speed':
      return goal.kind;
    default:
      return goal satisfies never;
  }
}

/** A day in UTC from ms since 1970: `2026-10-14`. */
export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A length of time in words for windows: `14 days`, `3 hours`, `5 minutes`. */
export function span(ms: number): string {
  if (ms >= 172_800_000) return counted(Math.round(ms / 86_400_000), 'day');
  if (ms >= 7_200_000) return counted(Math.round(ms / 3_600_000), 'hour');
  return counted(Math.max(1, Math.round(ms / 60_000)), 'minute');
}

function signed(ratio: number, glyphs: Glyphs): string {
  const change = (ratio - 1) * 100;
  const digits = Math.abs(change) >= 10 ? 0 : 1;
  const text = Math.abs(change).toFixed(digits).replace(/\.0$/, '');
  if (text === '0') return '0';
  return `${change < 0 ? glyphs.minus : '+'}${text}`;
}

function trimmed(value: number, digits: number): string {
  const [whole = '0', part] = value.toFixed(digits).split('.');
  const kept = part?.replace(/0+$/, '');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${kept ? `.${kept}` : ''}`;
}
