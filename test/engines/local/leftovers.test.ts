import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { randomFrom } from '../../../src/core/stats/prng.ts';
import { groupRoots, sweep } from '../../../src/engines/local/cleanup/sweep.ts';
import { kernelFiles } from '../../../src/engines/local/limits/host.ts';
import { markedProcesses } from '../../../src/engines/local/limits/process-tree.ts';
import { thisHost } from '../../../src/engines/local/limits/this-host.ts';
import { NO_CGROUPS } from './with-engine.ts';

/** Kill points, at random moments between the first of the engine and an environment at work; the same ones each time. */
const ROUNDS = 50;
const WITHIN_MS = 900;
const VICTIM = fileURLToPath(new URL('./victim.ts', import.meta.url));
const base = mkdtempSync(join(tmpdir(), 'local-engine-kill-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

function groupsOf(pid: number): string[] {
  return groupRoots(thisHost()).flatMap((root) =>
    kernelFiles.list(root).filter((name) => name.startsWith(`memfit-${pid}-`)),
  );
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

describe.skipIf(NO_CGROUPS !== '')(`after kill -9 ${NO_CGROUPS}`, { timeout: 400_000 }, () => {
  it('of the engine at any moment the next start finds and leaves nothing', async () => {
    const random = randomFrom(1);
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', VICTIM, base], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const gone = ended(child);
      // The first output says that the engine is being opened.
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      await wait(random() * WITHIN_MS);
      child.kill('SIGKILL');
      await gone;
      await sweep(thisHost(), base);
      expect(readdirSync(base)).toEqual([]);
      expect(groupsOf(child.pid ?? 0)).toEqual([]);
      expect(markedProcesses(kernelFiles, `/memfit-${child.pid}-`)).toEqual([]);
    }
    expect(kernelFiles.read('/proc/mounts')).not.toContain('tmp.img');
  });

  it('of the engine the guardian removes everything without any later start', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', VICTIM, base], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = ended(child);
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (text: Buffer) => {
        if (String(text).includes('busy')) resolve();
      });
    });
    expect(groupsOf(child.pid ?? 0)).not.toEqual([]);
    child.kill('SIGKILL');
    await gone;
    for (let waited = 0; waited < 10_000 && readdirSync(base).length > 0; waited += 50) await wait(50);
    expect(readdirSync(base)).toEqual([]);
    expect(groupsOf(child.pid ?? 0)).toEqual([]);
  });
});

describe('the sweep', () => {
  it('leaves alone what belongs to the living and what is not named so', async () => {
    const own = `memfit-${process.pid}-${kernelFiles.read(`/proc/${process.pid}/stat`)?.split(') ')[1]?.split(' ')[19]}-00000000`;
    const names = [own, 'memfit-notes', 'memfit-1-x-00000000'];
    const { mkdirSync } = await import('node:fs');
    for (const name of names) mkdirSync(join(base, name));
    await sweep(thisHost(), base);
    expect(readdirSync(base).sort()).toEqual([...names].sort());
    for (const name of names) rmSync(join(base, name), { recursive: true });
  });
});
