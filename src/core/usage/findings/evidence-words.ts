/** Evidence as words: one way to write a number with its unit, and what is unknown with its reason. No escaping, no colour. */
import type { Evidence, Finding } from '../../../model/finding.ts';

/** Gives the words of one piece of evidence by name: `12 %`, `1,234`, `unknown: no time`. */
export type Say = (name: string) => string;

/** The words of a finding's evidence by name; a name that is not there says `unknown`. */
export function sayEvidence(finding: Finding): Say {
  const byName = new Map(finding.evidence.map((item) => [item.name, item]));
  return (name) => {
    const item = byName.get(name);
    return item === undefined ? 'unknown' : evidenceWords(item);
  };
}

/** One piece of evidence in words. Null is said as unknown, with the reason where it follows from the name or unit; never as zero. */
export function evidenceWords({ name, value, unit }: Evidence): string {
  if (value === null) return unknown(name, unit);
  if (typeof value === 'string') return unit === 'MB' ? `${value} MB` : value;
  switch (unit) {
    case '%':
      return `${significant(value)} %`;
    case 'count':
      return grouped(value < 100 ? Math.round(value * 10) / 10 : Math.round(value));
    case 'ms':
      return value >= 10_000 ? `${significant(value / 1000)} s` : `${significant(value)} ms`;
    case 'p':
      return value < 0.0001 ? 'below 0.0001' : significant(value, 2);
    case 'ratio':
    case undefined:
      return significant(value);
    case 'MB':
      return `${grouped(Math.round(value * 10) / 10)} MB`;
    default:
      return `${significant(value)} ${unit}`;
  }
}

function unknown(name: string, unit: string | undefined): string {
  if (unit === 'time' || unit === 'h' || unit === 'MB/h') return 'unknown: no time';
  if (name.startsWith('environment') || name.startsWith('shareAbove')) return 'unknown: no stream names';
  return 'unknown';
}

function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return 'unknown';
  if (Math.abs(value) >= 1000) return grouped(Math.round(value));
  return String(Number(value.toPrecision(digits)));
}

function grouped(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}
