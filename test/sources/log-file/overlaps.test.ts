import { describe, expect, it } from 'vitest';
import { createEar, readRecords, scratchFolder, sourceOf } from './harness.ts';

const folder = scratchFolder();
const STREAM = '2026/11/02/[$LATEST]3f1c0de5a7b94c2f8e6d1a2b3c4d5e6f';
const START = Date.UTC(2026, 10, 2, 1);

interface Call {
  readonly n: number;
  readonly at?: number;
  readonly timeout?: boolean;
}

const id = (n: number): string => `${String(n).padStart(8, '0')}-aaaa-4bbb-8ccc-000000000000`;
const message = ({ n, timeout }: Call): string =>
  `REPORT RequestId: ${id(n)}\tDuration: ${timeout ? '3000.00' : `1${n}.25`} ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\tMax Memory Used: 200 MB\t\n`;
const timeOf = ({ n, at }: Call): number => START + (at ?? n) * 10_000;

const SHAPES: Readonly<Record<string, (calls: readonly Call[]) => string>> = {
  events: (calls) =>
    JSON.stringify({
      events: calls.map((call) => ({ logStreamName: STREAM, timestamp: timeOf(call), message: message(call) })),
    }),
  text: (calls) => calls.map(message).join(''),
  csv: (calls) => `timestamp,message\n${calls.map((call) => `${timeOf(call)},"${message(call)}"\n`).join('')}`,
  short: (calls) =>
    calls.map((call) => `${new Date(timeOf(call)).toISOString().slice(0, 19)} ${message(call).trimEnd()}\n`).join(''),
  subscription: (calls) =>
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: '/aws/lambda/Poetry',
      logStream: STREAM,
      logEvents: calls.map((call) => ({ id: `${call.n}`, timestamp: timeOf(call), message: message(call) })),
    }),
};

const calls = (from: number, to: number): Call[] => Array.from({ length: to - from + 1 }, (_, i) => ({ n: from + i }));

async function write(name: string, shape: string, what: readonly Call[]): Promise<string> {
  return folder.write(name, SHAPES[shape]!(what));
}

/** What was counted of which function, in both orders of the files; both must be the same to the last bit. */
async function counted(...files: readonly string[]): Promise<object> {
  const orders = [files, files.toReversed()];
  const reports = [];
  for (const order of orders) reports.push(await sourceOf(order).usage({}, createEar()));
  const [one, other] = reports;
  expect(other?.functions).toEqual(one?.functions);
  expect(other?.account.inputs.map(({ name }) => name)).toEqual(orders[1]);
  const functions = one?.functions.filter(({ sizes }) => sizes.length > 0) ?? [];
  return {
    used: one?.account.used,
    setAside: one?.account.setAside,
    functions: functions.map(({ ref, sizes }) => [ref.name, sizes[0]?.invocations, sizes[0]?.environments?.count]),
  };
}

describe('the same records in several exports', () => {
  it('count once, for the export that knows most', async () => {
    const known = await write('a/zz-events.json', 'events', calls(1, 5));
    for (const shape of ['csv', 'short', 'text']) {
      const other = await write(`a/${shape}.log`, shape, calls(1, 5));
      expect([shape, await counted(known, other)]).toEqual([
        shape,
        { used: 5, setAside: { duplicate: 5 }, functions: [['zz-events', expect.anything(), 1]] },
      ]);
    }
  });

  it('count once where they overlap in part and the functions are called differently', async () => {
    const known = await write('b/zz-subscription', 'subscription', calls(1, 5));
    const other = await write('b/aa.json', 'events', calls(4, 8));
    expect(await counted(known, other)).toMatchObject({ used: 8, setAside: { duplicate: 2 } });
    const { functions } = await sourceOf([other, known]).usage({}, createEar());
    expect(functions.find(({ ref }) => ref.name === 'Poetry')?.sizes[0]?.invocations).toBe(5);
  });

  it('are found without times among those with times, also timeouts of one request that look alike', async () => {
    const attempts = [1, 2, 3].map((at) => ({ n: 9, at, timeout: true }));
    const timed = await write('c/timed.json', 'events', [...calls(1, 3), ...attempts]);
    const timeless = await write('c/timeless.txt', 'text', [...calls(2, 5), ...attempts]);
    expect(await counted(timed, timeless)).toMatchObject({ used: 8, setAside: { duplicate: 5 } });
  });

  it('are found when one file holds both kinds', async () => {
    const [one, two, three] = calls(1, 3).map((call) => [call]);
    const mixed = SHAPES.short!(one!) + SHAPES.text!(two!) + SHAPES.short!(three!);
    const first = await folder.write('h/mixed.log', mixed);
    const second = await write('h/events.json', 'events', calls(1, 4));
    expect(await counted(first, second)).toMatchObject({ used: 4, setAside: { duplicate: 3 } });
  });

  it('that are attempts of one request in one export stay apart', async () => {
    const attempts = [1, 2, 3].map((at) => ({ n: 9, at, timeout: true }));
    const timed = await write('d/timed.json', 'events', attempts);
    expect(await counted(timed)).toMatchObject({ used: 3, setAside: {} });
    const timeless = await write('d/timeless.txt', 'text', attempts);
    expect(await counted(timeless)).toMatchObject({ used: 3, setAside: {} });
  });

  it('of JSON logs are known by their own time, whatever the export says about the event', async () => {
    const record = (n: number): object => ({
      time: new Date(START + n * 10_000 - 700).toISOString(),
      type: 'platform.report',
      record: {
        requestId: id(n),
        status: 'success',
        metrics: { durationMs: n + 0.5, billedDurationMs: n + 1, memorySizeMB: 512, maxMemoryUsedMB: 100 },
      },
    });
    const telemetry = await folder.write('e/telemetry.json', JSON.stringify([record(1), record(2)]));
    const lines = await folder.write('e/raw.ndjson', `${JSON.stringify(record(1))}\n${JSON.stringify(record(2))}\n`);
    const events = await folder.write(
      'e/events.json',
      JSON.stringify({
        events: [1, 2].map((n) => ({ timestamp: START + n * 10_000, message: JSON.stringify(record(n)) })),
      }),
    );
    expect(await counted(telemetry, lines, events)).toMatchObject({ used: 2, setAside: { duplicate: 4 } });
  });

  it('are shown once as records too', async () => {
    const timed = await write('f/timed.json', 'events', calls(1, 3));
    const timeless = await write('f/timeless.txt', 'text', calls(2, 4));
    for (const order of [
      [timed, timeless],
      [timeless, timed],
    ]) {
      const { records, problems } = await readRecords(order);
      expect(records.map(({ requestId }) => requestId).sort()).toEqual([1, 2, 3, 4].map(id));
      expect(problems).toEqual(['Not among the records: 2 met twice in overlapping exports.']);
    }
  });
});

describe('the copies that memfit makes to measure with', () => {
  it('are its own traffic, unless they are asked for', async () => {
    const group = SHAPES.subscription!(calls(1, 4)).replace('lambda/Poetry', 'lambda/memfit-tune-Poetry-1a2b');
    const file = await folder.write('g/copies', group + SHAPES.subscription!(calls(5, 6)));
    expect(await counted(file)).toMatchObject({
      used: 2,
      setAside: { 'own-traffic': 4 },
      functions: [['Poetry', 2, 1]],
    });
    const { account } = await sourceOf([file]).usage({ select: ['memfit-tune-*'] }, createEar());
    expect([account.used, account.setAside]).toEqual([4, { 'not-selected': 2 }]);
  });
});
