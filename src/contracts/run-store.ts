/** Where measurements are kept while they are made, and read back from. */
import type { SavedSample, TunedFunction, TuneRun } from '../model/tuning.ts';

/** A run that is being written. Everything is on disk when its call resolves. */
export interface OpenRun {
  readonly id: string;
  /** Adds a function to run.json; its samples follow. */
  begin(tuned: TunedFunction): Promise<void>;
  /** Adds one sample to samples.ndjson. */
  sample(sample: SavedSample): Promise<void>;
}

/** A run read back. */
export interface SavedRun {
  readonly run: TuneRun;
  readonly samples: readonly SavedSample[];
}

/** The runs of a project. */
export interface RunStore {
  /** Opens a new run. Throws OutsideError `disk` where nothing can be written. */
  create(about: Pick<TuneRun, 'verb' | 'startedAt' | 'memfitVersion'>): Promise<OpenRun>;
  /** A run by its id or folder; null: the latest. Throws UserError `no-such-run`, `broken-run`. */
  read(which: string | null): Promise<SavedRun>;
}
