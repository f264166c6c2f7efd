/** What starts and stops stand-ins, and what remembers that a person agreed to it. */
import type { OutsideError } from '../model/errors.ts';
import type { StandIn, StandInSet } from '../model/stand-in.ts';

/** A stand-in that listens. */
export interface RunningStandIn {
  readonly standIn: StandIn;
  /** On this machine only; null: it has no address of its own. */
  readonly url: string | null;
}

/** Runs stand-ins, each once however many functions share it. Nothing it starts outlives `close`, nor the process. */
export interface StandInHouse {
  /**
   * Starts it unless it runs, and waits until it is ready. Throws UserError `command-missing`, `port-in-use`; OutsideError `stand-in-ended`,
   * `stand-in-not-ready`, `stand-in-not-local`, each with the last lines that it printed.
   */
  start(standIn: StandIn): Promise<RunningStandIn>;
  /** Resolves when one that was ready ends by itself: what is measured from then on means nothing. */
  readonly lost: Promise<OutsideError>;
  /** Stops all, whole process groups; also those that still start. */
  close(): Promise<void>;
}

/** What a person has agreed to on this machine. Kept outside every repository. */
export interface ConsentStore {
  /** Whether these commands, in this folder, as they are now, were agreed to. */
  has(hash: string): Promise<boolean>;
  /** Remembers it. A disk that cannot be written to means that it is asked again. */
  add(hash: string, what: { readonly folder: string; readonly commands: readonly string[] }): Promise<void>;
  /** A hash of the commands, the folder, and the files of the project that the commands name. */
  hashOf(set: StandInSet): Promise<string>;
}
