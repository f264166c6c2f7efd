/** Removing what an engine that was killed has left: processes, control groups, folders. The names are the journal: each says its owner. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { mountsV1 } from '../limits/cgroup-v1.ts';
import { mountV2, ownGroup } from '../limits/cgroup-v2.ts';
import type { LimitHost } from '../limits/host.ts';
import { pidsIn } from '../limits/kill-all.ts';
import { markedProcesses } from '../limits/process-tree.ts';
import { endGivenGroups, givenGroups } from '../limits/sudo.ts';
import { isOrphan } from './run-name.ts';

const PAUSE_MS = 5;
const ROUNDS = 400;

/** Folders below which control groups of runs may lie. */
export function groupRoots(host: LimitHost): string[] {
  const mounts = host.files.read('/proc/mounts') ?? '';
  const v2 = [mountV2(mounts), ownGroup(host.files)].filter((path) => path !== null);
  return [...new Set([...Object.values(mountsV1(mounts)), ...v2, ...givenGroups(host)])];
}

/** Removes what dead engines left; gives the names removed. What belongs to another user stays. */
export async function sweep(host: LimitHost, temporary: string): Promise<string[]> {
  const roots = groupRoots(host);
  const names = [temporary, ...roots].flatMap((folder) => host.files.list(folder));
  const orphans = [...new Set(names)].filter((name) => isOrphan(host.files, name));
  for (const name of orphans) await removeRun(host, temporary, roots, name);
  endGivenGroups(host);
  return orphans;
}

async function removeRun(host: LimitHost, temporary: string, roots: readonly string[], name: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = roots.flatMap((root) => groupsOf(host, join(root, name)));
    if (left.length === 0) break;
    for (const folder of left) endGroup(host, folder);
    for (const folder of left) quietly(() => host.files.rmdir(folder));
    await host.sleep(PAUSE_MS);
  }
  for (const pid of markedProcesses(host.files, `/${name}/`)) quietly(() => host.signal(pid, 'SIGKILL'));
  quietly(() => rmSync(join(temporary, name), { recursive: true, force: true, maxRetries: 3 }));
}

/** A run's groups, children first. */
function groupsOf(host: LimitHost, folder: string): string[] {
  if (!host.files.exists(folder)) return [];
  const children = host.files.list(folder).map((name) => join(folder, name));
  return [...children.filter((path) => host.files.exists(join(path, 'cgroup.procs'))), folder];
}

function endGroup(host: LimitHost, folder: string): void {
  const put = (name: string, text: string): void => {
    if (host.files.exists(join(folder, name))) quietly(() => host.files.write(join(folder, name), text));
  };
  put('freezer.state', 'THAWED');
  put('cgroup.freeze', '0');
  put('cgroup.kill', '1');
  for (const pid of pidsIn(host.files.read(join(folder, 'cgroup.procs')))) {
    quietly(() => host.signal(pid, 'SIGKILL'));
  }
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // It is another user's, or gone already: the next round or the next start sees.
  }
}
