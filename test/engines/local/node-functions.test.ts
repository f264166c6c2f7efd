import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
afterAll(() => bench.close());

describe.skipIf(NO_CGROUPS !== '')(`Node functions ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it.each([
    ['CommonJS, async', { 'index.js': 'exports.handler = async (e) => e.x + 1' }],
    ['CommonJS, callback', { 'index.js': 'exports.handler = (e, c, done) => done(null, e.x + 1)' }],
    ['ES module by name', { 'index.mjs': 'export const handler = async (e) => e.x + 1' }],
    [
      'ES module by package.json',
      { 'index.js': 'export const handler = async (e) => e.x + 1', 'package.json': '{"type":"module"}' },
    ],
    ['default export', { 'index.mjs': 'export default { handler: async (e) => e.x + 1 }' }],
  ])('run as %s', async (_name, files) => {
    const prepared = await bench.prepare(files);
    expect(answer(await last(prepared, 512, { x: 1 }))).toBe(2);
    await prepared.close();
  });

  it('are found in folders and by nested names', async () => {
    const files = { 'src/app.js': 'exports.lambda = { handler: async () => "nested" }' };
    const prepared = await bench.prepare(files, { handler: 'src/app.lambda.handler' });
    expect(answer(await last(prepared, 512))).toBe('nested');
    await prepared.close();
  });

  it('are CommonJS as on Lambda although a package.json above the code says otherwise', async () => {
    const files = {
      'package.json': '{"type":"module"}',
      'build/index.js': 'exports.handler = async () => require("./part.js").value',
      'build/part.js': 'module.exports = { value: 7 }',
    };
    const folder = join(bench.folder(files), 'build');
    const prepared = await (await bench.engine).prepare(bench.spec(folder));
    expect(answer(await last(prepared, 512))).toBe(7);
    await prepared.close();
  });

  it('are found where the code folder is named with a slash at its end', async () => {
    const folder = bench.folder({
      'package.json': '{"type":"module"}',
      'build/index.js': 'exports.handler = async () => 8',
    });
    const engine = await bench.engine;
    const prepared = await engine.prepare(bench.spec(`${folder}/build/`));
    expect(answer(await last(prepared, 512))).toBe(8);
    await prepared.close();
  });

  it('have their layers as /opt, start through a wrapper that lies there, and are told which extensions do not run', async () => {
    const wrapper = '#!/bin/sh\nexport WRAPPED=yes\nexec "$@"\n';
    const below = bench.folder({ 'data.txt': 'first', 'only.txt': 'first', 'extensions/agent': '', wrap: wrapper });
    chmodSync(join(below, 'wrap'), 0o755);
    const above = bench.folder({ 'data.txt': 'second', 'nodejs/node_modules/part/index.js': 'module.exports = 9' });
    const source = `const fs = require('node:fs'); const part = require('part');
    exports.handler = async () => [fs.readFileSync('/opt/data.txt', 'utf8'), fs.readFileSync('/opt/only.txt', 'utf8'), part, process.env.WRAPPED];`;
    const environment = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' };
    const prepared = await bench.prepare({ 'index.js': source }, { layers: [below, above], environment });
    expect(prepared.runsOn).toContain('extensions are not started (agent)');
    const measured = await last(prepared, 512);
    if (prepared.runsOn.includes("/tmp is the machine's")) expect(measured.sample.status).not.toBe('success');
    else expect(answer(measured)).toEqual(['second', 'first', 9, 'yes']);
    await prepared.close();
    const single = await bench.prepare({ 'index.js': source }, { layers: [above] });
    const failed = answer(await last(single, 512)) as { errorMessage: string };
    expect(failed.errorMessage).toMatch(/ENOENT.*\/opt\/(only|data)\.txt/);
    await single.close();
  });

  it('are given large events whole, however they arrive', async () => {
    const source = 'exports.handler = async (e) => [e.text.length, e.text.at(-1), e.end]';
    const prepared = await bench.prepare({ 'index.js': source });
    for (const length of [10, 65_000, 65_536, 70_001, 5_500_000]) {
      const event = { text: `${'ä'.repeat((length / 2) | 0)}z`, end: length };
      expect(answer(await last(prepared, 1_024, event))).toEqual([event.text.length, 'z', length]);
    }
    await prepared.close();
  });

  it('stream their answers', async () => {
    const source = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
      stream.setContentType('text/plain');
      for (let i = 0; i < 3; i += 1) { stream.write('part' + i); await new Promise((r) => setTimeout(r, 5)); }
      stream.end();
    });`;
    const prepared = await bench.prepare({ 'index.js': source });
    const { response } = await last(prepared, 512);
    expect(Buffer.from(response ?? []).toString()).toBe('part0part1part2');
    const second = await last(prepared, 512);
    expect(second.sample.status).toBe('success');
    await prepared.close();
  });

  it('see what Lambda shows them and nothing of the caller', async () => {
    process.env.SECRET_OF_THE_CALLER = 'secret';
    const source = `const fs = require('node:fs');
    exports.handler = async (event, context) => {
      let parent = null;
      try { parent = fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8'); } catch {}
      return { env: process.env, id: context.awsRequestId, left: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB,
        uid: process.getuid(), parentShows: parent !== null && parent.includes('SECRET_OF'), tmp: require('node:os').tmpdir() };
    };`;
    const prepared = await bench.prepare({ 'index.js': source }, { environment: { OWN: 'mine' } });
    const measured = await last(prepared, 256);
    delete process.env.SECRET_OF_THE_CALLER;
    const seen = answer(measured) as { env: Record<string, string>; [key: string]: unknown };
    expect(seen.env).toMatchObject({
      OWN: 'mine',
      AWS_LAMBDA_FUNCTION_NAME: 'tested',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tested',
      AWS_LAMBDA_LOG_STREAM_NAME: measured.sample.environment,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
      AWS_EC2_METADATA_DISABLED: 'true',
      _HANDLER: 'index.handler',
      TZ: ':UTC',
    });
    expect(Object.keys(seen.env)).not.toContain('SECRET_OF_THE_CALLER');
    expect(Object.keys(seen.env)).not.toContain('AWS_ACCESS_KEY_ID');
    expect(seen).toMatchObject({ id: measured.sample.requestId, memory: '256', parentShows: false });
    expect(seen.left).toBeGreaterThan(0);
    // A disk of its own, or a folder of its own where none can be made.
    expect(seen.tmp).toMatch(/^\/tmp$|\/memfit-/);
    if (process.getuid?.() === 0) expect(seen.uid).not.toBe(0);
    await prepared.close();
  });

  it('keep their environment and its folder from call to call, one for each size', async () => {
    const source = `let calls = 0; const fs = require('node:fs');
    exports.handler = async () => { fs.appendFileSync(process.env.TMPDIR + '/f', 'x'); calls += 1; return [calls, fs.readFileSync(process.env.TMPDIR + '/f', 'utf8')]; };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const first = await last(prepared, 512, {}, 'cold');
    const again = await last(prepared, 512);
    const other = await last(prepared, 1_024, {}, 'cold');
    expect([first, other].map(answer)).toEqual([
      [1, 'x'],
      [1, 'x'],
    ]);
    // A disturbed call is repeated in the same environment, so the count may be higher.
    const [calls, written] = answer(again) as [number, string];
    expect(calls).toBeGreaterThan(1);
    expect(written).toBe('x'.repeat(calls));
    expect(again.sample).toMatchObject({ environment: first.sample.environment, index: calls - 1, kind: 'warm' });
    expect(first.sample).toMatchObject({ kind: 'cold', index: 0 });
    expect(first.sample.initMs).toBeGreaterThan(0);
    expect(first.sample.billedMs).toBe(Math.ceil(first.sample.durationMs + (first.sample.initMs ?? 0)));
    expect(again.sample.initMs).toBeUndefined();
    await prepared.close();
  });

  it('take many times their CPU time at 128 MB, less at 1,024 MB, and their waiting is not stretched', async () => {
    const source = `exports.handler = async (e) => {
      const from = process.cpuUsage();
      for (let c = from; (c.user + c.system - from.user - from.system) / 1e3 < e.cpu; c = process.cpuUsage());
      await new Promise((r) => setTimeout(r, e.wait));
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const small = await last(prepared, 128, { cpu: 60, wait: 0 });
    const large = await last(prepared, 1_024, { cpu: 60, wait: 0 });
    // Against the CPU time that each took itself: a busy machine can only add to that.
    expect(small.sample.durationMs).toBeGreaterThan(10 * (small.sample.cpuMs ?? 0));
    expect(large.sample.durationMs).toBeGreaterThan(1.4 * (large.sample.cpuMs ?? 0));
    const waiting = await last(prepared, 128, { cpu: 0, wait: 200 });
    expect(waiting.sample.durationMs).toBeGreaterThan(195);
    expect(waiting.sample.cpuMs ?? 0).toBeLessThan(100);
    await prepared.close();
  });

  it('do no work between calls: what they left undone is charged to the next call', async () => {
    // Much more work than an engine on a busy machine lets pass before it freezes, and less than fits into the pause.
    const source = `exports.handler = async (e) => {
      if (e.leave) setTimeout(() => { const c = process.cpuUsage().user; while (process.cpuUsage().user - c < 1e6); }, 20);
    };`;
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 30_000 });
    await last(prepared, 1_769, { leave: true });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const payload = Buffer.from('{"leave":false}');
    const made = await prepared.measure({ sizeMB: 1_769, payload, payloadName: 'rest', want: 'warm' });
    expect(Math.max(...made.map(({ sample }) => sample.durationMs))).toBeGreaterThan(100);
    await prepared.close();
  });
});
