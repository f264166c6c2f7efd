/** Limits by control groups for a user who may use sudo without a password (hosted CI runners): root makes one group and gives it away, the rest needs no privilege. */
import { join } from 'node:path';
import { type ControllersV1, mountsV1, openV1 } from './cgroup-v1.ts';
import { mountV2, openV2 } from './cgroup-v2.ts';
import type { LimitDriver, Probe } from './driver.ts';
import type { LimitHost } from './host.ts';

/**
 * All that is ever run as root. It takes one of three verbs, knows who asks from sudo itself (SUDO_UID), and every path it touches is made of the kernel's own list of
 * mounts and that number:
 * `open` makes the group memfit-<uid> and gives it to the user; `join` moves a process that the user owns into an environment's group below it (version 2 lets nobody move a
 * process across the root's groups); `end` removes it if it is empty.
 */
export const HELPER = `
set -u
PATH=/usr/sbin:/usr/bin:/sbin:/bin
verb=$1; run=$2; id=$3; pid=$4
uid=\${SUDO_UID:-}
case $uid in ''|*[!0-9]*) exit 2 ;; esac
name=memfit-$uid
v2() { while read -r _ place type _; do [ "$type" = cgroup2 ] && printf '%s\\n' "$place" && return; done < /proc/mounts; }
v1() { while read -r _ place type options _; do [ "$type" = cgroup ] || continue
  case ,$options, in *,cpu,*|*,cpuacct,*|*,memory,*|*,freezer,*|*,pids,*|*,cpuset,*) printf '%s\\n' "$place" ;; esac; done < /proc/mounts; }
put() { [ -e "$2" ] && printf '%s\\n' "$1" > "$2"; }
case $verb in
  open)
    place=$(v2)
    if [ -n "$place" ]; then
      base=$place/$name
      put '+cpu +memory +pids' "$place/cgroup.subtree_control" 2>/dev/null
      mkdir -p "$base" && put '+cpu +memory +pids' "$base/cgroup.subtree_control" 2>/dev/null
      put 10000 "$base/cpu.weight"
      chown "$uid" "$base" "$base/cgroup.procs" "$base/cgroup.subtree_control"
    fi
    v1 | while read -r place; do
      base=$place/$name
      mkdir -p "$base" || exit 3
      for file in cpuset.mems cpuset.cpus; do [ -e "$place/$file" ] && cat "$place/$file" > "$base/$file"; done
      put 262144 "$base/cpu.shares"
      chown "$uid" "$base" "$base/cgroup.procs" || exit 3
    done ;;
  join)
    case $run in memfit-*[!0-9a-f-]*|*..*|*/*) exit 2 ;; memfit-*-*-*) ;; *) exit 2 ;; esac
    case $id in ''|*[!0-9a-z]*) exit 2 ;; esac
    case $pid in ''|*[!0-9]*) exit 2 ;; esac
    [ "$(stat -c %u "/proc/$pid")" = "$uid" ] || exit 2
    printf '%s\\n' "$pid" > "$(v2)/$name/$run/$id/cgroup.procs" ;;
  end)
    for place in "$(v2)" $(v1); do [ -d "$place/$name" ] && rmdir "$place/$name"; done
    exit 0 ;;
  *) exit 2 ;;
esac
`;

/** Folders of the groups that were given to this user, at every mount. */
export function givenGroups(host: LimitHost): string[] {
  const mounts = host.files.read('/proc/mounts') ?? '';
  const places = [mountV2(mounts), ...Object.values(mountsV1(mounts))].filter((place) => place !== null);
  return [...new Set(places)]
    .map((place) => join(place, `memfit-${host.uid}`))
    .filter((folder) => host.files.exists(folder));
}

/** Has the groups that were given to this user taken away where no run is in them: a memfit that was killed could not. One that opens meanwhile asks again. */
export function endGivenGroups(host: LimitHost): void {
  const given = givenGroups(host);
  const isInUse = given.some((folder) =>
    host.files.list(folder).some((name) => host.files.exists(join(folder, name, 'cgroup.procs'))),
  );
  if (given.length > 0 && !isInUse) host.succeeds(asRoot('end'));
}

/** May this user have a group of its own made? The answer is found by having it made; it goes when the driver is closed. */
export function probeSudo(host: LimitHost): Probe {
  if (host.platform !== 'linux') return { can: false, why: 'needs Linux' };
  if (host.uid === 0) return { can: false, why: 'this is root already' };
  if (!host.hasProgram('sudo')) return { can: false, why: 'sudo is not installed' };
  if (!host.succeeds(asRoot('open'))) {
    return { can: false, why: 'sudo wants a password, or its root may not make control groups' };
  }
  const mounts = host.files.read('/proc/mounts') ?? '';
  return openBelow(host, mountV2(mounts), mountsV1(mounts));
}

function openBelow(host: LimitHost, v2: string | null, v1: Partial<ControllersV1>): Probe {
  const name = `memfit-${host.uid}`;
  const offered = v2 === null ? '' : (host.files.read(join(v2, name, 'cgroup.controllers')) ?? '');
  // Another memfit of this user's that ends just now may have taken the empty group away.
  const again = (open: () => LimitDriver): LimitDriver => {
    try {
      return open();
    } catch {
      host.succeeds(asRoot('open'));
      return open();
    }
  };
  const end = (driver: LimitDriver): LimitDriver => ({
    ...driver,
    name: 'sudo',
    async close() {
      await driver.close();
      host.succeeds(asRoot('end'));
    },
  });
  if (v2 !== null && ['cpu', 'memory', 'pids'].every((controller) => offered.split(/\s+/).includes(controller))) {
    const joining = (run: string, id: string): string => `${words(asRoot('join', run, id))} "$$" || exit 97`;
    return {
      can: true,
      open: (run) => end(again(() => openV2(host, join(v2, name), run, v2, (id) => joining(run, id)))),
    };
  }
  const missing = (['cpu', 'cpuacct', 'memory', 'freezer', 'pids'] as const).filter((one) => v1[one] === undefined);
  if (missing.length > 0) {
    host.succeeds(asRoot('end'));
    return { can: false, why: `the group given has no controller for ${missing.join(', ')}` };
  }
  return { can: true, open: (run) => end(again(() => openV1(host, v1 as ControllersV1, run, name))) };
}

/** The command; for `join` the process id is still to be added. */
function asRoot(verb: 'open' | 'end'): string[];
function asRoot(verb: 'join', run: string, id: string): string[];
function asRoot(verb: string, run = '-', id = '-'): string[] {
  const command = ['/usr/bin/sudo', '-n', '/bin/sh', '-c', HELPER, 'memfit', verb, run, id];
  return verb === 'join' ? command : [...command, '-'];
}

function words(argv: readonly string[]): string {
  return argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
