/** The folder of one environment, and its /tmp: a disk of its own of the size the function has, where the machine lets one be made. */
import { spawnSync } from 'node:child_process';
import { chownSync, closeSync, existsSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MountPlan } from './processes/runtime-process.ts';
import type { Workshop } from './workshop.ts';

/** What a process of the environment is told of its places. */
export interface Places {
  readonly tmp: string;
  readonly home: string;
  /** A path below the run's folder: whoever cleans up recognises the process by it. */
  readonly marker: string;
}

/** Where the environment's own files are. */
export class EnvironmentFolder implements Places {
  readonly tmp: string;
  readonly home: string;
  readonly marker: string;
  /** The disk as /tmp, for a mount namespace that ends with the processes, so that nothing is left mounted; null: there is none. */
  readonly mount: MountPlan | null;
  readonly #path: string;
  readonly #disk: string | null;
  readonly #shop: Workshop;

  constructor(shop: Workshop, id: string) {
    this.#shop = shop;
    this.#path = join(shop.folder, id);
    this.#disk = shop.tmpDisk.can ? join(this.#path, 'tmp.img') : null;
    this.marker = join(this.#path, 'tmp');
    this.tmp = this.#disk === null ? this.marker : '/tmp';
    // On Lambda HOME names a folder that is not there.
    this.home = this.#disk === null ? join(this.#path, 'home') : '/home/sbx_user1051';
    this.mount = this.#disk === null ? null : mounting(this.#disk);
  }

  make(): void {
    const { uid } = this.#shop.user;
    for (const name of ['tmp', 'home']) {
      const path = join(this.#path, name);
      mkdirSync(path, { recursive: true });
      if (uid !== null) chownSync(path, uid, uid);
    }
    if (this.#disk !== null) makeDisk(this.#disk, this.#shop.spec.ephemeralMB ?? DEFAULT_TMP_MB, uid ?? 0);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** /tmp of a function that says nothing (EphemeralStorage; Lambda quotas). */
export const DEFAULT_TMP_MB = 512;
/** The shell's answer when the disk cannot be mounted. */
const CANNOT_MOUNT = 96;

/** Whether environments can have a disk of their own as /tmp; `why` for the reader of a result. */
export type TmpDisk = { readonly can: true } | { readonly can: false; readonly why: string };

/** A disk can be made by root where loop devices work, and only where nothing that the function needs lies below /tmp, which it would cover. */
export function tmpDiskFor(mustRead: readonly string[], folder: string): TmpDisk {
  const hidden = mustRead.find((path) => path.startsWith('/tmp/'));
  if (hidden !== undefined) return no(`${hidden} lies in it`);
  machine ??= tryDisk(join(folder, 'trial.img'));
  return machine;
}

/** The answer is the machine's: it is looked for once. */
let machine: TmpDisk | null = null;

function tryDisk(file: string): TmpDisk {
  if (process.getuid?.() !== 0) return no('a disk of its own needs root');
  const missing = (['unshare', 'mount', 'mkfs.ext4'] as const).find((name) => systemProgram(name) === null);
  if (missing !== undefined) return no(`${missing} is not installed`);
  try {
    makeDisk(file, 16, 0);
    const { argv, script } = mounting(file);
    const [program = '', ...args] = [...argv, '/bin/sh', '-c', script];
    const run = spawnSync(program, args, { stdio: 'ignore', timeout: 5_000, env: {} });
    return run.status === 0 ? { can: true } : no('a loop device cannot be mounted');
  } catch (error) {
    return no((error as Error).message);
  }
}

function no(why: string): TmpDisk {
  return { can: false, why: `/tmp is the machine's, without a limit (${why})` };
}

/** A sparse file with an empty file system: it takes space on the real disk only as it is written to. */
function makeDisk(file: string, sizeMB: number, owner: number): void {
  const handle = openSync(file, 'w', 0o600);
  ftruncateSync(handle, sizeMB * 1_048_576);
  closeSync(handle);
  const features = `lazy_itable_init=1,nodiscard,root_owner=${owner}:${owner}`;
  const args = ['-q', '-F', '-O', '^has_journal', '-m', '0', '-E', features, file];
  const run = spawnSync(systemProgram('mkfs.ext4') ?? '', args, { stdio: 'ignore', timeout: 10_000, env: {} });
  if (run.status !== 0) throw new Error('mkfs.ext4 failed');
}

function mounting(file: string): MountPlan {
  const [unshare, mount, rmdir] = ['unshare', 'mount', 'rmdir'].map((name) => systemProgram(name) ?? name);
  return {
    argv: [unshare ?? '', '--mount', '--propagation', 'private'],
    script: `${mount} -o loop,nosuid,nodev '${file}' /tmp || exit ${CANNOT_MOUNT}\n${rmdir} /tmp/lost+found`,
  };
}

/** By the system's own folders, never by a PATH that the function may set: this runs as root. */
function systemProgram(name: string): string | null {
  return (
    ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((at) => join(at, name)).find((path) => existsSync(path)) ?? null
  );
}
