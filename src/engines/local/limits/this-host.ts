/** This machine, as a LimitHost. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { coresHere, kernelFiles, type LimitHost } from './host.ts';

/** The machine the process runs on. */
export function thisHost(): LimitHost {
  return {
    files: kernelFiles,
    cores: coresHere(),
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    signal(pid, name) {
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    sleep: (ms) => wait(ms),
    nowMs: () => performance.now(),
    hasProgram: (name) => programPath(name) !== null,
    succeeds: ([program = '', ...args]) =>
      spawnSync(program, args, { stdio: 'ignore', timeout: 2_000, killSignal: 'SIGKILL' }).status === 0,
  };
}

/** Where a program of this name lies on PATH, or null. */
export function programPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {}
  }
  return null;
}
