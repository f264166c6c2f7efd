import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedFunction } from '../../../src/contracts/engine.ts';
import { cacheFolder, openCache } from '../../../src/engines/local/making/cache.ts';
import { World } from './making/making-world.ts';
import { answer, type Changes, handlersLines, last, NO_CGROUPS, TestBench } from './with-engine.ts';

/** memfit's Node client against AWS's own on the same handlers: answers, errors and log lines must be the same but for times, ids and the clients' own frames. */
const world = new World();
const bench = new TestBench({ listener: world.listener, cache: cacheFolder() });
afterAll(async () => {
  world.remove();
  await bench.close();
});

const SOURCE = `
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
console.log('at import');
const ready = await Promise.resolve('top level');

class OwnError extends Error {
  constructor(message, rest) { super(message, rest); this.name = 'OwnError'; }
}

const loop = {};
loop.self = loop;

const DO = {
  echo: async (e) => e.value,
  ready: async () => ready,
  nothing: async () => undefined,
  context: async (e, c) => [c.functionName, c.functionVersion, c.memoryLimitInMB, c.logGroupName, c.logStreamName.length, c.invokedFunctionArn, c.awsRequestId, c.clientContext, c.identity, c.tenantId,
    c.getRemainingTimeInMillis() <= 10_000, process.env._X_AMZN_TRACE_ID.startsWith('Root=1-')],
  values: async () => {
    console.log('text', 1, { a: [1, { b: 2 }] }, null, undefined);
    console.log('%s is %d', 'one', 1, 'more');
    console.log({ a: 1, nested: { when: new Date(0) } });
    console.log(loop);
    console.warn('two\\nlines');
    console.info(); console.debug(7); console.trace('trace'); console.log([1, 2], true);
  },
  alone: async () => console.log(new TypeError('alone')),
  among: async () => console.error('before', new OwnError('among'), { c: 3 }),
  inside: async () => console.log({ inner: new RangeError('inside') }),
  raise: async () => { throw Object.assign(new OwnError('first\\nsecond ä', { cause: new Error('why') }), { code: 'E_OWN', extra: { deep: 1 } }); },
  text: async () => { throw 'a text'; },
  object: async () => { throw { code: 5 }; },
  nullish: async () => { throw null; },
  loop: async () => loop,
  bigint: async () => 10n,
  exit: async (e) => process.exit(e.status),
  abort: async () => process.abort(),
};

export const handler = async (event, context) => DO[event.do](event, context);

const stream = (f) => awslambda.streamifyResponse(f);
export const streamed = stream(async (event, out) => {
  out = awslambda.HttpResponseStream.from(out, { statusCode: 201, headers: { a: 'b' } });
  await pipeline(Readable.from(['one ', 'zwö ', Buffer.from('three')]), out);
});
export const bare = stream(async (event, out) => {
  out.setContentType('text/plain');
  out.write({ an: 'object' }); out.write(' and text');
  out.end();
});
export const broken = stream(async (event, out) => { out.write('part'); throw new OwnError('in the middle'); });
export const early = stream(async () => { throw new OwnError('before the first byte'); });
export const plain = stream((event, out) => { out.write('x'); out.end(); });
export const open = stream(async (event, out) => { out.write('never ended'); });
`;

const CASES: readonly (readonly [string, object])[] = [
  ['values', { do: 'echo', value: { a: ['ä', null, 1.5, '\u2028'] } }],
  ['top-level await', { do: 'ready' }],
  ['nothing', { do: 'nothing' }],
  ['the context', { do: 'context' }],
  ['values that are logged', { do: 'values' }],
  ['an error that is logged', { do: 'alone' }],
  ['an error among what is logged', { do: 'among' }],
  ['an error inside what is logged', { do: 'inside' }],
  ['an error with fields of its own', { do: 'raise' }],
  ['a thrown text', { do: 'text' }],
  ['a thrown object', { do: 'object' }],
  ['a thrown null', { do: 'nullish' }],
  ['an answer that holds itself', { do: 'loop' }],
  ['an answer that JSON does not know', { do: 'bigint' }],
  ['an exit', { do: 'exit', status: 3 }],
];

const VERSION = '4.0.2';
const CACHE = join(openCache(cacheFolder()), 'official-clients');
const RIC = join(CACHE, `aws-lambda-ric-${VERSION}`);

