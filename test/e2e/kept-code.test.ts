import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));

let home: string;
let compiled: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'memfit-kept-'));
  compiled = join(home, 'memfit', 'compiled');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

function memfit(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [MEMFIT, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', XDG_CACHE_HOME: home, ...env },
  });
  return { stdout, stderr, status };
}

function keptFiles(): string[] {
  return existsSync(compiled) ? readdirSync(compiled) : [];
}

function inodes(): number[] {
  return keptFiles()
    .map((name) => statSync(join(compiled, name)).ino)
    .sort();
}

function sizes(): number {
  return keptFiles().reduce((sum, name) => sum + statSync(join(compiled, name)).size, 0);
}

describe('compiled code', () => {
  it('is kept by the first run and changes nothing of what later ones say', () => {
    const first = memfit(['analyze', '--sample']);
    expect(keptFiles()).not.toEqual([]);
    expect(memfit(['analyze', '--sample'])).toEqual(first);
    expect(memfit(['analyze', '--sample'], { NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(first);
  });

  it('is taken by the next run: nothing is made again', () => {
    memfit(['analyze', '--sample']);
    const made = inodes();
    for (let run = 0; run < 3; run++) memfit(['analyze', '--sample']);
    expect(inodes()).toEqual(made);
    expect(made.length).toBeGreaterThan(1);
  });

  it('is made anew by a long run that needs more of the program', () => {
    memfit(['analyze', '--sample']);
    const small = sizes();
    // Half a second passes before memfit begins; pages and tables are printed by different parts.
    const wait = join(home, 'wait.cjs');
    writeFileSync(wait, 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);');
    for (const format of ['html', 'markdown', 'csv'])
      expect(memfit(['analyze', '--sample', '-o', format], { NODE_OPTIONS: `--require ${wait}` }).status).toBe(0);
    expect(sizes()).toBeGreaterThan(small);
    expect(keptFiles().filter((name) => name.startsWith('analyze.analyze'))).toHaveLength(1);
  });

  it('is kept for nobody else to read or write', () => {
    memfit(['sizes']);
    for (const path of [compiled, ...keptFiles().map((name) => join(compiled, name))])
      expect(statSync(path).mode & 0o077, path).toBe(0);
  });

  it('that is damaged, or of something else, is made again', () => {
    const first = memfit(['sizes']);
    for (const name of keptFiles()) writeFileSync(join(compiled, name), 'no compiled code');
    expect(memfit(['sizes'])).toEqual(first);
    for (const name of keptFiles()) expect(statSync(join(compiled, name)).size, name).toBeGreaterThan(1_000);
  });

  it('of a run that went wrong is not kept', () => {
    expect(memfit(['sizes', '--such-a-flag']).status).toBe(2);
    expect(keptFiles()).toEqual([]);
  });

  it('is neither kept nor taken in a folder that others can write to', () => {
    mkdirSync(compiled, { recursive: true });
    chmodSync(compiled, 0o777);
    expect(memfit(['sizes']).status).toBe(0);
    expect(keptFiles()).toEqual([]);
  });

  it('is done without where no folder can be made', () => {
    writeFileSync(join(home, 'memfit'), '');
    expect(memfit(['sizes'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('is done without when Node is told so', () => {
    memfit(['sizes'], { NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(keptFiles()).toEqual([]);
  });
});
