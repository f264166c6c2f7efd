import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../src/model/sample.ts';
import { memfit } from '../../cli/edge.ts';
import { last, NO_CGROUPS, TestBench } from './with-engine.ts';

const SOURCE = `const kept = [];
exports.handler = async (e) => {
  if (e.oom) for (;;) kept.push(Buffer.alloc(8e6, 1));
  if (e.late) await new Promise((r) => setTimeout(r, 60000));
  if (e.bad) throw new TypeError('bad');
  if (e.exit) process.exit(3);
  return 1;
};`;
/** Size, event, kind: every way that a call can end. */
const CALLS: readonly (readonly [number, object, 'warm' | 'cold'])[] = [
  [512, {}, 'cold'],
  [512, { bad: 1 }, 'warm'],
  [512, { exit: 1 }, 'cold'],
  [256, { oom: 1 }, 'cold'],
  [512, { late: 1 }, 'cold'],
];

interface Line {
  readonly requestId: string;
  readonly [key: string]: unknown;
}

async function measureAll(
  logFormat: 'text' | 'json',
): Promise<{ samples: Sample[]; records: Line[]; analysis: string }> {
  const bench = new TestBench();
  const samples: Sample[] = [];
  const changes = { logFormat, timeoutMs: 4_000 };
  const working = await bench.prepare({ 'index.js': SOURCE }, changes);
  for (const [size, event, want] of CALLS) samples.push((await last(working, size, event, want)).sample);
  const broken = await bench.prepare({ 'index.js': "throw new Error('no database')" }, changes);
  samples.push((await last(broken, 512, {}, 'cold')).sample);
  await working.close();
  await broken.close();
  const cwd = tmpdir();
  const { stdout } = await memfit(['records', bench.logFile, '-o', 'ndjson'], { cwd });
  const analysis = await memfit(['analyze', bench.logFile, '--include-local', '-o', 'json'], { cwd });
  await bench.close();
  const records = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { samples, records, analysis: analysis.stdout };
}

describe.skipIf(NO_CGROUPS !== '')(
  `the lines of a local call, read by memfit itself ${NO_CGROUPS}`,
  { timeout: 90_000 },
  () => {
    it.each(['text', 'json'] as const)('say in %s what the engine found', async (format) => {
      const { samples, records, analysis } = await measureAll(format);
      expect(samples.map(({ status }) => status)).toEqual([
        ...['success', 'error', 'crash', 'out-of-memory', 'timeout', 'init-failure'],
      ]);
      for (const sample of samples) {
        const record = records.find(({ requestId }) => requestId === sample.requestId);
        expect(record, sample.status).toMatchObject({
          durationMs: expect.closeTo(sample.durationMs, 1),
          billedDurationMs: sample.billedMs,
          memorySizeMB: sample.sizeMB,
          maxMemoryUsedMB: sample.usedMB,
          environment: sample.environment,
          source: 'local',
          outcome: readAs(sample.status, format),
        });
        if (sample.initMs === undefined) expect(record?.initDurationMs).toBeUndefined();
        else expect(record?.initDurationMs).toBeCloseTo(sample.initMs, 1);
      }
      // That an init failed stands in lines of its own.
      for (const code of ['out-of-memory', 'timeout', 'crash', 'init-failure']) expect(analysis).toContain(`"${code}"`);
    });
  },
);

/** A REPORT in text does not speak of an error that the handler returned, and no REPORT tells a failed init from another error. */
function readAs(status: Sample['status'], format: 'text' | 'json'): string {
  if (status === 'init-failure') return 'error';
  return format === 'text' && status === 'error' ? 'success' : status;
}
