/** A configuration file in its finished form, and where its values stand. */
import type { FunctionOptions } from '../../model/options.ts';
import type { StandIn } from '../../model/stand-in.ts';
import type { Origin } from './fault.ts';
import type { OptionName } from './options.ts';

/** Steps to a value inside a document: keys and indexes. */
export type ValuePath = readonly (string | number)[];

/** A parsed document, not yet checked. */
export interface ConfigDocument {
  /** As shown: relative to the working directory. */
  readonly path: string;
  /** Plain data: objects, arrays, strings, numbers, booleans, null. */
  readonly value: unknown;
  /** Where a value, or with `key` the name of its last step, stands. The nearest surrounding place when there is none of its own. */
  readonly originOf: (path: ValuePath, part?: 'key' | 'value') => Origin;
}

/** One setting as written, with its place. A list has several texts. */
export interface Setting {
  readonly texts: readonly string[];
  readonly origin: Origin;
}

/** An event to measure with, as the file names it: its path relative to the file's folder, what a right answer has. */
export interface ConfiguredPayload {
  readonly file: string;
  readonly weight: number;
  readonly expect: unknown;
}

/** A checked file. Nothing in it is optional any more. */
export interface ConfigFile {
  readonly path: string;
  readonly settings: ReadonlyMap<OptionName, Setting>;
  readonly functions: Readonly<Record<string, FunctionOptions>>;
  /** By function; a function without payloads is absent. */
  readonly payloads: Readonly<Record<string, readonly ConfiguredPayload[]>>;
  /** Functions that memfit may never call (`invoke: never`). */
  readonly neverCalled: readonly string[];
  /** Programs to start before functions are called on this machine, in the order written. Started only with consent. */
  readonly standIns: readonly StandIn[];
}

/** A function of which nothing is said. */
export const NOTHING_SAID: FunctionOptions = {
  goal: null,
  floorMB: null,
  minMB: null,
  maxMB: null,
  pinMB: null,
  ignore: [],
  policy: [],
  invocationsPerMonth: null,
  logGroup: null,
  owner: null,
  architecture: null,
  region: null,
  ephemeralMB: null,
  provisionedConcurrency: null,
};

/** Function name by log group, as `functions.<id>.logGroup` says it: what a reading needs to name functions. */
export function logGroupNames(file: ConfigFile | null): Readonly<Record<string, string>> {
  const named = Object.entries(file?.functions ?? {}).flatMap(([name, { logGroup }]) =>
    logGroup === null ? [] : [[logGroup, name] as const],
  );
  return Object.fromEntries(named);
}
