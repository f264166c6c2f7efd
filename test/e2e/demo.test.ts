import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameOfFolder } from '../../src/engines/local/making/content.ts';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/music-poetry-canvas', import.meta.url));
const ENV = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' };

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'memfit-e2e-demo-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 3 }));

function run(...args: string[]) {
  return spawnSync(process.execPath, [MEMFIT, ...args], { cwd, encoding: 'utf8', env: ENV });
}

function parts(stdout: string): string[] {
  return [...stdout.matchAll(/^== (.+) ==$/gm)].map(([, name]) => name ?? '');
}

/** What a run has left: processes that work in its folder or carry its mark, control groups and folders of its name. */
function leftBy(pid: number | undefined): string[] {
  const own = `memfit-${pid}-`;
  const processes = readdirSync('/proc').filter((one) => /^\d+$/.test(one) && isOf(one, own));
  const groups = spawnSync('find', ['/sys/fs/cgroup', '-maxdepth', '4', '-name', `${own}*`], {
    encoding: 'utf8',
  }).stdout;
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(own));
  return [...processes.map((one) => `process ${one}`), ...groups.split('\n').filter(Boolean), ...folders];
}

function isOf(process_: string, own: string): boolean {
  const text = (file: string): string => {
    try {
      return readFileSync(`/proc/${process_}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  try {
    if (readlinkSync(`/proc/${process_}/cwd`).startsWith(cwd)) return true;
  } catch {
    // It has just ended, or is another user's.
  }
  return text('cmdline').includes(own) || text('environ').includes(own);
}

/** A guardian ends a moment after its run, and works on after one that was killed. */
async function nothingLeftBy(pid: number | undefined): Promise<void> {
  for (let look = 0; look < 400 && leftBy(pid).length > 0; look += 1) await new Promise((done) => setTimeout(done, 25));
  expect(leftBy(pid)).toEqual([]);
}

describe('the recorded demo', () => {
  it('shows every part, writes the page, and says which command writes the sizes into the copy', () => {
    const { stdout, status } = run('demo', '--recorded', '--quiet');
    expect(status).toBe(0);
    expect(stdout).toContain('This round was recorded before, and nothing was run now');
    expect(parts(stdout)).toEqual([
      'What the logs say',
      'Measured: ThumbnailFunction',
      'Measured: PoetryFunction',
      'Measured: YouTubeFunction',
      'In the template (shown, not done)',
      'Side by side',
      'Done',
    ]);
    const page = readFileSync(join(cwd, '.memfit/report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(page).not.toMatch(/<script|javascript:|src=|@import|url\((?!#)/i);
    const [, args = ''] = /^ {2}memfit (apply .+)$/m.exec(stdout) ?? [];
    const folder = join(cwd, '.memfit/demo');
    const before = readFileSync(join(folder, 'template.yaml'), 'utf8');
    const applied = spawnSync(process.execPath, [MEMFIT, ...args.split(' '), '--yes'], { cwd: folder, env: ENV });
    expect(applied.status).toBe(0);
    expect(readFileSync(join(folder, 'template.yaml'), 'utf8')).not.toBe(before);
  });
});

const { checks } = JSON.parse(run0('doctor', '--local', '-o', 'json', '--no-config'));
const limits = checks.find(({ name }: { name: string }) => name === 'limits');

function run0(...args: string[]): string {
  return spawnSync(process.execPath, [MEMFIT, ...args], { cwd: tmpdir(), encoding: 'utf8', env: ENV }).stdout;
}

describe.skipIf(limits.status !== 'ok')(
  'the demo on this machine, needs limits that hold',
  { timeout: 120_000 },
  () => {
    it('--quick goes through the whole round, changes nothing of the example, and leaves nothing behind', async () => {
      const example = nameOfFolder(EXAMPLE);
      const { stdout, stderr, status, pid } = run('demo', '--quick');
      expect(status, stderr).toBe(0);
      expect(parts(stdout).slice(0, 4)).toEqual([
        'Load',
        'What the logs say',
        'Measured: ThumbnailFunction',
        'Measured: PoetryFunction',
      ]);
      expect(parts(stdout).at(-1)).toBe('Done');
      // Without its packages the third function is left out, and that is said.
      expect(`${stdout}${stderr}`).toMatch(/Measured: YouTubeFunction|YouTubeFunction is left out/);
      expect(stdout).toMatch(/all used|reports, \d+ used/);
      expect(existsSync(join(cwd, '.memfit/report.html'))).toBe(true);
      expect(nameOfFolder(EXAMPLE)).toBe(example);
      await nothingLeftBy(pid);
    });

    it.each(['SIGINT', 'SIGKILL'] as const)(
      'leaves nothing behind after %s in the middle of the load',
      async (signal) => {
        const child = spawn(process.execPath, [MEMFIT, 'demo', '--quick', '--no-setup'], {
          cwd,
          env: ENV,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(code ?? by)));
        const log = join(cwd, '.memfit/demo/logs/load.ndjson');
        while (!existsSync(log) && child.exitCode === null) await new Promise((done) => setImmediate(done));
        child.kill(signal);
        expect(await ended).toBe(signal === 'SIGINT' ? 130 : signal);
        await nothingLeftBy(child.pid);
      },
    );
  },
);
