/** What the tests of the example share: its folder, its payloads, and its stand-ins as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** The example's folder, without a closing slash. */
export const EXAMPLE = fileURLToPath(new URL('../../../examples/music-poetry-canvas', import.meta.url));

/** A stand-in that listens. */
export interface StandIn {
  readonly url: string;
  stop(): void;
}

/** Starts `stand-ins/<name>.mjs` without latency and waits until it listens. Throws when it ends instead. */
export async function startStandIn(name: 'bedrock' | 'media', ...args: string[]): Promise<StandIn> {
  const command = [join(EXAMPLE, 'stand-ins', `${name}.mjs`), '--factor', '0', '--with-parent', ...args];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await readyUrl(child);
  return { url, stop: () => void child.kill() };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the stand-in has no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the stand-in ended before it was ready');
}

/** A payload of the example as the HTTP API would send it. */
export function payload(name: string): APIGatewayProxyEventV2 {
  return JSON.parse(readFileSync(join(EXAMPLE, 'payloads', `${name}.json`), 'utf8')) as APIGatewayProxyEventV2;
}

/** The JSON in the body of an answer. */
export function bodyOf(answer: APIGatewayProxyStructuredResultV2): Record<string, unknown> {
  return JSON.parse(answer.body ?? 'null') as Record<string, unknown>;
}
