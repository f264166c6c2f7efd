/** What runs a function at a memory size and measures it: this machine, Lambda itself, or a recorded run. */
import type { FunctionSpec } from '../model/function-spec.ts';
import type { Calibration, Sample } from '../model/sample.ts';

/** One call to make. */
export interface MeasureRequest {
  readonly sizeMB: number;
  /** The event, as bytes of JSON (any bytes for custom runtimes). */
  readonly payload: Uint8Array;
  /** Name of the payload, for the sample. */
  readonly payloadName: string;
  /** `warm`: a call in an environment that has answered before (one is started and warmed when there is none at this size); `cold`: first call of a fresh one. */
  readonly want: 'warm' | 'cold';
  /** False: a disturbed call is not repeated (load: it is traffic, no sample). Absent: it is. */
  readonly repeat?: boolean;
  /** What the client context and trace headers say; absent: none, and a trace id of the engine's own. */
  readonly clientContext?: string;
  readonly traceId?: string;
  /** The tenant, for functions that keep tenants apart: each has environments of its own. Absent: none. */
  readonly tenantId?: string;
}

/** A call that was made: the sample and what the function answered. */
export interface Measured {
  readonly sample: Sample;
  /** The answer, or the error document of a failed call ({errorType, errorMessage}). Null: there is none. */
  readonly response: Uint8Array | null;
  /** The last 4,096 bytes of the call's log, as `LogType: Tail` gives them. */
  readonly logTail: string;
}

/** Whether a size can be measured here. */
export type Admission =
  | { readonly can: true; readonly alone: boolean }
  | { readonly can: false; readonly why: string; readonly largestMB: number };

/** What an engine says about itself, for every result. */
export interface EngineAbout {
  readonly engine: Sample['engine'];
  readonly driver: string;
  /** False: limits are kept approximately. */
  readonly exact: boolean;
  readonly calibration: Calibration;
  /** Why not a better driver, and other things a reader of the figures should know. */
  readonly remarks: readonly string[];
  readonly machine: {
    readonly cores: number;
    readonly memoryMB: number;
    readonly cpu: string;
    readonly system: string;
  };
}

/** A function made ready to be measured. Calls may overlap: an engine queues what the machine cannot hold at once. */
export interface PreparedFunction {
  readonly spec: FunctionSpec;
  /** What runs it, in words: `node v22.11.0 (/usr/bin/node), own client`. */
  readonly runsOn: string;
  /**
   * Makes a call and, where the first was disturbed, repeats it (three times at most). Gives every call that was made, in order, the warming one
   * included; the last is the answer. A timeout, an out-of-memory or an error of the handler is a sample, not an exception.
   * Throws UserError `size-not-measurable` (see `admits`), `payload-too-large`; OutsideError when the machine fails.
   */
  measure(request: MeasureRequest): Promise<readonly Measured[]>;
  /** What a record still holds when it was asked for something that it does not have: calls in the order they were made. Engines that make calls have none. */
  rest?(): readonly (readonly Measured[])[];
  /** Ends this function's environments. */
  close(): Promise<void>;
}

/** Runs functions at memory sizes. Nothing it starts outlives `close` (nor the process, see docs/local-engine.md). */
export interface Engine {
  readonly about: EngineAbout;
  /** Whether this size can be measured, and whether only with nothing else running. */
  admits(sizeMB: number): Admission;
  /** Checks that the function can run here. Throws UserError with what to do instead (`runtime-not-local`, `handler-not-found`, `code-folder-missing`, …). */
  prepare(spec: FunctionSpec): Promise<PreparedFunction>;
  close(): Promise<void>;
}
