/** The only file that picks implementations: what reads logs, keeps files and tells the time. Loads no AWS code. */
import type { Clock } from './contracts/clock.ts';
import type { LogSource } from './contracts/log-source.ts';

export { loadConfig } from './stores/config-file.ts';
export { fileWorkspace } from './stores/file-workspace.ts';
export { ownRequestIds } from './stores/own-requests.ts';

/** The machine's clock and zone. */
export const systemClock: Clock = {
  now: () => Date.now(),
  localOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
};

/** Past invocations from files, folders, globs and stdin (`-`). Loaded only when logs are read. */
export async function logFiles(
  paths: readonly string[],
  { cwd, stdin }: { readonly cwd: string; readonly stdin: AsyncIterable<Uint8Array> },
): Promise<LogSource> {
  const { createLogFileSource } = await import('./sources/log-file/source.ts');
  return createLogFileSource(paths, { cwd, stdin });
}
