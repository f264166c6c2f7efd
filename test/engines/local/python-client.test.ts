import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreparedFunction } from '../../../src/contracts/engine.ts';
import { cacheFolder } from '../../../src/engines/local/making/cache.ts';
import { tmpDiskFor } from '../../../src/engines/local/tmp-disk.ts';
import { World } from './making/making-world.ts';
import type { Changes } from './with-engine.ts';
import { answer, handlersLines, last, NO_CGROUPS, TestBench } from './with-engine.ts';

/** memfit's Python client against AWS's own on the same handlers: answers, errors and log lines must be the same but for times, ids and the client's own frames. */
const world = new World();
const bench = new TestBench({ listener: world.listener, cache: cacheFolder() });
afterAll(async () => {
  world.remove();
  await bench.close();
});

const PYTHON = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout?.match(/Python (3\.\d+)/)?.[1] ?? '';
const OFFICIAL = [
  '-m',
  'pip',
  'download',
  '-q',
  '--no-deps',
  '--only-binary',
  ':all:',
  '-d',
  world.folder,
  'awslambdaric==4.2.2',
];
const NO_RIC =
  NO_CGROUPS ||
  (PYTHON !== '' && spawnSync('python3', OFFICIAL, { timeout: 60_000 }).status === 0
    ? ''
    : 'awslambdaric cannot be fetched');

const SOURCE = `
import collections, datetime, decimal, json, logging, multiprocessing, os, sys, threading, time
log = logging.getLogger()
log.setLevel("DEBUG")
logging.getLogger("botocore").setLevel("WARNING")
print("at import")

class OwnError(Exception):
    pass

def double(x):
    return x * 2

def context_of(event, context):
    c = context.client_context
    return {
        "client": None if c is None else [c.custom, c.env, c.client.app_title, c.client.installation_id],
        "identity": [context.identity.cognito_identity_id, context.identity.cognito_identity_pool_id],
        "arn": context.invoked_function_arn, "version": context.function_version, "group": context.log_group_name,
        "mb": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis() <= 10000, "tenant": context.tenant_id,
        "trace": os.environ["_X_AMZN_TRACE_ID"].startswith("Root=1-"), "argv": len(sys.argv) >= 1, "path": sys.path[0] == os.environ["LAMBDA_TASK_ROOT"],
    }

def logs(event, context):
    print("printed", {"a": 1})
    print("without end", end="")
    sys.stdout.write(" and more\\n")
    log.debug("debug")
    log.info("with %s and ä", "argument")
    logging.getLogger("app.part").warning("two\\nlines")
    logging.error({"a": "dictionary"}, extra={"order": 7, "when": datetime.date(2026, 1, 2)})
    context.log("through the context\\n")
    try:
        1 / 0
    except ZeroDivisionError:
        log.exception("divided")

def errors(event, context):
    sys.stderr.write("to stderr")

def own_format(event, context):
    log.handlers[0].setFormatter(logging.Formatter("%(levelname)s|%(aws_request_id)s|%(message)s\\n"))
    log.info("own")

def raises(event, context):
    def inner():
        raise OwnError("first\\nsecond   ä")
    inner()

def nothing_to_say(event, context):
    raise OwnError()

def numbers(event, context):
    return {"d": decimal.Decimal("1.10"), "i": decimal.Decimal("3"), "e": decimal.Decimal("1E+3"), "f": 1.5, "t": (1, 2), "n": None, "ä": "ü"}

HANDLERS = {
    "echo": lambda e, c: e["value"], "context": context_of, "logs": logs, "format": own_format, "errors": errors, "raises": raises, "silent": nothing_to_say, "numbers": numbers,
    "bytes": lambda e, c: b'{"raw": true}', "generator": lambda e, c: (x for x in range(3)), "date": lambda e, c: {"at": datetime.datetime(2026, 1, 1)},
    "set": lambda e, c: {1, 2}, "nan": lambda e, c: {"n": float("inf")}, "ints": lambda e, c: {1: "one", None: 2, True: 3},
    "exit": lambda e, c: sys.exit(e["status"]), "os_exit": lambda e, c: os._exit(7), "interrupt": lambda e, c: (_ for _ in ()).throw(KeyboardInterrupt()),
    "abort": lambda e, c: os.abort(), "segfault": lambda e, c: __import__("ctypes").string_at(0), "recursion": lambda e, c: HANDLERS["recursion"](e, c),
}

def handler(event, context):
    return HANDLERS[event["do"]](event, context)

def threads(event, context):
    box = []
    workers = [threading.Thread(target=lambda i=i: box.append(i)) for i in range(4)]
    [w.start() for w in workers]; [w.join() for w in workers]
    return sorted(box)

def piped(event, context):
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context(event["start"]).Process(target=send, args=(there,))
    child.start(); value = here.recv(); child.join()
    return [value, child.exitcode]

def send(pipe):
    pipe.send(double(21))

def pooled(event, context):
    with multiprocessing.Pool(2) as pool:
        return pool.map(double, [1, 2])
`;

const CASES: readonly (readonly [string, object])[] = [
  ['numbers, texts and nothing', { do: 'echo', value: { a: ['ä', null, 1.5, true, '\u2028'] } }],
  ['the context', { do: 'context' }],
  ['what is logged and printed', { do: 'logs' }],
  ['an error of a class of its own', { do: 'raises' }],
  ['an error without a message', { do: 'silent' }],
  ["DynamoDB's decimals", { do: 'numbers' }],
  ['bytes', { do: 'bytes' }],
  ['infinity', { do: 'nan' }],
  ['keys that are no texts', { do: 'ints' }],
  ['a key that is missing', { do: 'no such' }],
  ['what is written to stderr', { do: 'errors' }],
  ['sys.exit', { do: 'exit', status: 4 }],
  ['os._exit', { do: 'os_exit' }],
  ['an abort', { do: 'abort' }],
  ['a crash of a C extension', { do: 'segfault' }],
];
/** The official client's message names its encoder, or depends on how deep its own calls are; what matters is the type. */
const TYPE_ONLY: readonly (readonly [string, string])[] = [
  ['generator', 'Runtime.MarshalError'],
  ['date', 'Runtime.MarshalError'],
  ['set', 'Runtime.MarshalError'],
  ['recursion', 'RecursionError'],
];