const CHANGES: Changes = { runtime: 'nodejs22.x', timeoutMs: 10_000 };
const STREAMS = ['streamed', 'bare', 'broken', 'early', 'plain'] as const;

/** Trying takes minutes: once a day is enough. */
const FAILED = `${RIC}.failed`;
function failedLately(): string | null {
  const at = statSync(FAILED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - at < 86_400_000 ? readFileSync(FAILED, 'utf8') : null;
}

/** AWS's client has a native part, built once with the Node that will run it; why that cannot be done, or nothing. */
async function whyNoRic(): Promise<string> {
  if (existsSync(RIC)) return '';
  const failed = failedLately();
  if (failed !== null) return failed;
  const place = `${RIC}-${process.pid}`;
  const probe = await bench.prepare({ 'index.mjs': 'export const handler = async () => process.execPath' }, CHANGES);
  const node = answer(await last(probe, 1_024)) as string;
  await probe.close();
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  const env = { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` };
  const args = ['install', '--no-audit', '--no-fund', `aws-lambda-ric@${VERSION}`];
  const run = spawnSync('npm', args, { cwd: place, env, encoding: 'utf8', timeout: 420_000 });
  const built = existsSync(join(place, 'node_modules/aws-lambda-ric/rapid-client.node'));
  if (run.status === 0 && built) renameSync(place, RIC);
  rmSync(place, { recursive: true, force: true });
  if (existsSync(RIC)) return '';
  const why = `aws-lambda-ric cannot be built: ${/^npm error .*(?:not found|network|Error).*$/m.exec(run.stderr)?.[0] ?? run.status}`;
  writeFileSync(FAILED, why);
  return why;
}

const NO_RIC = NO_CGROUPS || (await whyNoRic());

describe.skipIf(NO_RIC !== '').each(['text', 'json'] as const)(
  `memfit's Node client is as AWS's own, logs in %s ${NO_RIC}`,
  { timeout: 60_000 },
  (logFormat) => {
    const pairs = new Map<string, Promise<[PreparedFunction, PreparedFunction]>>();
    const pair = (name: string): Promise<[PreparedFunction, PreparedFunction]> => {
      const known = pairs.get(name) ?? both({ ...CHANGES, logFormat, handler: `index.${name}` });
      pairs.set(name, known);
      return known;
    };
    afterAll(async () => {
      for (const one of pairs.values()) for (const prepared of await one) await prepared.close();
    });
    const compare = async (name: string, event: object): Promise<void> => {
      const [own, official] = await pair(name);
      const here = await last(own, 512, event);
      let there = await last(official, 512, event);
      // Told of an error before the first byte, AWS's client now and then dies on a busy machine while it reports it: asked again.
      for (let again = 0; again < 4 && there.sample.status === 'crash' && here.sample.status !== 'crash'; again += 1) {
        there = await last(official, 512, event);
      }
      expect(here.sample.status).toBe(there.sample.status);
      expect(here.sample.errorType).toBe(there.sample.errorType);
      expect(plain(here.response)).toEqual(plain(there.response));
      expect(handlersLines(here.logTail).map(withoutOwn)).toEqual(handlersLines(there.logTail).map(withoutOwn));
    };

    it.each(CASES)('in %s', async (_name, event) => compare('handler', event));
    it('in that an abort ends the process', async () => {
      for (const client of await pair('handler')) {
        expect((await last(client, 512, { do: 'abort' })).sample).toMatchObject({
          status: 'crash',
          errorType: 'Runtime.ExitError',
        });
      }
    });
    it.each(STREAMS)('in a stream that is %s', async (name) => compare(name, {}));
  },
);

function both(changes: Changes): Promise<[PreparedFunction, PreparedFunction]> {
  const own = bench.prepare({ 'index.mjs': SOURCE }, changes);
  const folder = bench.folder({ 'index.mjs': SOURCE });
  symlinkSync(join(RIC, 'node_modules'), join(folder, 'node_modules'));
  return Promise.all([own, bench.engine.then((engine) => engine.prepare(bench.spec(folder, changes)))]);
}

function plain(response: Uint8Array | null): unknown {
  return response === null ? null : withoutOwn(Buffer.from(response).toString('utf8'));
}

/** Without ids, times, and the frames of errors: below the handler's own they are the client's. */
function withoutOwn(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/,?\\?" {4}at (?:[^"\\]|\\\\)*\\?"/g, '')
    .replaceAll(/\r? +at [^\r\n"]*/g, '')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME');
}

describe.skipIf(NO_CGROUPS !== '')(`Node functions ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it.each<[string, string, Record<string, string>, string, RegExp]>([
    [
      'names nothing',
      'index.gone',
      { 'index.js': '' },
      'Runtime.HandlerNotFound',
      /^index.gone is undefined or not exported/,
    ],
    [
      'names no function',
      'index.x',
      { 'index.js': 'exports.x = 5' },
      'Runtime.HandlerNotFound',
      /index.x is not a function/,
    ],
    [
      'is not written right',
      'index.x',
      { 'index.js': 'exports.x = (' },
      'Runtime.UserCodeSyntaxError',
      /^SyntaxError: /,
    ],
    [
      'requires what is not there',
      'index.x',
      { 'index.js': 'require("gone")' },
      'Runtime.ImportModuleError',
      /^Error: Cannot find module 'gone'/,
    ],
    [
      'imports what is not there',
      'index.x',
      { 'index.mjs': 'import "gone"' },
      'Error',
      /^Cannot find package 'gone' imported from/,
    ],
    ['throws', 'index.x', { 'index.mjs': 'class Own extends Error {}; throw new Own("early")' }, 'Error', /^early/],
    [
      'rejects unheard',
      'index.x',
      {
        'index.js':
          'exports.x = async () => { Promise.reject(new TypeError("bad")); await new Promise((r) => setTimeout(r, 1e5)); }',
      },
      'Runtime.UnhandledPromiseRejection',
      /^TypeError: bad/,
    ],
  ])('whose module %s fail with the type and words of the service', async (_name, handler, files, type, words) => {
    const prepared = await bench.prepare(files, { handler, timeoutMs: 5_000 });
    const { sample, response } = await last(prepared, 512);
    expect(sample.status).toMatch(/^(init-failure|crash)$/);
    const said = JSON.parse(Buffer.from(response ?? []).toString()) as { errorType: string; errorMessage: string };
    expect(Object.keys(said)).toEqual(['errorType', 'errorMessage', 'trace']);
    expect(said.errorType).toBe(type);
    expect(said.errorMessage).toMatch(words);
    await prepared.close();
  });

  it('that never end their stream run into the timeout', async () => {
    const prepared = await bench.prepare({ 'index.mjs': SOURCE }, { handler: 'index.open', timeoutMs: 1_000 });
    expect((await last(prepared, 512)).sample.status).toBe('timeout');
    await prepared.close();
  });

  it('are told client context, trace and tenant, and a tenant has environments of its own', async () => {
    const source = 'exports.handler = async (e, c) => [c.clientContext, c.tenantId, process.env._X_AMZN_TRACE_ID]';
    const prepared = await bench.prepare({ 'index.js': source });
    const call = async (tenantId: string) => {
      const request = { sizeMB: 512, payload: Buffer.from('{}'), payloadName: 'p', want: 'warm' } as const;
      const more = { clientContext: '{"custom":{"a":1}}', traceId: 'Root=1-a-b;Parent=c;Sampled=1', tenantId };
      return (await prepared.measure({ ...request, ...more })).at(-1);
    };
    const [first, again, other] = [await call('one'), await call('one'), await call('two')];
    if (!first || !again || !other) throw new Error('no call was made');
    expect(answer(first)).toEqual([{ custom: { a: 1 } }, 'one', 'Root=1-a-b;Parent=c;Sampled=1']);
    expect(answer(other)).toEqual([{ custom: { a: 1 } }, 'two', 'Root=1-a-b;Parent=c;Sampled=1']);
    expect(again.sample.environment).toBe(first.sample.environment);
    expect(other.sample.environment).not.toBe(first.sample.environment);
    await prepared.close();
  });

  it('write no lines below the level that is set', async () => {
    const source = 'exports.handler = async () => { console.info("low"); console.warn("high"); }';
    const prepared = await bench.prepare({ 'index.js': source }, { environment: { AWS_LAMBDA_LOG_LEVEL: 'WARN' } });
    const { logTail } = await last(prepared, 512);
    expect([logTail.includes('low'), logTail.includes('high')]).toEqual([false, true]);
    await prepared.close();
  });
});
