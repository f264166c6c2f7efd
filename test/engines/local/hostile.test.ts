import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { kernelFiles } from '../../../src/engines/local/limits/host.ts';
import { markedProcesses } from '../../../src/engines/local/limits/process-tree.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench({ maxProcesses: 200 });
afterAll(() => bench.close());

describe.skipIf(NO_CGROUPS !== '')(`hostile handlers ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it('a flood of output is bounded, counted and said', async () => {
    const source =
      'exports.handler = async () => { const line = "x".repeat(999) + "\\n"; for (let i = 0; i < 12000; i += 1) console.log(line); return 1; }';
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 20_000 });
    const request = { sizeMB: 1_024, payload: Buffer.from('{}'), payloadName: 'test', want: 'warm' } as const;
    const made = await prepared.measure(request);
    for (const { sample, logTail } of made) {
      expect(sample.status).toBe('success');
      expect(sample.marks).toContain('logs-dropped');
      expect(Buffer.byteLength(logTail)).toBeLessThanOrEqual(4_096);
    }
    // 12 MB a call are said, 4 MB kept; a busy machine makes calls again.
    expect(readFileSync(bench.logFile).length).toBeLessThan(made.length * 5e6);
    await prepared.close();
  });

  it('a fork bomb ends at the limit of processes and leaves none', async () => {
    const source = `exports.handler = () => new Promise(() => {
      require('node:child_process').spawn('/bin/sh', ['-c', 'bomb() { bomb | bomb & }; bomb; sleep 30']);
    });`;
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 1_000 });
    const { sample } = await last(prepared, 512);
    expect(sample.status).not.toBe('success');
    await prepared.close();
    // The name of the log stream stands in the variables of every process of the environment.
    expect(markedProcesses(kernelFiles, sample.environment)).toEqual([]);
  }, 90_000);

  it('a daemon that leaves session and parent dies with its environment', async () => {
    const source = `const { spawn } = require('node:child_process');
    exports.handler = async () => {
      const child = spawn('/bin/sh', ['-c', 'setsid sh -c "sleep 300" & echo $!'], { detached: true, stdio: 'ignore' });
      child.unref();
      return { pid: child.pid, marker: process.env.MEMFIT_ENVIRONMENT ?? process.env.TMPDIR };
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const { marker } = answer(await last(prepared, 512)) as { marker: string };
    expect(marker).toContain('/memfit-');
    expect(markedProcesses(kernelFiles, marker).length).toBeGreaterThan(1);
    await prepared.close();
    expect(markedProcesses(kernelFiles, marker)).toEqual([]);
    expect(existsSync(marker)).toBe(false);
  });

  it('a runtime that closes its sockets and idles runs into the timeout', async () => {
    const source = `exports.handler = async () => { for (const h of process._getActiveHandles()) h.destroy?.(); await new Promise((r) => setTimeout(r, 1e6)); };`;
    const prepared = await bench.prepare({ 'index.js': source }, { timeoutMs: 1_000 });
    const { sample } = await last(prepared, 512);
    expect(['timeout', 'crash']).toContain(sample.status);
    await prepared.close();
  });

  it('a runtime that answers twice, with garbage and to nobody, is heard once', async () => {
    const source = `const { connect } = require('node:net');
    exports.handler = async (event, context) => {
      const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
      const path = '/2018-06-01/runtime/invocation/';
      const say = (text) => new Promise((done) => { const s = connect(port, host, () => s.write(text)); s.on('data', (d) => { s.destroy(); done(String(d).split(' ')[1]); }); });
      const garbage = await say('\\x00\\x01 nonsense\\r\\n\\r\\n');
      const nobody = await say('POST ' + path + 'nobody/response HTTP/1.1\\r\\nContent-Length: 1\\r\\n\\r\\n1');
      const first = await say('POST ' + path + context.awsRequestId + '/response HTTP/1.1\\r\\nContent-Length: 7\\r\\n\\r\\n"first"');
      console.log('statuses', garbage, nobody, first);
      return 'second';
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    const measured = await last(prepared, 512);
    expect(answer(measured)).toBe('first');
    expect(measured.logTail).toContain('statuses 400 400 202');
    expect((await last(prepared, 512)).sample.status).toBe('success');
    await prepared.close();
  });
});
