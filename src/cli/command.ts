/** What a command is to the program: arguments and flags in, exit code out. */
import type { FlagValue } from '../core/config/resolve.ts';
import type { Edge } from './edge.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a command is run with: its arguments, and the flags that were given, by option name. */
export interface Invoked {
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, FlagValue>>;
}

/** Carries a command out and gives its exit code. */
export type RunCommand = (invoked: Invoked, edge: Edge) => Promise<ExitCode>;
