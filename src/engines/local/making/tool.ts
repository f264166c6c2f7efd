/** Running a tool that builds: argv only, never a shell; none of the caller's secrets; bounded in time and output. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Making } from './making.ts';

/** What to run. */
export interface Tool {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

/** How it ended: `said` is the end of what it wrote to stderr (stdout where that is empty), for the reader of an error. */
export interface ToolEnd {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly said: string;
}

/** Proxies, certificates, and where packages come from: settings of the person's. Nothing else of the environment is handed on. */
const HANDED_ON =
  /^(PATH|LANG|LC_ALL|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|PIP_.*|UV_.*|npm_config_.*|XDG_CONFIG_HOME)$/i;
const KEPT_CHARS = 65_536;
const SAID_LINES = 6;

/** Runs the tool to its end or its limit. Never throws. */
export function runTool(making: Making, tool: Tool): Promise<ToolEnd> {
  const [program = '', ...args] = tool.argv;
  const child = spawn(program, args, {
    cwd: tool.cwd,
    env: { ...environment(making), ...tool.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (bytes: Buffer) => {
      text[name] = `${text[name]}${bytes}`.slice(-KEPT_CHARS);
    });
  }
  return new Promise((resolve) => {
    const end = (ok: boolean, why: string): void => {
      clearTimeout(timer);
      resolve({ ok, ...text, said: why || lastLines(text.stderr) || lastLines(text.stdout) });
    };
    const timer = setTimeout(() => {
      killGroup(child.pid);
      end(false, `it took more than ${Math.round(tool.limitMs / 1_000)} s`);
    }, tool.limitMs);
    child.once('error', (error) => end(false, error.message));
    child.once('close', (code) => end(code === 0, ''));
  });
}

function environment({ temporary }: Making): Record<string, string> {
  const own = Object.entries(process.env).filter(([name, value]) => HANDED_ON.test(name) && value !== undefined);
  // Below the run's own folder, so that whoever cleans up after a killed run finds the tool by it.
  const tmp = join(temporary, 'making', 'tmp');
  mkdirSync(tmp, { recursive: true });
  return { ...(Object.fromEntries(own) as Record<string, string>), HOME: homedir(), TMPDIR: tmp };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-SAID_LINES).join('\n').slice(-2_000);
}
