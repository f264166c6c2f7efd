/** One start of a runtime: a shell joins the limits, waits for leave, and becomes the runtime. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { OutsideError } from '../../../model/errors.ts';
import type { Cage } from '../limits/driver.ts';

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to start. `argv` is the runtime, `user` what comes before it (setpriv …). */
export interface Launch {
  readonly cage: Cage;
  readonly user: readonly string[];
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Mounts of its own; null: none. */
  readonly mount: MountPlan | null;
  readonly environment: Readonly<Record<string, string>>;
  output(from: 'stdout' | 'stderr', bytes: Buffer): void;
  exited(exit: Exit): void;
}

/** A command that gives its program a mount namespace, and what is run inside it before anything else, in sh. */
export interface MountPlan {
  readonly argv: readonly string[];
  readonly script: string;
}

/** File descriptors a function may have open (Lambda quotas). No core files. */
const ULIMITS = 'ulimit -n 1024 2>/dev/null; ulimit -c 0 2>/dev/null';
/** Joining takes a few ms, a systemd scope up to 100. */
const JOIN_LIMIT_MS = 10_000;
/** Written by the shell when it cannot join. */
const CANNOT_JOIN = 97;
/** Written by the shell when something cannot be mounted. */
export const CANNOT_MOUNT = 96;
const WHY_NOT: Readonly<Record<number, string>> = {
  [CANNOT_JOIN]: 'it could not join its control group',
  [CANNOT_MOUNT]: 'its /tmp could not be mounted',
};

/** Starts the shell; resolves when it stands inside its limits and waits. `go` lets it become the runtime and gives that moment. Throws OutsideError `cannot-start`. */
export async function launch(plan: Launch): Promise<{ readonly pid: number; go(): bigint }> {
  const [program = '/bin/sh', ...rest] = shellOf(plan);
  const child = spawn(program, rest, {
    cwd: plan.cwd,
    env: plan.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  child.unref();
  listen(child, plan);
  const channel = child.stdio[3] as Socket;
  channel.on('error', () => undefined);
  await ready(child, channel);
  const pid = child.pid ?? 0;
  plan.cage.attach(pid);
  return {
    pid,
    go() {
      const at = process.hrtime.bigint();
      channel.end('go\n');
      return at;
    },
  };
}

/** One process from here to the runtime: each step replaces the one before. */
function shellOf({ cage, mount, user, argv }: Launch): string[] {
  const { prefix, script } = cage.launch;
  const become = 'printf \'ready\\n\' >&3\nIFS= read -r _ <&3 || exit 98\nexec "$@" 3>&-';
  const join = `${script}\n${ULIMITS}`;
  if (mount === null) return [...prefix, '/bin/sh', '-c', `${join}\n${become}`, 'sh', ...user, ...argv];
  const inside = [...mount.argv, '/bin/sh', '-c', `${mount.script}\n${become}`, 'sh', ...user, ...argv];
  return [...prefix, '/bin/sh', '-c', `${join}\nexec "$@"`, 'sh', ...inside];
}

function listen(child: ChildProcess, plan: Launch): void {
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (bytes: Buffer) => plan.output(name, bytes));
    child[name]?.on('error', () => undefined);
    (child[name] as Socket | null)?.unref?.();
  }
  child.once('exit', (code, signal) => plan.exited({ code, signal }));
}

function ready(child: ChildProcess, channel: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new OutsideError('cannot-start', { what: 'cannot start a process within its limits', why }, cause));
    };
    const timer = setTimeout(() => fail('it did not come up within 10 s'), JOIN_LIMIT_MS);
    child.once('error', (cause) => fail(String(cause), cause));
    child.once('exit', (code) => fail(WHY_NOT[code ?? 0] ?? `exit ${code}`));
    channel.once('data', () => {
      clearTimeout(timer);
      child.removeAllListeners('error');
      child.on('error', () => undefined);
      resolve();
    });
  });
}
