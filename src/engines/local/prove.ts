/** Proof that the limits hold here: a program that wants all of a core and one that wants too much memory, each under a limit that must show (`memfit doctor`). */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from './cleanup/guardian.ts';
import { makeRunFolder } from './cleanup/run-folder.ts';
import { newRunName } from './cleanup/run-name.ts';
import { groupRoots, sweep } from './cleanup/sweep.ts';
import { chooseDriver } from './limits/choose.ts';
import type { Cage, DriverName, LimitDriver } from './limits/driver.ts';
import type { LimitHost } from './limits/host.ts';
import { thisHost } from './limits/this-host.ts';
import { launch } from './processes/runtime-process.ts';

/** Share of a core that the first program may use, and for how long it tries, in ms. */
const SHARE = 0.25;
const TRY_MS = 800;
/** The share found must be this close (relative); a loaded machine takes some away, nothing may add. */
const MOST_OVER = 0.15;
const MOST_UNDER = 0.5;
/** Memory limit of the second program, which wants four times as much. */
const LIMIT_BYTES = 32 * 1_048_576;
const HOG = 'head -c 134217728 /dev/zero | tail -c 134217728 >/dev/null; echo $?; exit 0';
const SPIN = 'while :; do :; done';

/** What the proof found. Times in ms. */
export interface DriverProof {
  readonly driver: DriverName;
  readonly exact: boolean;
  readonly rejected: readonly { readonly name: DriverName; readonly why: string }[];
  /** CPU time that the share allows in the time tried, and what was used. */
  readonly quota: { readonly share: number; readonly wallMs: number; readonly cpuMs: number; readonly holds: boolean };
  /** CPU time used while frozen. */
  readonly freeze: { readonly cpuMs: number; readonly holds: boolean };
  /** Processes killed for memory. */
  readonly memory: { readonly limitMB: number; readonly kills: number; readonly holds: boolean };
  readonly holds: boolean;
}

/** Runs the proof with the best driver, or the one named. Takes about two seconds. Throws UserError `no-limit-driver`. */
export async function proveDriver(
  wanted: DriverName | null = null,
  host: LimitHost = thisHost(),
): Promise<DriverProof> {
  const temporary = tmpdir();
  await sweep(host, temporary);
  const choice = chooseDriver(host, wanted);
  const run = newRunName(host.files);
  const folder = makeRunFolder(temporary, run);
  const guardian = guard(run, temporary, groupRoots(host));
  const driver = choice.probe.open(run);
  try {
    const { quota, freeze } = await proveCpu(driver, host, folder);
    const memory = await proveMemory(driver, host, folder);
    const holds = quota.holds && freeze.holds && memory.holds;
    return { driver: driver.name, exact: driver.exact, rejected: choice.rejected, quota, freeze, memory, holds };
  } finally {
    await driver.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    guardian.release();
  }
}

async function proveCpu(
  driver: LimitDriver,
  host: LimitHost,
  folder: string,
): Promise<Pick<DriverProof, 'quota' | 'freeze'>> {
  const cage = driver.cage('cpu', { maxProcesses: 64, cores: null });
  try {
    await run(cage, SPIN, folder, () => cage.setCpu(SHARE), join(folder, 'cpu', ''));
    await host.sleep(50);
    const before = cage.usage().cpuMs;
    const from = performance.now();
    await host.sleep(TRY_MS);
    const wallMs = performance.now() - from;
    const cpuMs = cage.usage().cpuMs - before;
    const used = cpuMs / (wallMs * SHARE);
    cage.freeze();
    await host.sleep(50);
    const frozen = cage.usage().cpuMs;
    await host.sleep(200);
    const frozenMs = cage.usage().cpuMs - frozen;
    return {
      quota: { share: SHARE, wallMs, cpuMs, holds: used <= 1 + MOST_OVER && used >= 1 - MOST_UNDER },
      freeze: { cpuMs: frozenMs, holds: frozenMs < 1 },
    };
  } finally {
    await cage.remove();
  }
}

async function proveMemory(driver: LimitDriver, host: LimitHost, folder: string): Promise<DriverProof['memory']> {
  const cage = driver.cage('memory', { maxProcesses: 64, cores: null });
  let over = false;
  try {
    await run(
      cage,
      HOG,
      folder,
      () => cage.setMemory(LIMIT_BYTES),
      join(folder, 'memory', ''),
      () => {
        over = true;
      },
    );
    for (let waited = 0; waited < 10_000 && !over && cage.usage().memoryKills === 0; waited += 10) await host.sleep(10);
    const kills = cage.usage().memoryKills;
    return { limitMB: LIMIT_BYTES / 1_048_576, kills, holds: kills > 0 };
  } finally {
    await cage.remove();
  }
}

async function run(
  cage: Cage,
  script: string,
  cwd: string,
  limit: () => void,
  marker: string,
  exited = (): void => {},
): Promise<void> {
  const child = await launch({
    cage,
    user: [],
    argv: ['/bin/sh', '-c', script],
    cwd,
    mount: null,
    // The marker lets whoever cleans up recognise the process.
    environment: { PATH: '/usr/bin:/bin', TMPDIR: `${marker}/tmp` },
    output: () => undefined,
    exited,
  });
  limit();
  child.go();
}
