/** /tmp of a function: a disk of its own of the size the function has, where the machine lets one be made; and its code, which it cannot write to. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CANNOT_MOUNT, type MountPlan } from './processes/runtime-process.ts';

/** /tmp of a function that says nothing (EphemeralStorage; Lambda quotas). */
export const DEFAULT_TMP_MB = 512;
const TMP = '/tmp';

/**
 * Whether environments can have a disk of their own as /tmp. `shown`: what of the machine's /tmp stays to be seen in it, read-only, because the function or its
 * runtime lies there; `remark` says so. `why` is for the reader of a result.
 */
export type TmpDisk =
  | { readonly can: true; readonly shown: readonly string[]; readonly remark: string | null }
  | { readonly can: false; readonly why: string };

/** A disk can be made by root where loop devices work. `needed`: what the function reads; `folder`: the run's own. */
export function tmpDiskFor(needed: readonly string[], folder: string): TmpDisk {
  const shown = [...new Set(needed.flatMap((path) => belowTmp(path, folder)))].sort();
  if (shown.includes(TMP)) return no(`${TMP} itself is among what the function needs`);
  machine ??= tryDisk(join(folder, 'trial.img'), join(folder, 'trial'));
  if (machine !== 'works') return no(machine);
  const others = shown.filter((path) => !path.startsWith(`${folder}/`));
  const remark =
    others.length === 0 ? null : `its /tmp also shows ${others.join(', ')}, read-only: what it needs lies there`;
  return { can: true, shown: shown.filter((path) => !shown.some((other) => path.startsWith(`${other}/`))), remark };
}

/** What an environment sees in places of its own. */
export interface Mounts {
  /** The disk that becomes /tmp, and an empty folder for the while of mounting. */
  readonly file: string;
  readonly place: string;
  /** What of the machine's /tmp stays. */
  readonly shown: readonly string[];
  /** What cannot be written to, as the code on Lambda. */
  readonly readOnly: readonly string[];
  /** Layers that together become /opt, the first at the bottom; none: /opt stays the machine's. */
  readonly opt: readonly string[];
  readonly cwd: string;
}

/** The commands that make it so. */
export function mounting({ file, place, shown, readOnly, opt, cwd }: Mounts): MountPlan {
  const [unshare = '', mount, rmdir, mkdir] = ['unshare', 'mount', 'rmdir', 'mkdir'].map(
    (name) => systemProgram(name) ?? name,
  );
  const bound = (from: string, at: string): string[] => [
    `${mount} --bind ${quoted(from)} ${quoted(at)}`,
    `${mount} -o remount,bind,ro,nosuid,nodev ${quoted(at)}`,
  ];
  const steps = [
    `${mount} -o loop,nosuid,nodev ${quoted(file)} ${quoted(place)}`,
    // Gone already when the environment is started anew on the same disk.
    `{ ${rmdir} ${quoted(join(place, 'lost+found'))} 2>/dev/null; :; }`,
    ...shown.flatMap((path) => {
      const at = join(place, path.slice(TMP.length));
      return [`${mkdir} -p ${quoted(at)}`, ...bound(path, at)];
    }),
    ...readOnly.filter((path) => !isBelow(path, TMP)).flatMap((path) => bound(path, path)),
    ...layered(opt).map((options) => `${mount} ${options} /opt`),
    `${mount} --move ${quoted(place)} ${TMP}`,
    // Lambda has no shared memory: semaphores and pools of multiprocessing fail there, and libraries work on one core instead.
    `{ [ ! -d /dev/shm ] || ${mount} -t tmpfs -o ro,size=4k,mode=555 none /dev/shm; }`,
    // The folder it stands in is still the one from before.
    `cd ${quoted(cwd)}`,
  ];
  return {
    argv: [unshare, '--mount', '--propagation', 'private'],
    script: `{ ${steps.join(' && ')}; } || exit ${CANNOT_MOUNT}`,
  };
}

/** A sparse file with an empty file system: it takes space on the real disk only as it is written to. */
export function makeDisk(file: string, sizeMB: number, owner: number): void {
  const handle = openSync(file, 'w', 0o600);
  ftruncateSync(handle, sizeMB * 1_048_576);
  closeSync(handle);
  const features = `lazy_itable_init=1,nodiscard,root_owner=${owner}:${owner}`;
  const args = ['-q', '-F', '-O', '^has_journal', '-m', '0', '-E', features, file];
  const run = spawnSync(systemProgram('mkfs.ext4') ?? '', args, { stdio: 'ignore', timeout: 10_000, env: {} });
  if (run.status !== 0) throw new Error('mkfs.ext4 failed');
}

/** The answer is the machine's: it is looked for once. */
let machine: 'works' | (string & {}) | null = null;

function tryDisk(file: string, place: string): string {
  if (process.getuid?.() !== 0) return 'a disk of its own needs root';
  const missing = (['unshare', 'mount', 'mkfs.ext4'] as const).find((name) => systemProgram(name) === null);
  if (missing !== undefined) return `${missing} is not installed`;
  try {
    makeDisk(file, 16, 0);
    const { argv, script } = mounting({ file, place, shown: [], readOnly: [], opt: [], cwd: '/' });
    const [program = '', ...args] = [...argv, '/bin/sh', '-c', `/bin/mkdir -p ${quoted(place)} && ${script}`];
    const run = spawnSync(program, args, { stdio: 'ignore', timeout: 5_000, env: {} });
    return run.status === 0 ? 'works' : 'a loop device cannot be mounted';
  } catch (error) {
    return (error as Error).message;
  }
}

function no(why: string): TmpDisk {
  return { can: false, why: `/tmp is the machine's, without a limit (${why})` };
}

/** Where the layers of a function can be /opt, as on Lambda: nothing that it needs lies there, and the kernel can lay the folders over each other. */
export function layersForOpt(layers: readonly string[], needed: readonly string[]): readonly string[] {
  if (!existsSync('/opt') || needed.some((path) => [path, realPath(path)].some((name) => isBelow(name, '/opt'))))
    return [];
  // Of several, names with the separators of mount's options could be read wrong.
  return layers.length > 1 && layers.some((layer) => /[,:\\]/.test(layer)) ? [] : layers;
}

function layered(layers: readonly string[]): string[] {
  const [only] = layers;
  if (only === undefined) return [];
  if (layers.length === 1) return [`--bind ${quoted(only)}`];
  return [`-t overlay -o ${quoted(`ro,lowerdir=${[...layers].reverse().join(':')}`)} none`];
}

/** What of the machine's /tmp must stay for a path (by both its names, where it is a link): all of the project around it, so that what it links to is there too; of the run's own folder only itself. */
function belowTmp(path: string, folder: string): string[] {
  return [path, realPath(path)]
    .map((name) => (isFile(name) ? dirname(name) : name))
    .filter((name) => isBelow(name, TMP))
    .map((name) => (isBelow(name, folder) ? name : name.split('/').slice(0, 3).join('/')));
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** One word for sh. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** By the system's own folders, never by a PATH that the function may set: this runs as root. */
function systemProgram(name: string): string | null {
  return (
    ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((at) => join(at, name)).find((path) => existsSync(path)) ?? null
  );
}
