/** kill -9 at random moments: what is left after the next start. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { groupRoots, sweep } from '../../src/engines/local/cleanup/sweep.ts';
import { kernelFiles } from '../../src/engines/local/limits/host.ts';
import { markedProcesses } from '../../src/engines/local/limits/process-tree.ts';
import { thisHost } from '../../src/engines/local/limits/this-host.ts';

const VICTIM = fileURLToPath(new URL('../../test/engines/local/victim.ts', import.meta.url));

/** Kills `times` engines between 0 and 1,200 ms after they began; gives how often something was left after a sweep. */
export async function killTest(
  times: number,
  random: () => number,
): Promise<{ readonly times: number; readonly left: number }> {
  const host = thisHost();
  const base = mkdtempSync(join(tmpdir(), 'local-engine-bench-'));
  let left = 0;
  for (let round = 0; round < times; round += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', VICTIM, base], { stdio: ['ignore', 'pipe', 'ignore'] });
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await wait(random() * 1_200);
    child.kill('SIGKILL');
    await gone;
    await sweep(host, base);
    const groups = groupRoots(host).flatMap((root) =>
      kernelFiles.list(root).filter((name) => name.startsWith(`memfit-${child.pid}-`)),
    );
    const processes = markedProcesses(kernelFiles, `/memfit-${child.pid}-`);
    if (groups.length + processes.length + readdirSync(base).length > 0) left += 1;
  }
  rmSync(base, { recursive: true, force: true });
  return { times, left };
}
