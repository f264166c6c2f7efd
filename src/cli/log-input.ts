/** Which logs a command reads: paths, the sample logs, or stdin; and which part of them. */

import type { Clock } from '../contracts/clock.ts';
import type { ReadRequest } from '../contracts/log-source.ts';
import { logGroupNames } from '../core/config/config-file.ts';
import { listOf, switchOf, windowOf } from '../core/config/resolve.ts';
import type { Present } from '../core/config/when.ts';
import { samplesFolder } from './package-root.ts';
import type { Session } from './session.ts';
import { wiring } from './wiring.ts';

/** Paths to read, `-` for stdin; null: nothing was given and nothing is piped in. */
export function pathsToRead(args: readonly string[], { inputs, edge }: Session): readonly string[] | null {
  if (switchOf('sample', inputs)) return [samplesFolder(), ...args];
  if (args.length > 0) return args;
  return edge.stdinHasData() ? ['-'] : null;
}

/** The window, the functions and the names asked for. A single plain name also names lines that carry none. */
export async function readRequest({ inputs, edge }: Session, present: Present): Promise<ReadRequest> {
  const names = listOf('function', inputs);
  const [name] = names;
  const { ownRequestIds } = await wiring();
  const includeLocal = switchOf('include-local', inputs);
  return {
    ...windowOf(inputs, present),
    ...(names.length > 0 ? { select: names } : {}),
    ...(names.length === 1 && name !== undefined && !name.includes('*') ? { functionName: name } : {}),
    logGroups: logGroupNames(inputs.file),
    includeLocal,
    // Who wants the local engine's calls to count means those that memfit itself asked for.
    ownRequestIds: includeLocal ? new Set() : await ownRequestIds(edge.cwd),
  };
}

/** What is known about the present, for times as people write them. */
export function presentOf(clock: Clock): Present {
  return { nowMs: clock.now(), localOffsetMinutes: (atMs) => clock.localOffsetMinutes(atMs) };
}
