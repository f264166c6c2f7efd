/** The only file that picks implementations: what reads logs, keeps files and tells the time. Loads no AWS code. */
import type { Clock } from './contracts/clock.ts';
import type { LogSource } from './contracts/log-source.ts';
import { createLogFileSource } from './sources/log-file/source.ts';

export { loadConfig } from './stores/config-file.ts';
export { fileWorkspace } from './stores/file-workspace.ts';

/** The machine's clock and zone. */
export const systemClock: Clock = {
  now: () => Date.now(),
  localOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
};

/** Past invocations from files, folders, globs and stdin (`-`). */
export function logFiles(
  paths: readonly string[],
  { cwd, stdin }: { readonly cwd: string; readonly stdin: AsyncIterable<Uint8Array> },
): LogSource {
  return createLogFileSource(paths, { cwd, stdin });
}
