/** Limits by control groups of version 2 that a systemd user manager delegates, one scope an environment: needs no privilege. */
import { join } from 'node:path';
import { Bug } from '../../../model/errors.ts';
import { cageV2, machineCpuV2, mountV2, ownGroup, prepareGroup } from './cgroup-v2.ts';
import type { Cage, LimitDriver, Probe } from './driver.ts';
import type { LimitHost } from './host.ts';

/**
 * The scope's shell becomes a leaf below its own scope, which then may hand controllers on: a process that systemd put into a delegated scope may
 * move within it, while one of a login session may not be moved in from outside (EACCES).
 */
const SCRIPT = [
  "scope=$(sed -n 's/^0:://p' /proc/self/cgroup)",
  'base="MOUNT$scope"',
  'mkdir "$base/runtime" && echo $$ > "$base/runtime/cgroup.procs" || exit 97',
  'echo "+cpu +memory +pids" > "$base/cgroup.subtree_control" || exit 97',
].join('\n');

/** Can this user start delegated scopes? */
export function probeSystemd(host: LimitHost): Probe {
  const mount = mountV2(host.files.read('/proc/mounts') ?? '');
  if (mount === null) return { can: false, why: 'control groups of version 2 are not mounted' };
  if (!host.hasProgram('systemd-run')) return { can: false, why: 'systemd-run is not installed' };
  const inside = `grep -qw cpu "${mount}$(sed -n 's/^0:://p' /proc/self/cgroup)/cgroup.controllers"`;
  if (!host.succeeds([...scope('memfit-probe'), '/bin/sh', '-c', inside])) {
    return { can: false, why: 'systemd-run --user gives no scope with a cpu controller' };
  }
  return { can: true, open: (run) => openSystemd(host, mount, run) };
}

function scope(unit: string): string[] {
  const properties = ['Delegate=yes', 'TimeoutStopSec=1'].flatMap((property) => ['-p', property]);
  return ['systemd-run', '--user', '--scope', '--quiet', '--collect', `--unit=${unit}-${process.pid}`, ...properties];
}

function openSystemd(host: LimitHost, mount: string, run: string): LimitDriver {
  return {
    name: 'cgroup-v2-systemd',
    exact: true,
    cage: (id, { maxProcesses, cores }) => systemdCage(host, mount, `${run}-${id}`, maxProcesses, cores),
    machineCpuMs: () => machineCpuV2(host.files, mount),
    close: () => Promise.resolve(),
  };
}

function systemdCage(host: LimitHost, mount: string, unit: string, maxProcesses: number, cores: number | null): Cage {
  let folder: string | null = null;
  let starts = 0;
  const known = (): string => {
    if (folder === null) throw new Bug('a systemd scope was used before its process was attached');
    return folder;
  };
  const attach = (pid: number): void => {
    folder = ownGroup(host.files, pid);
    if (folder !== null) prepareGroup(host.files, folder, maxProcesses, cores);
  };
  const script = SCRIPT.replace('MOUNT', mount);
  const cage = cageV2(host, known, { prefix: [], script }, attach);
  return {
    ...cage,
    /** A scope ends with its last process: each start is a scope of its own. */
    get launch() {
      starts += 1;
      return { prefix: scope(`${unit}-${starts}`), script };
    },
    pids: () => (folder === null ? [] : cage.pids()),
    kill: () => (folder === null ? Promise.resolve(0) : cage.kill()),
    async remove() {
      if (folder === null || !host.files.exists(folder)) return;
      await cage.remove();
      const base = join(folder, '..');
      if (host.files.exists(base)) host.files.rmdir(base);
    },
  };
}
