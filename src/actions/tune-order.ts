/** What is to be tuned, and what carries it out. */
import type { Clock } from '../contracts/clock.ts';
import type { Engine } from '../contracts/engine.ts';
import type { Listener } from '../contracts/listener.ts';
import type { OpenRun } from '../contracts/run-store.ts';
import type { RegionPrices } from '../core/pricing/price-table.ts';
import type { FunctionSpec } from '../model/function-spec.ts';
import type { SavedSample, TuneFingerprint, TunePayload, TuneQuestion } from '../model/tuning.ts';
import type { TuneSight } from './tune-sight.ts';

/** One function to tune. `remarks`: what is known about how it was found, for the reader of the result. */
export interface TuneOrder {
  readonly spec: FunctionSpec;
  readonly question: TuneQuestion;
  readonly payloads: readonly TunePayload[];
  readonly remarks: readonly string[];
  readonly prices: RegionPrices;
  /** What is measured, for a later resume; null: not known. */
  readonly fingerprint: TuneFingerprint | null;
  /** Samples of the interrupted run that goes on; empty: a new run. */
  readonly before: readonly SavedSample[];
}

/** What carries it out. `run` null: samples are not kept. `stopped` resolves when the person wants the answer so far. */
export interface TunePorts {
  readonly engine: Engine;
  readonly run: Pick<OpenRun, 'begin' | 'sample'> | null;
  readonly clock: Clock;
  readonly listener: Listener;
  readonly stopped: Promise<void>;
  /** Is shown what was measured so far, after every call; absent: nobody looks. */
  readonly watch?: (sight: TuneSight) => void;
}
