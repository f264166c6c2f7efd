import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const REPORT =
  'REPORT RequestId: 3f8a5c1e-0000-4000-8000-000000000001\tDuration: 5.10 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t\n';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'memfit-pipes-'));
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

/** Opens the writing end as soon as somebody reads. */
async function writingEnd(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await new Promise((done) => setImmediate(done));
    }
  }
}

describe.skipIf(process.platform === 'win32')('a named pipe that gives nothing', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('does not keep memfit from ending at %s', async (signal, code) => {
    writeFileSync(join(cwd, 'other.log'), REPORT);
    execFileSync('mkfifo', [join(cwd, 'pipe')]);
    const child = spawn(process.execPath, [MEMFIT, 'analyze', 'other.log', 'pipe'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    const ended = new Promise((resolve) => child.once('close', (status, by) => resolve(status ?? by)));
    const writer = await writingEnd(join(cwd, 'pipe'));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(said).toContain(`stopped by ${signal}`);
    closeSync(writer);
  });
});
