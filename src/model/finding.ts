/** A finding is a code and its evidence; words, advice and the docs page stand in one table (core/usage/findings/finding-texts.ts). */

/** Every code a finding can have; docs/findings/<code>.md exists for each (a test asserts it). */
export const FINDING_CODES = [
  'out-of-memory',
  'near-limit',
  'clipped-memory',
  'timeout-at-limit',
  'timeout',
  'errors',
  'crash',
  'init-failure',
  'over-provisioned',
  'leak',
  'unstable-memory',
  'bimodal-memory',
  'bimodal-duration',
  'cpu-starved',
  'no-gain-above-1-vcpu',
  'cold-start-heavy',
  'billed-init',
  'duration-shift',
  'memory-shift',
  'size-changed',
  'deprecated-log-style',
  'only-failures-logged',
  'logs-dropped',
  'emulator-logs',
  'managed-instances',
  'local-logs',
  'environments-unknown',
  'too-little-data',
] as const;
/** Identifies a kind of finding; part of published JSON. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** How urgent: `critical` loses requests now, `warning` may soon or costs money, `info` is worth knowing. Words, never colour alone. */
export type Severity = 'critical' | 'warning' | 'info';

/** A number that speaks for a finding. Unknown is null. `unit` is one of ms, MB, %, count, 1/h, p, ratio. */
export interface Evidence {
  readonly name: string;
  readonly value: number | string | null;
  readonly unit?: string;
}

/** Something the usage shows. `sizeMB` null: about the function as a whole. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly sizeMB: number | null;
  readonly evidence: readonly Evidence[];
  /** Present when the config ignores it: shown as suppressed, never silently gone. */
  readonly suppressed?: { readonly reason: string; readonly until: string | null };
}
