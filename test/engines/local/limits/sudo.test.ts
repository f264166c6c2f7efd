import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newRunName } from '../../../../src/engines/local/cleanup/run-name.ts';
import { groupRoots, sweep } from '../../../../src/engines/local/cleanup/sweep.ts';
import { mountsV1 } from '../../../../src/engines/local/limits/cgroup-v1.ts';
import { mountV2 } from '../../../../src/engines/local/limits/cgroup-v2.ts';
import { chooseDriver } from '../../../../src/engines/local/limits/choose.ts';
import { kernelFiles } from '../../../../src/engines/local/limits/host.ts';
import { HELPER } from '../../../../src/engines/local/limits/sudo.ts';
import { proveDriver } from '../../../../src/engines/local/prove.ts';
import { type Paper, PaperHost } from './paper-host.ts';

const ALL = 'cpuset cpu io memory pids';
const RUN = 'memfit-1-2-00000000';
const V1 = {
  'cpu,cpuacct': '/cg/cpu',
  memory: '/cg/memory',
  freezer: '/cg/freezer',
  pids: '/cg/pids',
  cpuset: '/cg/cpuset',
};
const USER = { uid: 1_000, programs: ['sudo'], sudo: true };
const RUNNER: Paper = {
  ...USER,
  v2: { mount: '/cg2', controllers: ALL, own: '/system/runner', writable: '/cg2/memfit-1000' },
};

describe('limits through sudo', () => {
  it('on a hosted runner: a group of its own is given, each start joins through the helper, and nothing is left', async () => {
    const host = new PaperHost(RUNNER);
    const before = host.folders.size;
    const choice = chooseDriver(host, null);
    expect(choice.name).toBe('sudo');
    expect(choice.rejected.map(({ name }) => name)).toEqual(['cgroup-v2', 'cgroup-v1', 'cgroup-v2-systemd']);
    expect(groupRoots(host)).toContain('/cg2/memfit-1000');
    const driver = choice.probe.open(RUN);
    expect(driver).toMatchObject({ name: 'sudo', exact: true });
    const cage = driver.cage('e1', { maxProcesses: 7, cores: 2 });
    expect(cage.launch.script).toMatch(/^'\/usr\/bin\/sudo' '-n' '\/bin\/sh' '-c' /);
    expect(cage.launch.script).toMatch(/'memfit' 'join' 'memfit-1-2-00000000' 'e1' "\$\$" \|\| exit 97$/);
    host.join(`/cg2/memfit-1000/${RUN}/e1`, 4_001);
    cage.setCpu(0.25);
    expect(host.contents.get(`/cg2/memfit-1000/${RUN}/e1/cpu.max`)).toBe('5000 20000');
    await cage.remove();
    expect(host.killed).toEqual([4_001]);
    await driver.close();
    expect(host.folders.size).toBe(before);
  });

  it('asks again where another run has just taken the empty group away', async () => {
    const host = new PaperHost(RUNNER);
    const { probe } = chooseDriver(host, null);
    host.succeeds(['/usr/bin/sudo', 'end', '-', '-', '-']);
    expect(groupRoots(host)).not.toContain('/cg2/memfit-1000');
    const driver = probe.open(RUN);
    expect(groupRoots(host)).toContain('/cg2/memfit-1000');
    await driver.close();
  });

  it('a group that a killed run left empty goes at the next start, whatever driver that has; one in use stays', async () => {
    const host = new PaperHost(RUNNER);
    const before = host.folders.size;
    // Killed: neither its own group nor the given one is taken away. No such process lives.
    const { probe } = chooseDriver(host, null);
    probe.open('memfit-999999999-2-00000000').cage('e1', { maxProcesses: 7, cores: 2 });
    expect(groupRoots(host)).toContain('/cg2/memfit-1000');
    const temporary = mkdtempSync(join(tmpdir(), 'memfit-sudo-'));
    await sweep(host, temporary);
    expect(groupRoots(host)).not.toContain('/cg2/memfit-1000');
    expect(host.folders.size).toBe(before);

    const stat = kernelFiles.read(`/proc/${process.pid}/stat`) ?? '';
    host.contents.set(`/proc/${process.pid}/stat`, stat);
    const living = chooseDriver(host, null).probe.open(newRunName(host.files));
    await sweep(host, temporary);
    expect(groupRoots(host)).toContain('/cg2/memfit-1000');
    await living.close();
    rmSync(temporary, { recursive: true });
  });

  it('with version 1 the user joins without help', async () => {
    const host = new PaperHost({ ...USER, v1: V1 });
    const before = host.folders.size;
    const { name, probe } = chooseDriver(host, null);
    expect(name).toBe('sudo');
    const driver = probe.open(RUN);
    const cage = driver.cage('e1', { maxProcesses: 7, cores: 2 });
    expect(cage.launch.script).toContain(`echo $$ > '/cg/freezer/memfit-1000/${RUN}/e1/cgroup.procs' || exit 97`);
    expect(cage.launch.script).not.toContain('sudo');
    await cage.remove();
    await driver.close();
    expect(host.folders.size).toBe(before);
  });

  it.each<[string, Paper, RegExp]>([
    ['there is none', { ...USER, programs: [], v1: V1 }, /sudo: sudo is not installed/],
    ['it wants a password', { ...USER, sudo: false, v1: V1 }, /sudo: sudo wants a password/],
    ['this is root', { ...USER, uid: 0 }, /sudo: this is root already/],
    [
      'controllers are missing',
      { ...USER, v1: { memory: '/cg/memory' } },
      /no controller for cpu, cpuacct, freezer, pids/,
    ],
  ])('is not chosen where %s', (_name, paper, why) => {
    const host = new PaperHost(paper);
    host.contents.set('/proc/self/schedstat', '0 0 0');
    const { rejected } = chooseDriver(host, null);
    expect(rejected.map((one) => `${one.name}: ${one.why}`).join('\n')).toMatch(why);
  });
});

