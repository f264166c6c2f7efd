import { afterAll, describe, expect, it } from 'vitest';
import { NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
afterAll(() => bench.close());

describe.skipIf(NO_CGROUPS !== '')(`closing in the middle ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  // Lambda's longest timeout: a call that closing does not end outlives the test's own limit.
  it.each([0, 1, 5, 20, 100, 1_000, 10_000])(
    'ends a call that was begun %i turns of the loop before',
    async (turns) => {
      const hangs = 'exports.handler = () => new Promise(() => setInterval(() => 0, 1000))';
      const prepared = await bench.prepare({ 'index.js': hangs }, { timeoutMs: 900_000 });
      const request = { sizeMB: 512, payload: Buffer.from('{}'), payloadName: 'p', want: 'cold' } as const;
      const calling = prepared.measure(request).then(
        () => 'ended',
        () => 'ended',
      );
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await prepared.close();
      expect(await calling).toBe('ended');
    },
  );
});
