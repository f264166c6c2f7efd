/** A small shell that outlives the engine by a moment: when the engine ends, however it ends, it removes what is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * It reads a pipe whose other end only the engine holds, so the end of the file is the end of the engine, kill -9 included.
 * The folder's file `groups` names process groups that go with it. Frozen tasks must be thawed before they can die (version 1); groups are busy until the last task is reaped, hence the rounds.
 */
const SCRIPT = `
trap '' INT TERM HUP QUIT
run=$1; tmp=$2; shift 2
while read -r _; do :; done
round=0
while [ $round -lt 250 ]; do
  left=0
  for root in "$@"; do
    for d in "$root/$run"/* "$root/$run"; do
      [ -d "$d" ] || continue
      [ -f "$d/freezer.state" ] && echo THAWED > "$d/freezer.state"
      [ -f "$d/cgroup.freeze" ] && echo 0 > "$d/cgroup.freeze"
      [ -f "$d/cgroup.kill" ] && echo 1 > "$d/cgroup.kill"
      while read -r p; do kill -9 "$p"; done < "$d/cgroup.procs"
      rmdir "$d" || left=1
    done
  done
  [ $left = 0 ] && break
  round=$((round + 1))
  sleep 0.02
done
if [ -f "$tmp/$run/groups" ]; then while read -r g; do kill -9 "-$g"; done < "$tmp/$run/groups"; fi
for e in /proc/[0-9]*/environ; do
  if grep -aqF "/$run/" "$e"; then p=\${e#/proc/}; kill -9 "\${p%/environ}"; fi
done
rm -rf "$tmp/$run"
`;

/** A running guardian. */
export interface Guardian {
  readonly pid: number;
  /** Lets it go: it looks once more and ends. */
  release(): void;
}

/** Starts the guardian of a run, whose folder lies in `temporary` and whose control groups lie below `roots`. */
export function guard(run: string, temporary: string, roots: readonly string[]): Guardian {
  const child: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, 'memfit-guardian', run, temporary, ...roots], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return { pid: child.pid ?? 0, release: () => child.stdin?.end() };
}
