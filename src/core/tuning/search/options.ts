/** What a search is asked, finished: every field known. */
import type { Goal } from '../../../model/recommendation.ts';
import type { Sample } from '../../../model/sample.ts';
import { ONE_VCPU_MB } from '../../../model/units.ts';
import { type CurveBank, standardBank } from '../curve-bank.ts';

/** What the search reads of a sample; every `Sample` will do. */
export type SearchSample = Pick<
  Sample,
  'sizeMB' | 'environment' | 'kind' | 'payload' | 'durationMs' | 'billedMs' | 'cpuMs' | 'initMs' | 'usedMB' | 'status'
>;

/** One kind of event and its share of the traffic. Weights need not sum to 1. */
export interface Stratum {
  readonly name: string;
  readonly weight: number;
}

/** What may be spent. Infinity: no limit. */
export interface SearchBudget {
  /** Calls, discarded ones counted. */
  readonly invocations: number;
  /** Billed GB-seconds of all calls (MB / 1,024 x s). */
  readonly gbSeconds: number;
  /** Sum of durations and inits, ms: the least time that one caller needs. */
  readonly measuredMs: number;
}

/** The whole question. */
export interface SearchOptions {
  readonly goal: Goal;
  readonly seed: number;
  /** Sizes that may be measured and chosen, MB, both included. `highMB` is the greatest size at all: above one vCPU sizes are opened by evidence only. */
  readonly lowMB: number;
  readonly highMB: number;
  /** Sizes given by hand (`--sizes`): only these, above one vCPU too. Null: free choice. */
  readonly sizesMB: readonly number[] | null;
  /** Size in force: where the search starts. Null: unknown. */
  readonly currentMB: number | null;
  readonly strata: readonly Stratum[];
  /** Share of the traffic's invocations that are cold, for the cost. */
  readonly coldShare: number;
  /** Highest Max Memory Used that a chosen size may show, as a share of it (0.8, so that an alarm at 90 % stays quiet). */
  readonly utilisation: number;
  /** Environments wanted at a size that is measured more than once: 1 where they do not differ (one machine), 3 on Lambda, whose hosts do. */
  readonly environments: number;
  readonly budget: SearchBudget;
  /** The prior. Tests and benches bring others. */
  readonly bank: CurveBank;
}

/** What must be given; the rest has defaults. */
export type SearchRequest = Partial<SearchOptions> & Pick<SearchOptions, 'goal' | 'seed'>;

/** 40 calls: in the replays more change little, even on the noisiest functions. */
const BUDGET: SearchBudget = {
  invocations: 40,
  gbSeconds: Number.POSITIVE_INFINITY,
  measuredMs: Number.POSITIVE_INFINITY,
};

/** The request with every default filled in. Sizes above 10,240 MB do not exist; above 3,008 MB accounts may need a quota, which is the caller's to know. */
export function searchOptions(request: SearchRequest): SearchOptions {
  return {
    lowMB: 128,
    highMB: 10_240,
    sizesMB: null,
    currentMB: null,
    strata: [{ name: 'default', weight: 1 }],
    coldShare: 0,
    utilisation: 0.8,
    environments: 1,
    budget: BUDGET,
    bank: request.bank ?? standardBank(),
    ...request,
  };
}

/** True for a size that is tried without evidence that more than one vCPU helps. */
export function needsNoEvidence(sizeMB: number): boolean {
  return sizeMB <= ONE_VCPU_MB;
}
