import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, Gate } from '../../../src/engines/local/admission.ts';
import { byKernel, byReport } from '../../../src/engines/local/calibration.ts';
import { disturbances, type Moment } from '../../../src/engines/local/disturbance.ts';
import { kernelFiles } from '../../../src/engines/local/limits/host.ts';
import { visibleCores } from '../../../src/engines/local/limits/quota.ts';
import { memoryBase } from '../../../src/engines/local/memory-base.ts';
import { metadataRemark } from '../../../src/engines/local/metadata.ts';
import type { RuntimePlan } from '../../../src/engines/local/runtimes/runtime-plan.ts';
import type { FunctionSpec } from '../../../src/model/function-spec.ts';

const START: Moment = {
  atMs: 0,
  cageCpuMs: 0,
  periods: 0,
  throttledPeriods: 0,
  machineCpuMs: 0,
  engineCpuMs: 0,
  stolenMs: 0,
};

describe('doubts about a call', () => {
  it('more CPU time than the share allows means that the limit did not bite', () => {
    const after = { ...START, atMs: 1_000, cageCpuMs: 400, machineCpuMs: 400 };
    expect(disturbances(START, after, 0.25, 2)).toEqual(['quota-not-biting']);
    expect(disturbances(START, after, 0.4, 2)).toEqual([]);
  });

  it('a burst within the first quota is no violation', () => {
    expect(disturbances(START, { ...START, atMs: 2, cageCpuMs: 2, machineCpuMs: 2 }, 0.29, 2)).toEqual([]);
  });

  it('a machine that is full of others is a busy neighbour, unless the quota absorbed it', () => {
    const full = { ...START, atMs: 100, cageCpuMs: 100, machineCpuMs: 200 };
    expect(disturbances(START, full, 1, 2)).toEqual(['neighbour-busy']);
    const throttled = { ...START, atMs: 100, cageCpuMs: 14, machineCpuMs: 200, periods: 5, throttledPeriods: 5 };
    expect(disturbances(START, throttled, 0.145, 2)).toEqual([]);
    const own = { ...START, atMs: 100, cageCpuMs: 100, machineCpuMs: 130, engineCpuMs: 30 };
    expect(disturbances(START, own, 1, 2)).toEqual([]);
  });

  it('stolen time counts beyond rounding', () => {
    expect(disturbances(START, { ...START, atMs: 1_000, stolenMs: 100 }, 1, 2)).toEqual(['stolen-cpu']);
    expect(disturbances(START, { ...START, atMs: 1_000, stolenMs: 10 }, 1, 2)).toEqual([]);
  });
});

describe('admission', () => {
  it('refuses what needs more cores than there are, and says what fits', () => {
    expect(admit(3_008, 2, 1)).toEqual({ can: true, alone: false });
    expect(admit(3_400, 2, 1)).toEqual({ can: true, alone: true });
    expect(admit(3_600, 2, 1)).toMatchObject({ can: false, largestMB: 3_538 });
    expect(admit(3_600, 2, 1.9)).toMatchObject({ can: true });
  });

  it('never lets more in than the machine holds, and everyone gets in once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0.05, max: 3, noNaN: true }), { maxLength: 30 }), async (shares) => {
        const gate = new Gate(2);
        let used = 0;
        let running = 0;
        let highest = 0;
        const done: number[] = [];
        const one = (share: number, index: number): Promise<void> =>
          gate.with(share, async () => {
            used += share;
            running += 1;
            if (running > 1) highest = Math.max(highest, used);
            await Promise.resolve();
            used -= share;
            running -= 1;
            done.push(index);
          });
        await Promise.all(shares.map(one));
        expect(done).toHaveLength(shares.length);
        expect(highest).toBeLessThanOrEqual(1.75 + 1e-9);
      }),
    );
  });

  it('goes on when a piece of work fails', async () => {
    const gate = new Gate(1);
    await expect(gate.with(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.with(1, () => Promise.resolve(7))).toBe(7);
  });
});

describe('calibration', () => {
  it('by the kernel is the ratio of its times', () => {
    expect(byKernel(1.797)).toMatchObject({ level: 1, factor: 2 });
  });

  it('by a REPORT leaves the waits as they are', () => {
    // At 512 MB: 20 ms of CPU take 69.1 ms, 30 ms are waiting; on Lambda CPU time is twice that.
    const busy = 20 / (512 / 1_769);
    const found = byReport({ sizeMB: 512, lambdaMs: 2 * busy + 30, localMs: busy + 30, localCpuMs: 20 });
    expect(found?.level).toBe(2);
    expect(found?.factor).toBeCloseTo(2, 6);
  });

  it('by a REPORT gives up where the call says nothing about CPU', () => {
    expect(byReport({ sizeMB: 1_769, lambdaMs: 120, localMs: 100, localCpuMs: 1 })).toBeNull();
    expect(byReport({ sizeMB: 1_769, lambdaMs: 5_000, localMs: 100, localCpuMs: 90 })).toBeNull();
  });
});

describe("the platform's share of memory", () => {
  const spec = { runtime: 'nodejs22.x', architecture: 'x86_64' } as FunctionSpec;
  const plan = { family: 'node' } as RuntimePlan;

  it('is what a hello world shows on Lambda less what it holds here', () => {
    expect(memoryBase(spec, plan, 50)).toBeCloseTo(22.8, 1);
    expect(memoryBase(spec, plan, 500)).toBe(0);
  });

  it('of a version nobody has measured is that of the newest known', () => {
    expect(memoryBase({ ...spec, runtime: 'nodejs99.x' }, plan, 50)).toBe(26);
    expect(memoryBase({ ...spec, runtime: 'python3.99' }, { ...plan, family: 'python' }, 12)).toBe(26);
  });

  it("is the family's where nothing was measured here", () => {
    expect(memoryBase(spec, plan, null)).toBe(23);
    expect(memoryBase(spec, { ...plan, family: 'provided' }, null)).toBe(11);
  });
});

describe('cores that Lambda shows', () => {
  it.each([
    [128, 2],
    [3_008, 2],
    [3_009, 3],
    [7_076, 4],
    [8_845, 5],
    [10_240, 6],
  ])('at %i MB are %i', (sizeMB, cores) => {
    expect(visibleCores(sizeMB)).toBe(cores);
  });
});

describe('the metadata address of a cloud machine', () => {
  const on = (maker: string | null) =>
    metadataRemark({ ...kernelFiles, read: (path) => (path === '/sys/class/dmi/id/sys_vendor' ? maker : null) });
  it('is told of where the firmware names a cloud', () => {
    expect(on('Amazon EC2\n')).toMatch(/^this machine is on Amazon EC2: handlers .* its role/);
    expect(on('Google\n')).toContain('Google Compute Engine');
    for (const other of ['QEMU\n', 'LENOVO\n', '', null]) expect(on(other)).toBeNull();
  });
});
