/** One process of a stand-in: started without a shell, in a clean environment and a process group of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OutsideError, UserError } from '../../../model/errors.ts';
import { commandOf, type StandIn } from '../../../model/stand-in.ts';
import { LastLines } from './last-lines.ts';

/** Time between the polite signal and the other one, ms. */
const GRACE_MS = 2_000;
const LOOK_EVERY_MS = 20;

/** A started process. */
export interface Actor {
  readonly pid: number;
  readonly output: LastLines;
  /** How it ended, in words; pending while it lives. */
  readonly ended: Promise<string>;
  /** An error about this stand-in, with the last lines it printed. */
  fault(code: string, what: string, next?: string): OutsideError;
  /** Ends the whole process group. */
  stop(): Promise<void>;
}

/** Starts the command in `folder`; `own` becomes its home and temporary folder. Throws UserError `command-missing`. */
export function launch(standIn: StandIn, folder: string, own: string): Actor {
  const [program = '', ...args] = commandOf(standIn);
  const path = programAt(program, folder);
  if (path === null) throw missing(standIn, program);
  mkdirSync(own, { recursive: true });
  const child = spawn(path, args, {
    cwd: folder,
    env: cleanEnvironment(own),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal === null ? `exit code ${code}` : signal));
  });
  if (child.pid === undefined) throw missing(standIn, program);
  const pid = child.pid;
  const output = new LastLines();
  output.follow(child.stdout as NonNullable<ChildProcess['stdout']>);
  output.follow(child.stderr as NonNullable<ChildProcess['stderr']>);
  return {
    pid,
    output,
    ended,
    fault: (code, what, next) => faultOf(standIn, output, code, what, next),
    stop: () => stop(pid),
  };
}

/** The process group first asked, then ended. Members that outlive their leader are in it, too. */
async function stop(pid: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!signalGroup(pid, signal)) return;
    for (let waited = 0; waited < GRACE_MS; waited += LOOK_EVERY_MS) {
      await wait(LOOK_EVERY_MS);
      if (!signalGroup(pid, 0)) return;
    }
  }
}

/** False: there is nobody left in the group. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** `node` is the one that runs memfit; a path counts from the configuration's folder; other names are looked up in the absolute folders of PATH. */
function programAt(program: string, folder: string): string | null {
  if (program === 'node') return process.execPath;
  const candidates = /[\\/]/.test(program)
    ? [resolve(folder, program)]
    : safePath().map((place) => join(place, program));
  return candidates.find(canRun) ?? null;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A relative folder in PATH would let the project decide what a name means. */
function safePath(): string[] {
  return (process.env.PATH ?? '').split(':').filter((place) => isAbsolute(place));
}

/** Nothing of the caller's but where programs lie: no credentials, no tokens, no proxies. */
function cleanEnvironment(own: string): Record<string, string> {
  return {
    PATH: [...safePath(), dirname(process.execPath)].join(':'),
    LANG: 'C.UTF-8',
    HOME: own,
    TMPDIR: own,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

function missing({ name, place }: StandIn, program: string): UserError {
  return new UserError('command-missing', {
    where: place,
    what: `services.${name}: there is no program ${program}`,
    why: /[\\/]/.test(program)
      ? 'a path counts from the folder of the configuration, and the file must be executable'
      : 'it is not on PATH',
    next: 'install it, or correct command',
  });
}

function faultOf(
  { name, place }: StandIn,
  output: LastLines,
  code: string,
  what: string,
  next: string | undefined,
): OutsideError {
  const said = output.text();
  return new OutsideError(code, {
    where: place,
    what: `services.${name}: ${what}`,
    why: said === '' ? 'it printed nothing' : `its last lines:\n${said}`,
    next: next ?? `run it by hand to see more`,
  });
}
