/** A process made of memory: what a command line prints, and with which code it ends. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Edge } from '../../src/cli/edge.ts';
import { runMemfit } from '../../src/cli/run.ts';

/** What is different from a plain pipe in an empty folder. */
export interface Situation {
  readonly env?: Edge['env'];
  readonly cwd?: string;
  readonly stdin?: string;
  readonly terminal?: { readonly columns: number };
  readonly platform?: string;
}

/** What came of it. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a command line in this process. */
export async function memfit(args: readonly string[], situation: Situation = {}): Promise<Outcome> {
  const [stdout, stderr] = [capture(situation), capture(situation)];
  const stdin = Readable.from(situation.stdin === undefined ? [] : [Buffer.from(situation.stdin)]);
  const edge: Edge = {
    args,
    env: situation.env ?? {},
    cwd: situation.cwd ?? emptyFolder(),
    platform: situation.platform ?? 'linux',
    stdin: Object.assign(stdin, { isTTY: situation.terminal !== undefined }),
    stdinHasData: () => situation.stdin !== undefined,
    stdout: stdout.stream,
    stderr: stderr.stream,
  };
  const code = await runMemfit(edge);
  return { stdout: stdout.text(), stderr: stderr.text(), code };
}

/** A new folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'memfit-test-'));
}

function capture({ terminal }: Situation): { stream: Edge['stdout']; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const looks = terminal ? { isTTY: true, columns: terminal.columns } : { isTTY: false };
  return { stream: Object.assign(stream, looks), text: () => Buffer.concat(chunks).toString('utf8') };
}
