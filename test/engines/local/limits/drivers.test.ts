import { describe, expect, it } from 'vitest';
import { firstCores } from '../../../../src/engines/local/limits/cgroup-v1.ts';
import { chooseDriver } from '../../../../src/engines/local/limits/choose.ts';
import type { DriverName } from '../../../../src/engines/local/limits/driver.ts';
import { type Paper, PaperHost } from './paper-host.ts';

const V1 = {
  'cpu,cpuacct': '/cg/cpu',
  memory: '/cg/memory',
  freezer: '/cg/freezer',
  pids: '/cg/pids',
  cpuset: '/cg/cpuset',
};
const ALL = 'cpuset cpu io memory pids';
const RUN = 'memfit-1-2-00000000';

const MACHINES: Readonly<Record<string, { paper: Paper; driver: DriverName; group: string }>> = {
  'version 1 as root, some controllers mounted together': {
    paper: { v1: V1 },
    driver: 'cgroup-v1',
    group: `/cg/freezer/${RUN}/e1`,
  },
  'version 2 as root, not delegated': {
    paper: { v2: { mount: '/cg2', controllers: ALL, own: '/' } },
    driver: 'cgroup-v2',
    group: `/cg2/${RUN}/e1`,
  },
  'version 2 in a subtree delegated to a user': {
    paper: { uid: 1_000, v2: { mount: '/cg2', controllers: ALL, own: '/user/scope', writable: '/cg2/user/scope' } },
    driver: 'cgroup-v2',
    group: `/cg2/user/scope/${RUN}/e1`,
  },
};

describe('limits by control groups', () => {
  it.each(Object.entries(MACHINES))('on %s: limits are written, all die, nothing is left', async (_name, machine) => {
    const host = new PaperHost(machine.paper);
    const before = host.folders.size;
    const choice = chooseDriver(host, null);
    expect(choice.name).toBe(machine.driver);
    const driver = choice.probe.open(RUN);
    const cage = driver.cage('e1', { maxProcesses: 77, cores: 2 });
    expect(cage.launch.script).toContain(`${machine.group}/cgroup.procs`);
    for (const line of cage.launch.script.split('\n')) {
      const folder = /'(.+)\/cgroup\.procs'/.exec(line)?.[1];
      if (folder !== undefined) for (const pid of [4_001, 4_002]) host.join(folder, pid);
    }
    cage.attach(4_001);
    cage.setCpu(0.25);
    expect(host.log.some((line) => /cpu\.(cfs_quota_us = 5000|max = 5000 20000)$/.test(line))).toBe(true);
    expect(cage.setMemory(64 * 1_048_576)).toBe(true);
    expect(host.log.some((line) => /(limit_in_bytes|memory\.max) = 67108864$/.test(line))).toBe(true);
    expect(host.log.some((line) => /pids\.max = 77$/.test(line))).toBe(true);
    cage.freeze();
    expect(host.log.at(-1)).toMatch(/= (FROZEN|1)$/);
    expect([...cage.pids()].sort()).toEqual([4_001, 4_002]);
    await cage.remove();
    expect([...host.killed].sort()).toEqual([4_001, 4_002]);
    await driver.close();
    const left = [...host.folders].filter((folder) => folder.includes(RUN));
    expect(left).toEqual([]);
    // A delegated subtree keeps the leaf that its own processes were moved to.
    expect(host.folders.size - before).toBeLessThanOrEqual(1);
  });

  it('a share below the least quota stretches the period', () => {
    const host = new PaperHost({ v1: V1 });
    const cage = chooseDriver(host, null).probe.open(RUN).cage('e1', { maxProcesses: 1, cores: null });
    cage.setCpu(0.0372);
    expect(host.files.read(`/cg/cpu/${RUN}/e1/cpu.cfs_quota_us`)).toBe('1000');
    expect(host.files.read(`/cg/cpu/${RUN}/e1/cpu.cfs_period_us`)).toBe('26882');
  });

  it('memory of version 1 rises and falls in the order that the kernel wants', () => {
    const host = new PaperHost({ v1: V1 });
    const cage = chooseDriver(host, null).probe.open(RUN).cage('e1', { maxProcesses: 1, cores: null });
    host.log.length = 0;
    cage.setMemory(1e8);
    cage.setMemory(2e8);
    const names = host.log.map((line) => /memory\.(\S+)_in_bytes = (\d+)/.exec(line)?.slice(1).join(' '));
    expect(names).toEqual(['limit 100000000', 'memsw.limit 100000000', 'memsw.limit 200000000', 'limit 200000000']);
  });

  it('the counters are read where each version keeps them', () => {
    const one = new PaperHost({ v1: V1 });
    const first = chooseDriver(one, null).probe.open(RUN).cage('e1', { maxProcesses: 1, cores: null });
    one.contents.set(`/cg/cpu/${RUN}/e1/cpuacct.usage`, '1500000');
    one.contents.set(`/cg/cpu/${RUN}/e1/cpu.stat`, 'nr_periods 9\nnr_throttled 4\n');
    one.contents.set(`/cg/memory/${RUN}/e1/memory.oom_control`, 'oom_kill_disable 0\noom_kill 2\n');
    expect(first.usage()).toEqual({ cpuMs: 1.5, periods: 9, throttledPeriods: 4, memoryKills: 2 });
    const two = new PaperHost({ v2: { mount: '/cg2', controllers: ALL, own: '/' } });
    const second = chooseDriver(two, null).probe.open(RUN).cage('e1', { maxProcesses: 1, cores: null });
    two.contents.set(`/cg2/${RUN}/e1/cpu.stat`, 'usage_usec 1500\nnr_periods 9\nnr_throttled 4\n');
    two.contents.set(`/cg2/${RUN}/e1/memory.events`, 'oom 1\noom_kill 2\n');
    expect(second.usage()).toEqual({ cpuMs: 1.5, periods: 9, throttledPeriods: 4, memoryKills: 2 });
  });
});

