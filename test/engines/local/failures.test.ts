import { afterAll, describe, expect, it } from 'vitest';
import { createLocalEngine } from '../../../src/engines/local/engine.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
afterAll(() => bench.close());

describe.skipIf(NO_CGROUPS !== '')(`failing functions ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it('an error of the handler is an answer, and the environment lives on', async () => {
    const source =
      'let n = 0; exports.handler = async (e) => { n += 1; if (e.bad) throw new TypeError("bad " + e.bad); return n; }';
    const prepared = await bench.prepare({ 'index.js': source });
    const failed = await last(prepared, 512, { bad: 'day' });
    expect(failed.sample).toMatchObject({ status: 'error', errorType: 'TypeError', kind: 'warm' });
    expect(answer(failed)).toMatchObject({ errorType: 'TypeError', errorMessage: 'bad day' });
    const next = await last(prepared, 512);
    expect(next.sample.environment).toBe(failed.sample.environment);
    // How many calls went before depends on how many were disturbed and repeated.
    expect(answer(next)).toBeGreaterThan(2);
    await prepared.close();
  });

  it('a handler that never answers is ended at its timeout', async () => {
    const source = 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000))';
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 1_000 });
    const { sample, response } = await last(prepared, 512);
    expect(sample).toMatchObject({ status: 'timeout', durationMs: 1_000 });
    expect(Buffer.from(response ?? []).toString()).toContain('Task timed out after 1.00 seconds');
    expect(bench.lines().at(-1)).toMatch(/Duration: 1000\.00 ms.*\tStatus: timeout$/);
    await prepared.close();
  });

  it('a process that exits is a crash with its status, and its memory is known', async () => {
    const prepared = await bench.prepare({ 'index.js': 'exports.handler = async () => process.exit(3)' });
    const crashed = await last(prepared, 512);
    expect(crashed.sample).toMatchObject({ status: 'crash', errorType: 'Runtime.ExitError' });
    expect(crashed.sample.usedMB).toBeGreaterThan(30);
    expect(answer(crashed)).toMatchObject({ errorMessage: expect.stringContaining('exit status 3') });
    await prepared.close();
  });

  it('too much memory is killed and reported as Lambda reports it', async () => {
    const source = 'const kept = []; exports.handler = async () => { for (;;) kept.push(Buffer.alloc(8e6, 1)); }';
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 20_000 });
    const { sample } = await last(prepared, 256);
    expect(sample).toMatchObject({ status: 'out-of-memory', errorType: 'Runtime.OutOfMemory', usedMB: 256 });
    const report = bench.lines().at(-1);
    expect(report).toMatch(/Max Memory Used: 256 MB\t.*Status: error\tError Type: Runtime.OutOfMemory$/);
    await prepared.close();
  });

  it('memory is limited to what Lambda would leave: 150 MB do not fit into 128', async () => {
    const source = 'exports.handler = async (e) => Buffer.alloc(e.mb * 1e6, 1).length';
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 20_000 });
    expect((await last(prepared, 128, { mb: 30 })).sample.status).toBe('success');
    expect((await last(prepared, 128, { mb: 100 })).sample.status).toBe('out-of-memory');
    const roomy = await last(prepared, 512, { mb: 100 });
    expect(roomy.sample.status).toBe('success');
    expect(roomy.sample.usedMB).toBeGreaterThan(150);
    expect(roomy.sample.usedMB).toBeLessThan(200);
    await prepared.close();
  });

  it('an init that fails is run again inside the call, without an Init Duration', async () => {
    const prepared = await bench.prepare({ 'index.js': 'throw new Error("no database")' });
    const { sample, response } = await last(prepared, 512);
    expect(sample).toMatchObject({ status: 'init-failure', errorType: 'Error', kind: 'discarded' });
    expect(sample.marks).toContain('suppressed-init');
    expect(sample.initMs).toBeUndefined();
    expect(Buffer.from(response ?? []).toString()).toContain('no database');
    const lines = bench.lines().filter((line) => line.startsWith('INIT_REPORT'));
    expect(lines.at(-2)).toMatch(/Phase: init\tStatus: error\tError Type: Error$/);
    expect(lines.at(-1)).toMatch(/Phase: invoke\tStatus: error\tError Type: Error$/);
    await prepared.close();
  });

  it('a missing module says which', async () => {
    const prepared = await bench.prepare({ 'index.js': 'require("not-there"); exports.handler = async () => 1' });
    const { sample } = await last(prepared, 512);
    expect(sample.errorType).toBe('Runtime.ImportModuleError');
    await prepared.close();
  });

  it('answers of 7 MB are refused with the type of the service, and the next call works', async () => {
    const source = 'exports.handler = async (e) => "x".repeat(e.bytes)';
    const prepared = await bench.prepare({ 'index.js': source });
    const large = await last(prepared, 1_024, { bytes: 7e6 });
    expect(large.sample).toMatchObject({ status: 'error', errorType: 'Function.ResponseSizeTooLarge' });
    expect(answer(await last(prepared, 1_024, { bytes: 3 }))).toBe('xxx');
    await prepared.close();
  });

  it('what cannot run here is refused with what to do instead', async () => {
    const engine = await bench.engine;
    const folder = bench.folder({ 'index.txt': '' });
    const refusal = async (changes: object): Promise<string> =>
      engine.prepare(bench.spec(folder, changes)).then(
        () => 'prepared',
        (error: { code: string; detail: { next?: string } }) => `${error.code}: ${error.detail.next ?? ''}`,
      );
    expect(await refusal({ runtime: 'java21' })).toMatch(/^runtime-not-local: .*--engine lambda/);
    expect(await refusal({})).toMatch(/^handler-not-found: build the function/);
    expect(await refusal({ handler: 'nope.handler' })).toMatch(/^handler-not-found/);
    expect(await refusal({ runtime: 'provided.al2023' })).toMatch(/^bootstrap-missing/);
    expect(await refusal({ codeFolder: '/does/not/exist' })).toMatch(/^code-folder-missing/);
    expect(await refusal({ runtime: 'python3.12', handler: 'gone.handler' })).toMatch(/^handler-not-found/);
  });

  it('no folder to work in is said, with what to set', async () => {
    const opened = createLocalEngine({ calibration: 'none', temporary: '/proc' });
    await expect(opened).rejects.toMatchObject({
      code: 'no-temporary-folder',
      detail: { what: 'cannot make a folder in /proc', next: expect.stringContaining('TMPDIR') },
    });
  });

  it('a size beyond the cores is refused, with the largest that can be measured', async () => {
    const engine = await bench.engine;
    const prepared = await bench.prepare({ 'index.js': 'exports.handler = async () => 1' });
    const { cores } = engine.about.machine;
    expect(engine.admits(Math.ceil(cores * 1_769) + 1)).toMatchObject({ can: false, largestMB: cores * 1_769 });
    await expect(last(prepared, cores * 1_769 + 1)).rejects.toMatchObject({ code: 'size-not-measurable' });
    await prepared.close();
  });
});
