/** Reads sizes, durations, numbers, steps, goals and gates as people write them. Every reader throws a UserError that names where the text stood. */
import { FINDING_CODES, type FindingCode } from '../../model/finding.ts';
import type { FailOn, StepLimit } from '../../model/options.ts';
import type { Goal } from '../../model/recommendation.ts';
import { MAX_SIZE_MB, MIN_SIZE_MB } from '../../model/units.ts';
import { invalidValue, type Origin, suggestion } from './fault.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const MS_PER: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000 };
/** Lambda's longest timeout, 900 s, in ms: no duration of an invocation is longer (Lambda quotas 2026). */
const LONGEST_MS = 900_000;

/** A number within bounds, both included. Underscores and commas as separators of thousands are allowed. */
export function readNumber(text: string, origin: Origin, min: number, max: number): number {
  const plain = text.trim().replace(/(?<=\d)[_,](?=\d{3}(?!\d))/g, '');
  const value = NUMBER.test(plain) ? Number(plain) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw invalidValue(origin, `"${text}" cannot be used`, `a number from ${min} to ${max} is wanted`);
}

/** A whole number within bounds, both included. */
export function readWhole(text: string, origin: Origin, min: number, max: number): number {
  const value = readNumber(text, origin, min, max);
  if (Number.isInteger(value)) return value;
  throw invalidValue(origin, `"${text}" cannot be used`, 'a whole number is wanted');
}

/** A memory size: 512, 512MB, 2GB; a whole number of MB from 128 to 10,240. */
export function readSize(text: string, origin: Origin): number {
  const match = /^([\d.,_]+)\s*(mb|mib|gb|gib|m|g)?$/i.exec(text.trim());
  const [, digits = '', unit = ''] = match ?? [];
  if (!match) throw invalidValue(origin, `"${text}" is not a memory size`, 'a size is written 512, 512MB or 2GB');
  const factor = unit.toLowerCase().startsWith('g') ? 1_024 : 1;
  const size = readNumber(digits, origin, 0, 1e9) * factor;
  if (Number.isInteger(size) && size >= MIN_SIZE_MB && size <= MAX_SIZE_MB) return size;
  throw invalidValue(
    origin,
    `"${text}" is not a Lambda memory size`,
    `Lambda accepts whole numbers from ${MIN_SIZE_MB} to ${MAX_SIZE_MB} MB`,
  );
}

/** A duration with its unit, as a decimal string of ms: 850ms, 10s, 1.5s, 2m. At most 900 s. */
export function readDurationMs(text: string, origin: Origin): number {
  const match = /^([\d.,_]+)\s*(ms|s|min|m)$/i.exec(text.trim());
  const [, digits = '', unit = ''] = match ?? [];
  if (!match) {
    const next = NUMBER.test(text.trim()) ? `write ${text.trim()}ms or ${text.trim()}s` : undefined;
    throw invalidValue(origin, `"${text}" is not a duration`, 'a duration has a unit: 850ms, 10s, 2m', next);
  }
  const value = readNumber(digits, origin, 0, 1e9) * (MS_PER[unit.toLowerCase()] ?? 1);
  const ms = Number(value.toPrecision(15));
  if (ms <= LONGEST_MS) return ms;
  throw invalidValue(origin, `"${text}" is too long`, 'no invocation runs longer than 900 s');
}

/** How far one recommendation may go down: 512, 512MB or 25%. */
export function readStep(text: string, origin: Origin): StepLimit {
  const match = /^([\d.]+)\s*(%|mb)?$/i.exec(text.trim());
  const [, digits = '', unit = ''] = match ?? [];
  if (!match) throw invalidValue(origin, `"${text}" is not a step`, 'a step is written 512 (MB) or 25%');
  return unit === '%'
    ? { kind: 'percent', value: readNumber(digits, origin, 1, 100) }
    : { kind: 'mb', value: readNumber(digits, origin, 1, MAX_SIZE_MB) };
}

/** A goal: balanced, cost, speed, weighted:0.7, slo:p95<=800ms. */
export function readGoal(text: string, origin: Origin): Goal {
  const plain = text.trim().toLowerCase();
  if (plain === 'balanced' || plain === 'cost' || plain === 'speed') return { kind: plain };
  const weighted = /^weighted:(.+)$/.exec(plain);
  if (weighted) return { kind: 'weighted', weight: readNumber(weighted[1] ?? '', origin, 0, 1) };
  const slo = /^slo:\s*p(\d{1,2}(?:\.\d+)?)\s*(?:<=|<|≤)\s*(.+)$/.exec(plain);
  if (slo) {
    const percentile = readNumber(slo[1] ?? '', origin, 1, 99.99);
    const limitMs = readDurationMs(slo[2] ?? '', origin);
    if (limitMs > 0) return { kind: 'slo', percentile, limitMs };
  }
  const known = ['balanced', 'cost', 'speed', 'weighted:0.5', 'slo:p95<=800ms'];
  throw invalidValue(origin, `"${text}" is not a goal`, 'a goal says what "right" means', suggestion(plain, known));
}

/** A goal as readGoal would read it. */
export function goalText(goal: Goal): string {
  if (goal.kind === 'weighted') return `weighted:${goal.weight}`;
  return goal.kind === 'slo' ? `slo:p${goal.percentile}<=${goal.limitMs}ms` : goal.kind;
}

/** A gate: critical, warning, change, or the code of a finding. */
export function readFailOn(text: string, origin: Origin): FailOn {
  const plain = text.trim();
  if (plain === 'change') return { kind: 'change' };
  if (plain === 'critical' || plain === 'warning') return { kind: 'severity', severity: plain };
  if (isFinding(plain)) return { kind: 'finding', code: plain };
  const known = ['critical', 'warning', 'change', ...FINDING_CODES];
  throw invalidValue(
    origin,
    `"${text}" is no gate`,
    'a gate is a severity, change, or a finding',
    suggestion(plain, known),
  );
}

/** Whether a text is the code of a finding. */
export function isFinding(text: string): text is FindingCode {
  return (FINDING_CODES as readonly string[]).includes(text);
}

/** One of the given words. */
export function readChoice<T extends string>(text: string, origin: Origin, of: readonly T[]): T {
  const found = of.find((choice) => choice === text.trim());
  if (found !== undefined) return found;
  throw invalidValue(origin, `"${text}" cannot be used`, `it is one of: ${of.join(', ')}`, suggestion(text.trim(), of));
}

/** A switch from text: true, 1, yes, on, and their opposites. */
export function readSwitch(text: string, origin: Origin): boolean {
  const plain = text.trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(plain)) return true;
  if (['false', '0', 'no', 'off', ''].includes(plain)) return false;
  throw invalidValue(origin, `"${text}" cannot be used`, 'true or false is wanted');
}
