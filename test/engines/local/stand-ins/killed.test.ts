import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openStandInHouse } from '../../../../src/engines/local/stand-ins/house.ts';
import { lives, newFolder } from './standing-in.ts';

const VICTIM = fileURLToPath(new URL('./victim.ts', import.meta.url));

/** A process that has started stand-ins, and their pids. */
async function victim(temporary: string): Promise<{ child: ChildProcess; pids: number[] }> {
  const child = spawn(process.execPath, ['--import', 'tsx', VICTIM, temporary], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> })) {
    if (line.startsWith('pids ')) return { child, pids: line.slice(5).split(' ').map(Number) };
  }
  throw new Error('the victim ended');
}

describe('kill -9 of memfit', () => {
  it('takes the stand-ins, their children and their folder with it', async () => {
    const temporary = newFolder();
    const { child, pids } = await victim(temporary);
    expect(pids.map(lives)).toEqual([true, true, true]);
    child.kill('SIGKILL');
    await until(() => !pids.some(lives) && readdirSync(temporary).length === 0);
  });

  it('and of its guardian: the next start does it', async () => {
    const temporary = newFolder();
    const { child, pids } = await victim(temporary);
    const guardians = pidsOf(temporary);
    expect(guardians).toHaveLength(1);
    for (const pid of [...guardians, child.pid ?? 0]) process.kill(pid, 'SIGKILL');
    await until(() => !lives(child.pid ?? 0) && pidsOf(temporary).length === 0);
    const next = await openStandInHouse(newFolder(), { temporary });
    await until(() => !pids.some(lives));
    await next.close();
    expect(readdirSync(temporary)).toEqual([]);
  });
});

/** Guardians that watch this folder. */
function pidsOf(temporary: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
    .map(Number)
    .filter((pid) => {
      const line = commandLine(pid);
      return line.includes('memfit-guardian') && line.includes(temporary);
    });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function until(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, interval: 20 }).toBe(true);
}
