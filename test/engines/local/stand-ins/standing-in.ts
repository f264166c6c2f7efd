/** Small stand-ins for tests: programs as text, run by node. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelFiles } from '../../../../src/engines/local/limits/host.ts';
import { isDead } from '../../../../src/engines/local/limits/process-tree.ts';
import type { Readiness, StandIn } from '../../../../src/model/stand-in.ts';

/** A folder for one test. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'memfit-test-'));
}

/** Listens on loopback (or `host`), prints `ready URL`; `before` and `after` run around it. */
export function server(before = '', after = '', host = '127.0.0.1'): string {
  return `${before}
const server = require('node:http').createServer((_, answer) => answer.end(JSON.stringify({ pid: process.pid, env: process.env })));
server.listen(Number(process.argv[2] ?? 0), '${host}', () => {
  console.log('ready http://127.0.0.1:' + server.address().port);
  ${after}
});`;
}

/** A stand-in that runs this program, which is written into `folder`. */
export function standIn(folder: string, program: string, given: Partial<StandIn> = {}): StandIn {
  const name = given.name ?? 'api';
  writeFileSync(join(folder, `${name}.cjs`), program);
  const ready: Readiness = { kind: 'line', pattern: '^ready (http://\\S+)$', timeoutMs: 10_000 };
  return {
    name,
    command: ['node', `${name}.cjs`],
    functions: null,
    ready,
    environment: {},
    factor: 1,
    place: 'memfit.config.yaml:2:3',
    ...given,
  };
}

/** True while a process is there and not just waiting to be reaped. */
export function lives(pid: number): boolean {
  return !isDead(kernelFiles, pid);
}