describe('limits by systemd', () => {
  it('start each process in a scope of its own and find its group by the process', async () => {
    const v2 = { mount: '/cg2', controllers: ALL, own: '/session', writable: '/nowhere' };
    const host = new PaperHost({ uid: 1_000, v2, programs: ['systemd-run'] });
    const choice = chooseDriver(host, null);
    expect(choice.name).toBe('cgroup-v2-systemd');
    expect(choice.rejected.map(({ name }) => name)).toEqual(['cgroup-v2', 'cgroup-v1']);
    const cage = choice.probe.open(RUN).cage('e1', { maxProcesses: 9, cores: null });
    const { prefix, script } = cage.launch;
    expect(prefix.slice(0, 3)).toEqual(['systemd-run', '--user', '--scope']);
    expect(prefix.join(' ')).toContain('-p Delegate=yes');
    expect(script).toContain('base="/cg2$scope"');
    expect(cage.launch.prefix).not.toEqual(prefix);
    expect(await cage.kill()).toBe(0);
    await cage.remove();
  });
});

describe('the choice of a driver', () => {
  it('names why each better one cannot work', () => {
    const host = new PaperHost({ uid: 1_000, v1: V1 });
    host.contents.set('/proc/self/schedstat', '1 2 3');
    const choice = chooseDriver(host, null);
    expect(choice.name).toBe('duty-cycle');
    expect(choice.rejected).toEqual([
      { name: 'cgroup-v2', why: expect.stringContaining('not mounted') },
      { name: 'cgroup-v1', why: expect.stringContaining('need root') },
      { name: 'cgroup-v2-systemd', why: expect.stringContaining('not mounted') },
      { name: 'sudo', why: 'sudo is not installed' },
    ]);
  });

  it('says what is missing when none works or the one asked for does not', () => {
    const bare = new PaperHost({ uid: 1_000 });
    expect(() => chooseDriver(bare, null)).toThrow(expect.objectContaining({ code: 'no-limit-driver' }));
    expect(() => chooseDriver(new PaperHost({ v1: V1 }), 'cgroup-v2')).toThrow(/cgroup-v2 does not work here/);
  });

  it('a list of cores is cut to the first', () => {
    expect(firstCores('0-3,8', 2)).toBe('0,1');
    expect(firstCores('4,6-7', 3)).toBe('4,6,7');
  });
});