function helper(args: readonly string[], uid: string | undefined): number | null {
  const env = uid === undefined ? {} : { SUDO_UID: uid };
  return spawnSync('/bin/sh', ['-c', HELPER, 'memfit', ...args], { env, stdio: 'ignore' }).status;
}

describe('what runs as root', () => {
  it.each([
    ['a verb it does not know', ['remove', '-', '-', '-'], '1000'],
    ['a run with a way out', ['join', 'memfit-1-2-../../..', 'e1', '1'], '1000'],
    ['a run of another name', ['join', 'system.slice', 'e1', '1'], '1000'],
    ['an environment with a way out', ['join', RUN, '../e1', '1'], '1000'],
    ['a process that is no number', ['join', RUN, 'e1', '1 2'], '1000'],
    ["another user's process", ['join', RUN, 'e1', String(process.pid)], '54321'],
    ['a user that is no number', ['open', '-', '-', '-'], '0;id'],
    ['a call that does not come from sudo', ['open', '-', '-', '-'], undefined],
  ])('refuses %s', (_name, args, uid) => {
    expect(helper(args, uid)).toBe(2);
  });

  const mounts = kernelFiles.read('/proc/mounts') ?? '';
  const v1 = Object.values(mountsV1(mounts));
  const v2 = mountV2(mounts);
  const why = process.getuid?.() !== 0 ? 'needs root' : v1.length === 0 && v2 === null ? 'needs control groups' : '';
  it.skipIf(why !== '')(`gives a group that its user can fill and empty ${why}`, () => {
    // A number that nobody has: two runs at once do not meet.
    const uid = 700_000 + (process.pid % 90_000);
    const places = [...new Set([...v1, ...(v2 === null ? [] : [v2])])].map((place) => join(place, `memfit-${uid}`));
    try {
      expect(helper(['open', '-', '-', '-'], String(uid))).toBe(0);
      for (const place of places) expect(statSync(place).uid).toBe(uid);
      for (const place of places.filter((path) => v2 === null || !path.startsWith(`${v2}/`))) {
        const script = `mkdir "$1/own"; for f in cpuset.mems cpuset.cpus; do [ -e "$1/$f" ] && cat "$1/$f" > "$1/own/$f"; done; echo $$ > "$1/own/cgroup.procs" && grep -c "/memfit-${uid}/own$" /proc/self/cgroup`;
        const run = spawnSync('/bin/sh', ['-c', script, 'sh', place], { uid, gid: uid, encoding: 'utf8' });
        expect(run.stdout.trim(), `${place}: ${run.stderr}`).not.toBe('');
        expect(spawnSync('rmdir', [join(place, 'own')], { uid, gid: uid }).status).toBe(0);
      }
      if (v2 !== null) joinsV2(join(v2, `memfit-${uid}`), uid);
    } finally {
      helper(['end', '-', '-', '-'], String(uid));
    }
    for (const place of places) expect(existsSync(place)).toBe(false);
  });
});

/** A process of the user's that stands outside is moved in by the helper, and the folders are the user's to remove. */
function joinsV2(base: string, uid: number): void {
  const as = { uid, gid: uid, encoding: 'utf8' } as const;
  expect(spawnSync('mkdir', ['-p', join(base, RUN, 'e1')], as).status).toBe(0);
  const script = 'read -r _; cat /proc/self/cgroup';
  const joined = spawnSync(
    '/bin/bash',
    [
      '-c',
      `coproc setpriv --reuid ${uid} --regid ${uid} --clear-groups /bin/sh -c '${script}'; sleep 0.2
      SUDO_UID=${uid} /bin/sh -c "$1" memfit join ${RUN} e1 $COPROC_PID; echo "joined $?"; echo go >&"\${COPROC[1]}"; cat <&"\${COPROC[0]}"`,
      'bash',
      HELPER,
    ],
    { encoding: 'utf8', timeout: 10_000 },
  );
  expect(joined.stdout).toContain('joined 0');
  expect(joined.stdout).toContain(`0::/memfit-${uid}/${RUN}/e1`);
  expect(spawnSync('rmdir', [join(base, RUN, 'e1'), join(base, RUN)], as).status).toBe(0);
}

const PASSWORDLESS = process.getuid?.() !== 0 && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
const NO_SUDO = PASSWORDLESS ? '' : 'needs a user with sudo without a password';

describe.skipIf(NO_SUDO !== '')(`the limits of the sudo driver ${NO_SUDO}`, { timeout: 60_000 }, () => {
  it('hold', async () => {
    expect(await proveDriver('sudo')).toMatchObject({
      driver: 'sudo',
      exact: true,
      freeze: { holds: true },
      memory: { holds: true },
    });
  });
});
