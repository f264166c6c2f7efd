/** Limits by control groups of version 2 (Linux Documentation/admin-guide/cgroup-v2), as root or in a delegated subtree. */
import { join } from 'node:path';
import type { Cage, CageUsage, LimitDriver, Probe } from './driver.ts';
import type { LimitFiles, LimitHost } from './host.ts';
import { keyed, killUntilGone, pidsIn, removeGroups } from './kill-all.ts';
import { PERIOD_US, quotaOf } from './quota.ts';

const NEEDED = ['cpu', 'memory', 'pids'] as const;

/** Where version 2 is mounted, or null. */
export function mountV2(mounts: string): string | null {
  for (const line of mounts.split('\n')) {
    const [, place = '', type = ''] = line.split(' ');
    if (type === 'cgroup2') return place;
  }
  return null;
}

/** The group this process is in, as a folder, or null. */
export function ownGroup(files: LimitFiles, pid: number | 'self' = 'self'): string | null {
  const mount = mountV2(files.read('/proc/mounts') ?? '');
  const own = /^0::(\/.*)$/m.exec(files.read(`/proc/${pid}/cgroup`) ?? '')?.[1];
  return mount === null || own === undefined ? null : own === '/' ? mount : join(mount, own);
}

/** Can groups be made in the subtree this process is in (root, `Delegate=yes`), or at the top (root)? */
export function probeV2(host: LimitHost): Probe {
  const mount = mountV2(host.files.read('/proc/mounts') ?? '');
  const own = ownGroup(host.files);
  if (mount === null || own === null) return { can: false, why: 'control groups of version 2 are not mounted' };
  const problems: string[] = [];
  for (const base of new Set([own, ...(host.uid === 0 ? [mount] : [])])) {
    const problem = tryBase(host, base, base === mount);
    if (problem === null) return { can: true, open: (run) => openV2(host, base, run, mount) };
    problems.push(`${base}: ${problem}`);
  }
  return { can: false, why: problems.join('; ') };
}

/** Null when children of `base` can have quotas, else why not. */
function tryBase(host: LimitHost, base: string, top: boolean): string | null {
  const offered = (host.files.read(join(base, 'cgroup.controllers')) ?? '').split(/\s+/);
  const missing = NEEDED.filter((name) => !offered.includes(name));
  if (missing.length > 0) return `controllers not offered: ${missing.join(', ')}`;
  const trial = join(base, `memfit-probe-${process.pid}`);
  try {
    host.files.mkdir(trial);
  } catch (error) {
    return (error as Error).message;
  }
  try {
    enable(host, base, top);
    host.files.write(join(trial, 'cpu.max'), `${PERIOD_US / 2} ${PERIOD_US}`);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    host.files.rmdir(trial);
  }
}

/** Hands the controllers on to children. A group below the top may then hold no process of its own: those inside move to a leaf. */
function enable(host: LimitHost, base: string, top: boolean): void {
  const { files } = host;
  const control = join(base, 'cgroup.subtree_control');
  const on = (files.read(control) ?? '').split(/\s+/);
  const wanted = NEEDED.filter((name) => !on.includes(name));
  if (wanted.length === 0) return;
  if (!top) {
    const leaf = join(base, 'supervisor');
    if (!files.exists(leaf)) files.mkdir(leaf);
    for (const pid of pidsIn(files.read(join(base, 'cgroup.procs'))))
      files.write(join(leaf, 'cgroup.procs'), String(pid));
  }
  files.write(control, wanted.map((name) => `+${name}`).join(' '));
}

/** Opens the driver in `base`; `joining` gives the commands that move the shell into an environment's group, where it may not do so itself. */
export function openV2(
  host: LimitHost,
  base: string,
  run: string,
  mount: string,
  joining: ((id: string) => string) | null = null,
): LimitDriver {
  const { files } = host;
  const parent = join(base, run);
  files.mkdir(parent);
  files.write(join(parent, 'cgroup.subtree_control'), NEEDED.map((name) => `+${name}`).join(' '));
  writeIfThere(files, join(parent, 'cpu.weight'), '10000');
  return {
    name: 'cgroup-v2',
    exact: true,
    cage(id, { maxProcesses, cores }) {
      const folder = join(parent, id);
      files.mkdir(folder);
      prepareGroup(files, folder, maxProcesses, cores);
      const script = joining?.(id) ?? `echo $$ > '${folder}/cgroup.procs' || exit 97`;
      return cageV2(
        host,
        () => folder,
        { prefix: [], script },
        () => undefined,
      );
    },
    machineCpuMs: () => machineCpuV2(files, mount),
    close: () => removeGroups(host, [parent]),
  };
}

/** Weight, process and core limits of a fresh group. */
export function prepareGroup(files: LimitFiles, folder: string, maxProcesses: number, cores: number | null): void {
  writeIfThere(files, join(folder, 'cpu.weight'), '10000');
  files.write(join(folder, 'pids.max'), String(maxProcesses));
  writeIfThere(files, join(folder, 'memory.swap.max'), '0');
  writeIfThere(files, join(folder, 'memory.oom.group'), '1');
  if (cores !== null) writeIfThere(files, join(folder, 'cpuset.cpus'), cores === 1 ? '0' : `0-${cores - 1}`);
}

/** CPU time of the machine in ms. */
export function machineCpuV2(files: LimitFiles, mount: string): number {
  return keyed(files.read(join(mount, 'cpu.stat')), 'usage_usec') / 1e3;
}

/** The cage on one version 2 group; `folder` may become known only at attach. */
export function cageV2(
  host: LimitHost,
  folder: () => string,
  launch: Cage['launch'],
  attach: (pid: number) => void,
): Cage {
  const { files } = host;
  const file = (name: string): string => join(folder(), name);
  const pids = (): number[] => pidsIn(files.read(file('cgroup.procs')));
  const kill = async (): Promise<number> => {
    if (!files.exists(folder())) return 0;
    // Without the quota lifted, a thousand dying tasks wait for their share.
    writeIfThere(files, file('cpu.max'), `max ${PERIOD_US}`);
    writeIfThere(files, file('cgroup.kill'), '1');
    await killUntilGone(host, pids, () => writeIfThere(files, file('cgroup.freeze'), '0'));
    return 0;
  };
  return {
    launch,
    attach,
    setCpu(vcpu) {
      if (vcpu === null) files.write(file('cpu.max'), `max ${PERIOD_US}`);
      else {
        const { quotaUs, periodUs } = quotaOf(vcpu);
        files.write(file('cpu.max'), `${quotaUs} ${periodUs}`);
      }
    },
    setMemory(bytes) {
      files.write(file('memory.max'), String(Math.floor(bytes)));
      return true;
    },
    freeze: () => writeIfThere(files, file('cgroup.freeze'), '1'),
    thaw: () => writeIfThere(files, file('cgroup.freeze'), '0'),
    usage: () => usageV2(files, folder()),
    pids,
    kill,
    async remove() {
      await kill();
      await removeGroups(host, [folder()]);
    },
  };
}

function usageV2(files: LimitFiles, folder: string): CageUsage {
  const stat = files.read(join(folder, 'cpu.stat'));
  return {
    cpuMs: keyed(stat, 'usage_usec') / 1e3,
    periods: keyed(stat, 'nr_periods'),
    throttledPeriods: keyed(stat, 'nr_throttled'),
    memoryKills: keyed(files.read(join(folder, 'memory.events')), 'oom_kill'),
  };
}

function writeIfThere(files: LimitFiles, path: string, text: string): void {
  if (files.exists(path)) files.write(path, text);
}
