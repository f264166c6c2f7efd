/** What the limit drivers need of the machine, so that tests can hand them a machine of paper. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Files of the kernel's control groups and of /proc. Synchronous: each call takes microseconds and none touches a disk. */
export interface LimitFiles {
  /** The text, or null when it cannot be read. */
  read(path: string): string | null;
  /** Throws what the kernel answers (EBUSY, EINVAL, EACCES …). */
  write(path: string, text: string): void;
  mkdir(path: string): void;
  rmdir(path: string): void;
  /** Names in a folder; empty when it is not there. */
  list(path: string): readonly string[];
  exists(path: string): boolean;
}

/** The machine as the drivers see it. */
export interface LimitHost {
  readonly files: LimitFiles;
  readonly cores: number;
  readonly platform: string;
  readonly uid: number;
  /** Sends a signal; a process that is gone already is no error. */
  signal(pid: number, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  sleep(ms: number): Promise<void>;
  nowMs(): number;
  /** True when a program of this name can be run. */
  hasProgram(name: string): boolean;
  /** True when a command ends well within two seconds. */
  succeeds(argv: readonly string[]): boolean;
}

/** The kernel's own files. */
export const kernelFiles: LimitFiles = {
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
  write: (path, text) => writeFileSync(path, text),
  mkdir: (path) => mkdirSync(path),
  rmdir: (path) => rmdirSync(path),
  list(path) {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  },
  exists: existsSync,
};

/** Cores this process may use. */
export function coresHere(): number {
  return availableParallelism();
}