describe.skipIf(NO_RIC !== '').each(['text', 'json'] as const)(
  `memfit's Python client is as AWS's own, logs in %s ${NO_RIC}`,
  (logFormat) => {
    const changes: Changes = { runtime: `python${PYTHON}`, handler: 'main.handler', timeoutMs: 10_000, logFormat };
    let both: Promise<[PreparedFunction, PreparedFunction]> | null = null;
    const prepared = (): Promise<[PreparedFunction, PreparedFunction]> => {
      both ??= Promise.all([
        bench.prepare({ 'main.py': SOURCE }, changes),
        bench.prepare({ 'main.py': SOURCE, 'requirements.txt': 'awslambdaric==4.2.2\n' }, changes),
      ]);
      return both;
    };
    afterAll(async () => {
      for (const one of (await both) ?? []) await one.close();
    });

    it.each(CASES)('in %s', { timeout: 120_000 }, async (_name, event) => {
      const [own, official] = await prepared();
      const [here, there] = [await last(own, 512, event), await last(official, 512, event)];
      expect(here.sample.status).toBe(there.sample.status);
      expect(here.sample.errorType).toBe(there.sample.errorType);
      expect(plain(here.response)).toEqual(plain(there.response));
      expect(handlersLines(here.logTail).map(withoutOwn)).toEqual(handlersLines(there.logTail).map(withoutOwn));
    });

    it.each(TYPE_ONLY)('in the type of the error of %s', { timeout: 60_000 }, async (name, errorType) => {
      const event = { do: name };
      const [own, official] = await prepared();
      const [here, there] = [await last(own, 512, event), await last(official, 512, event)];
      expect(here.sample).toMatchObject({ status: 'error', errorType });
      expect(here.sample.errorType).toBe(there.sample.errorType);
    });
  },
);

/** Answer without ids, times and frames of the clients themselves. */
function plain(response: Uint8Array | null): unknown {
  if (response === null) return null;
  return withoutOwn(Buffer.from(response).toString('utf8'));
}

function withoutOwn(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, 'TIME')
    .replaceAll(/\/[^"]*?\/f\d+\//g, 'CODE/');
}

const OWN_MOUNTS = tmpDiskFor([], world.folder).can;

describe.skipIf(NO_CGROUPS !== '' || PYTHON === '')(`Python functions ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  const changes: Changes = { runtime: `python${PYTHON}`, handler: 'main.handler', timeoutMs: 10_000 };

  it('replace the format of the handler that Lambda gives the root logger', async () => {
    const prepared = await bench.prepare({ 'main.py': SOURCE }, changes);
    const { logTail, sample } = await last(prepared, 512, { do: 'format' });
    expect(logTail).toContain(`\nINFO|${sample.requestId}|own\n`);
    await prepared.close();
  });

  it('start threads and processes', async () => {
    const threads = await bench.prepare({ 'main.py': SOURCE }, { ...changes, handler: 'main.threads' });
    expect(answer(await last(threads, 512))).toEqual([0, 1, 2, 3]);
    await threads.close();
    const piped = await bench.prepare({ 'main.py': SOURCE }, { ...changes, handler: 'main.piped' });
    for (const start of ['fork', 'spawn']) expect(answer(await last(piped, 1_024, { start }))).toEqual([42, 0]);
    await piped.close();
  });

  it.skipIf(!OWN_MOUNTS)(
    'have no shared memory, as on Lambda, so that pools fail and libraries do without',
    async () => {
      const prepared = await bench.prepare({ 'main.py': SOURCE }, { ...changes, handler: 'main.pooled' });
      expect((await last(prepared, 512)).sample).toMatchObject({ status: 'error', errorType: 'OSError' });
      await prepared.close();
    },
  );

  it.each([
    ['no dot', { handler: 'main' }, 'handler-not-found'],
    ['a module of Python itself', { handler: 'time.handler' }, 'Runtime.BuiltInModuleConflict'],
    ['a handler that is not there', { handler: 'main.gone' }, 'Runtime.HandlerNotFound'],
    ['a syntax error', { handler: 'bad.handler' }, 'Runtime.UserCodeSyntaxError'],
    ['an import that is missing', { handler: 'lacking.handler' }, 'Runtime.ImportModuleError'],
    ['an error at import', { handler: 'failing.handler' }, 'ValueError'],
  ])('fail at their init with the type of the service: %s', async (_name, change, type) => {
    const files = {
      'main.py': '',
      'time.py': '',
      'bad.py': 'def (:\n',
      'lacking.py': 'import not_there',
      'failing.py': 'raise ValueError("no")',
    };
    const made = bench.prepare(files, { ...changes, ...change });
    if (type === 'handler-not-found') return expect(made).rejects.toMatchObject({ code: type });
    const prepared = await made;
    const { sample, response } = await last(prepared, 512);
    expect(sample).toMatchObject({ status: 'init-failure', errorType: type });
    expect(Object.keys(JSON.parse(Buffer.from(response ?? []).toString()))).toEqual([
      'errorMessage',
      'errorType',
      'requestId',
      'stackTrace',
    ]);
    await prepared.close();
  });
});
