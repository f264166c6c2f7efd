import { afterAll, describe, expect, it } from 'vitest';
import { proveDriver } from '../../../src/engines/local/prove.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const LINUX = process.platform === 'linux';
const bench = new TestBench({ driver: 'duty-cycle' });
afterAll(() => bench.close());

describe.skipIf(!LINUX)(`the limiter without privileges ${LINUX ? '' : '(needs Linux)'}`, { timeout: 60_000 }, () => {
  it('slows computing at a small size and says that it is approximate', async () => {
    const source = `exports.handler = async (e) => {
      const from = process.cpuUsage();
      for (let c = from; (c.user + c.system - from.user - from.system) / 1e3 < e.cpu; c = process.cpuUsage());
      return 'done';
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const small = await last(prepared, 128, { cpu: 60 });
    expect(answer(small)).toBe('done');
    // Against its own CPU time: a busy machine can only add to that.
    expect(small.sample.durationMs).toBeGreaterThan(5 * (small.sample.cpuMs ?? 0));
    expect(small.sample).toMatchObject({ driver: 'duty-cycle' });
    expect(small.sample.marks).toContain('approximate-limiter');
    await prepared.close();
  });

  it('kills for memory', async () => {
    const source = 'const kept = []; exports.handler = async () => { for (;;) kept.push(Buffer.alloc(4e6, 1)); }';
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 20_000 });
    expect((await last(prepared, 256)).sample).toMatchObject({ status: 'out-of-memory', usedMB: 256 });
    await prepared.close();
  });

  it('finds and ends processes that left the tree', async () => {
    const source = `const { spawn } = require('node:child_process');
    exports.handler = async (e) => {
      spawn('/bin/sh', ['-c', 'setsid sleep 300 & sleep 0.1'], { detached: true, stdio: 'ignore' }).unref();
      await new Promise((r) => setTimeout(r, 300));
      process.exit(1);
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const { sample } = await last(prepared, 1_024);
    expect(sample.status).toBe('crash');
    expect(sample.marks).toContain('escaped-process');
    await prepared.close();
  });
});

describe.skipIf(NO_CGROUPS !== '')(`the proof of a driver ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it('shows that quota, freezer and memory limit hold', async () => {
    const proof = await proveDriver();
    expect(proof.exact).toBe(true);
    expect(proof.quota.cpuMs).toBeLessThan(proof.quota.wallMs * 0.5);
    expect(proof.freeze.holds).toBe(true);
    expect(proof.memory).toMatchObject({ limitMB: 32, holds: true });
  });
});
