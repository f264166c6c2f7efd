/** The only file that picks implementations: what reads logs, keeps files and tells the time. Loads no AWS code. */
import type { Clock } from './contracts/clock.ts';
import type { Engine } from './contracts/engine.ts';
import type { LogSource } from './contracts/log-source.ts';
import type { ProjectTree } from './contracts/project-tree.ts';
import type { RunStore, SavedRun } from './contracts/run-store.ts';
import type { ConsentStore, StandInHouse } from './contracts/stand-ins.ts';
import type { VersionControl } from './contracts/version-control.ts';

export { codeFingerprint } from './stores/code-fingerprint.ts';
export { loadConfig } from './stores/config-file.ts';
export { fileWorkspace } from './stores/file-workspace.ts';
export { ownRequestIds } from './stores/own-requests.ts';

/** The machine's clock and zone. */
export const systemClock: Clock = {
  now: () => Date.now(),
  localOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
};

/** Each function judged by itself: many of them with several threads. */
export { judge } from './threads/judge.ts';

/** Past invocations from files, folders, globs and stdin (`-`). Loaded only when logs are read. */
export async function logFiles(
  paths: readonly string[],
  { cwd, stdin }: { readonly cwd: string; readonly stdin: AsyncIterable<Uint8Array> },
): Promise<LogSource> {
  const { createLogFileSource } = await import('./sources/log-file/source.ts');
  return createLogFileSource(paths, { cwd, stdin });
}

/**
 * This machine as a ruler, with the best limits it has. Loaded only when something is measured. `listener` is asked before a function is built or its packages or runtime are
 * fetched; `logFile` takes the lines of platform and handlers.
 */
export async function localEngine(options: LocalOptions = {}): Promise<Engine> {
  const { createLocalEngine } = await import('./engines/local/engine.ts');
  return createLocalEngine(options);
}

/** A saved run as a ruler. */
export async function replayEngine(saved: SavedRun): Promise<Engine> {
  const { createReplayEngine } = await import('./engines/replay/engine.ts');
  return createReplayEngine(saved);
}

/** The runs of the project in `root`. */
export async function savedRuns(root: string): Promise<RunStore> {
  const { runStore } = await import('./stores/run-store.ts');
  return runStore(root);
}

/** The demo's own copy of the example, below the folder `root`. */
export async function demoProject(example: string, root: string): Promise<DemoProject> {
  const { demoProject: make } = await import('./stores/demo-project.ts');
  return make(example, root);
}

/** What runs stand-ins whose commands count from `folder`. Loaded only when one is needed. */
export async function standInHouse(folder: string): Promise<StandInHouse> {
  const { openStandInHouse } = await import('./engines/local/stand-ins/house.ts');
  return openStandInHouse(folder);
}

/** What the person agreed to on this machine. */
export async function consents(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): Promise<ConsentStore> {
  const { consentStore, stateFolder } = await import('./stores/consents.ts');
  return consentStore(stateFolder(env, platform));
}

/** Proves that the limits of the local engine hold here; takes about two seconds. */
export async function proveLimits(): Promise<LimitProof> {
  const { proveDriver } = await import('./engines/local/prove.ts');
  return proveDriver();
}

/** The files of the project in `root` that may be templates. */
export async function projectFiles(root: string): Promise<ProjectTree> {
  const { projectTree } = await import('./stores/project-tree.ts');
  return projectTree(root);
}

/** What git says of the project in `root`. */
export async function versionControl(root: string): Promise<VersionControl> {
  const { git } = await import('./stores/git.ts');
  return git(root);
}

/** The copy, and what is kept beside it. */
export type DemoProject = import('./stores/demo-project.ts').DemoProject;
/** What can be chosen about the local engine. */
type LocalOptions = import('./engines/local/options.ts').LocalEngineOptions;
/** What `proveLimits` found. */
type LimitProof = Awaited<ReturnType<typeof import('./engines/local/prove.ts').proveDriver>>;
