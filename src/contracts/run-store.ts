/** Where measurements are kept while they are made, and read back from. */
import type { SavedSample, TunedFunction, TuneRun } from '../model/tuning.ts';

/** A run that is being written. Everything is on disk when its call resolves. */
export interface OpenRun {
  readonly id: string;
  /** Adds a function to run.json, or replaces the one of its name; its samples follow. */
  begin(tuned: TunedFunction): Promise<void>;
  /** Adds one sample to samples.ndjson, and its request id to memfit's own. */
  sample(sample: SavedSample): Promise<void>;
}

/** A run that may begin: its folder is made by `open`, so that none is left behind by functions that cannot run. */
export interface PlannedRun {
  readonly id: string;
  /** Where the lines of platform and handlers belong, once the run is open. */
  readonly logFile: string;
  open(): Promise<OpenRun>;
}

/** A run read back. */
export interface SavedRun {
  readonly run: TuneRun;
  readonly samples: readonly SavedSample[];
}

/** The runs of a project. */
export interface RunStore {
  /** Names a new run. Throws OutsideError `disk` where nothing can be written. */
  plan(about: Pick<TuneRun, 'verb' | 'startedAt' | 'memfitVersion' | 'asked'>): Promise<PlannedRun>;
  /** A run by its id or folder; null: the latest. Throws UserError `no-such-run`, `broken-run`. */
  read(which: string | null): Promise<SavedRun>;
  /** The same, to be continued: what is added goes behind what is there. Throws OutsideError `disk` too. */
  resume(which: string | null): Promise<PlannedRun & { readonly saved: SavedRun }>;
}
