/** Limits by control groups of version 1 (Linux Documentation/admin-guide/cgroup-v1; scheduler/sched-bwc). Needs root. */
import { join } from 'node:path';
import type { Cage, LimitDriver, Probe } from './driver.ts';
import type { LimitHost } from './host.ts';
import { keyed, killUntilGone, pidsIn, removeGroups } from './kill-all.ts';
import { PERIOD_US, quotaOf } from './quota.ts';

const NEEDED = ['cpu', 'cpuacct', 'memory', 'freezer', 'pids'] as const;
type Controller = (typeof NEEDED)[number] | 'cpuset';
/** A folder for each controller. */
export type ControllersV1 = Readonly<Record<(typeof NEEDED)[number], string>> & { readonly cpuset?: string };

/** The largest weight: a neighbour gets what the environments leave (worst neighbour at 1,769 MB then costs 2 %). */
const MAX_SHARES = '262144';

/** Where the controllers are mounted; joint mounts (cpu,cpuacct) give one folder twice. */
export function mountsV1(mounts: string): Partial<Record<Controller, string>> {
  const found: Partial<Record<Controller, string>> = {};
  for (const line of mounts.split('\n')) {
    const [, place = '', type = '', options = ''] = line.split(' ');
    if (type !== 'cgroup') continue;
    for (const option of options.split(',')) {
      if ((NEEDED as readonly string[]).includes(option) || option === 'cpuset') found[option as Controller] = place;
    }
  }
  return found;
}

/** Can control groups of version 1 be made here? */
export function probeV1(host: LimitHost): Probe {
  const mounts = mountsV1(host.files.read('/proc/mounts') ?? '');
  const missing = NEEDED.filter((name) => mounts[name] === undefined);
  if (missing.length > 0) return { can: false, why: `no version 1 controller for ${missing.join(', ')}` };
  if (host.uid !== 0) return { can: false, why: 'version 1 control groups need root' };
  const roots = mounts as ControllersV1;
  const trial = join(roots.cpu, `memfit-probe-${process.pid}`);
  try {
    host.files.mkdir(trial);
    host.files.write(join(trial, 'cpu.cfs_period_us'), String(PERIOD_US));
    host.files.write(join(trial, 'cpu.cfs_quota_us'), String(PERIOD_US / 2));
    return { can: true, open: (run) => openV1(host, roots, run) };
  } catch (error) {
    return { can: false, why: `cannot write ${roots.cpu} (${(error as Error).message})` };
  } finally {
    if (host.files.exists(trial)) host.files.rmdir(trial);
  }
}

/** Opens the driver; `within`: a group below every mount that the run's own are made in. */
export function openV1(host: LimitHost, mounts: ControllersV1, run: string, within = ''): LimitDriver {
  const roots = below(mounts, within);
  const parents = below(roots, run);
  for (const folder of distinct(parents)) host.files.mkdir(folder);
  host.files.write(join(parents.cpu, 'cpu.shares'), MAX_SHARES);
  if (roots.cpuset && parents.cpuset) fillCpuset(host, roots.cpuset, parents.cpuset, null);
  return {
    name: 'cgroup-v1',
    exact: true,
    cage: (id, { maxProcesses, cores }) => cageV1(host, parents, id, maxProcesses, cores),
    machineCpuMs: () => Number(host.files.read(join(mounts.cpuacct, 'cpuacct.usage')) ?? 0) / 1e6,
    close: () => removeGroups(host, distinct(parents)),
  };
}

function cageV1(host: LimitHost, parents: ControllersV1, id: string, maxProcesses: number, cores: number | null): Cage {
  const at = below(parents, id);
  const folders = distinct(at);
  const { files } = host;
  for (const folder of folders) files.mkdir(folder);
  files.write(join(at.cpu, 'cpu.shares'), MAX_SHARES);
  files.write(join(at.pids, 'pids.max'), String(maxProcesses));
  if (parents.cpuset && at.cpuset) fillCpuset(host, parents.cpuset, at.cpuset, cores);
  const freezer = join(at.freezer, 'freezer.state');
  const pids = (): number[] => pidsIn(files.read(join(at.freezer, 'cgroup.procs')));
  const thaw = (): void => files.write(freezer, 'THAWED');
  const kill = async (): Promise<number> => {
    // Without the quota lifted, a thousand dying tasks wait for their share; a frozen task of version 1 ignores even SIGKILL.
    files.write(join(at.cpu, 'cpu.cfs_quota_us'), '-1');
    await killUntilGone(host, pids, thaw);
    return 0;
  };
  const throttling = (): string | null => files.read(join(at.cpu, 'cpu.stat'));
  return {
    launch: { prefix: [], script: folders.map((folder) => `echo $$ > '${folder}/cgroup.procs' || exit 97`).join('\n') },
    attach() {},
    setCpu(vcpu) {
      const { quotaUs, periodUs } = vcpu === null ? { quotaUs: -1, periodUs: PERIOD_US } : quotaOf(vcpu);
      files.write(join(at.cpu, 'cpu.cfs_quota_us'), '-1');
      files.write(join(at.cpu, 'cpu.cfs_period_us'), String(periodUs));
      if (vcpu !== null) files.write(join(at.cpu, 'cpu.cfs_quota_us'), String(quotaUs));
    },
    setMemory: (bytes) => setMemoryV1(host, at.memory, bytes),
    freeze: () => files.write(freezer, 'FROZEN'),
    thaw,
    usage: () => ({
      cpuMs: Number(files.read(join(at.cpuacct, 'cpuacct.usage')) ?? 0) / 1e6,
      periods: keyed(throttling(), 'nr_periods'),
      throttledPeriods: keyed(throttling(), 'nr_throttled'),
      memoryKills: keyed(files.read(join(at.memory, 'memory.oom_control')), 'oom_kill'),
    }),
    pids,
    kill,
    async remove() {
      if (files.exists(at.freezer)) await kill();
      await removeGroups(host, folders);
    },
  };
}

/** Memory and memory+swap: memsw may never be below memory, so the order depends on the direction. */
function setMemoryV1(host: LimitHost, folder: string, bytes: number): boolean {
  const limit = join(folder, 'memory.limit_in_bytes');
  const swap = join(folder, 'memory.memsw.limit_in_bytes');
  const both = [limit, ...(host.files.exists(swap) ? [swap] : [])];
  const rising = bytes >= Number(host.files.read(limit) ?? 0);
  try {
    for (const file of rising ? both.reverse() : both) host.files.write(file, String(Math.floor(bytes)));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw error;
  }
}

/** A cpuset must be filled before tasks may join. */
function fillCpuset(host: LimitHost, parent: string, folder: string, cores: number | null): void {
  const all = (host.files.read(join(parent, 'cpuset.cpus')) ?? '0').trim();
  host.files.write(join(folder, 'cpuset.mems'), (host.files.read(join(parent, 'cpuset.mems')) ?? '0').trim());
  host.files.write(join(folder, 'cpuset.cpus'), cores === null ? all : firstCores(all, cores));
}

/** The first `count` cores of a list such as `0-3,8`. */
export function firstCores(list: string, count: number): string {
  const cores = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return cores.slice(0, Math.max(1, count)).join(',');
}

function below(folders: ControllersV1, name: string): ControllersV1 {
  return Object.fromEntries(Object.entries(folders).map(([key, folder]) => [key, join(folder, name)])) as ControllersV1;
}

function distinct(folders: ControllersV1): string[] {
  return [...new Set(Object.values(folders))];
}
