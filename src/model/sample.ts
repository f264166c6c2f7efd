/** One measured call of a function at one size: what every engine gives back and every run keeps (`samples.ndjson`). */
import type { Outcome } from './invocation.ts';

/** What is known to be odd about a sample. The first three say that the ruler was disturbed: such a call is repeated. */
export const SAMPLE_MARKS = [
  'quota-not-biting',
  'neighbour-busy',
  'stolen-cpu',
  'suppressed-init',
  'whole-machine',
  'fewer-cores',
  'approximate-limiter',
  'other-binary',
  'child-killed',
  'logs-dropped',
  'escaped-process',
] as const;
/**
 * `quota-not-biting`: more CPU time than the size allows; `neighbour-busy`: other processes left too few cores; `stolen-cpu`: the hypervisor took CPU time;
 * `suppressed-init`: Duration contains an init that was run again after a failure; `whole-machine`: the size needs (nearly) every core;
 * `fewer-cores`: Lambda shows more cores at this size than the machine has; `approximate-limiter`: limits kept by stopping and continuing processes;
 * `other-binary`: another version of the runtime ran than the function names; `child-killed`: a child process ran out of memory, the runtime lived;
 * `logs-dropped`: the handler wrote more than is kept; `escaped-process`: a process had left the tree and was found and ended.
 */
export type SampleMark = (typeof SAMPLE_MARKS)[number];

/** Marks that make a sample worthless as a measure of time; the call is repeated and the sample is kept as `discarded`. */
export const DISTURBANCES: readonly SampleMark[] = ['quota-not-biting', 'neighbour-busy', 'stolen-cpu'];

/**
 * How absolute the times are. Level 0: shape only; 1: quota scaled by a reference kernel's speed on Lambda; 2: by a REPORT of this very function.
 * `factor` = CPU time on Lambda / CPU time here (1 at level 0).
 */
export interface Calibration {
  readonly level: 0 | 1 | 2;
  readonly factor: number;
  /** Where the factor comes from, for people. */
  readonly source: string;
}

/** One call. Times in ms, memory in MB. A field that was not measured is absent. */
export interface Sample {
  readonly function: string;
  readonly sizeMB: number;
  /** Execution environment, unique within the run (local: the log stream). */
  readonly environment: string;
  /** Position among the calls of this environment, from 0. */
  readonly index: number;
  /** `cold`: first call of a fresh environment; `discarded`: made and counted, but not evidence (see marks). */
  readonly kind: 'warm' | 'cold' | 'discarded';
  /** Name of the payload. */
  readonly payload: string;
  readonly requestId: string;
  /** ISO 8601 in UTC, when the call began. */
  readonly at: string;
  /** As Lambda's REPORT: init not included. */
  readonly durationMs: number;
  readonly billedMs: number;
  /** CPU time of all processes of the environment during the call. */
  readonly cpuMs?: number;
  readonly initMs?: number;
  /** CPU time of the init. */
  readonly initCpuMs?: number;
  /** Max Memory Used: highest so far in this environment. */
  readonly usedMB?: number;
  readonly status: Outcome;
  readonly errorType?: string;
  readonly marks: readonly SampleMark[];
  readonly engine: 'local' | 'replay' | 'lambda' | 'step-functions';
  /** What kept the limits (`cgroup-v1`, `cgroup-v2`, `cgroup-v2-systemd`, `sudo`, `duty-cycle`, `lambda`). */
  readonly driver: string;
  readonly calibration: Calibration;
}

/** True when the sample's time was disturbed and the call should be repeated. */
export function isDisturbed(sample: { readonly marks: readonly SampleMark[] }): boolean {
  return sample.marks.some((mark) => DISTURBANCES.includes(mark));
}
