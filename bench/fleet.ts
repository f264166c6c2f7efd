/** A fleet in one input: `npm run bench:fleet -- [--functions 10000] [--environments 20] [--calls 25] [--judged 2000]` prints bytes per environment and per function, as counted and as measured, and what judging takes with one thread and with several. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Assembler } from '../src/core/logs/assembler.ts';
import { createAssembler } from '../src/core/logs/create-assembler.ts';
import type { UsageCollector } from '../src/core/usage/accumulate/collected.ts';
import { createUsageCollector } from '../src/core/usage/accumulate/collector.ts';
import type { FunctionUsage } from '../src/model/usage.ts';
import { judge } from '../src/threads/judge.ts';
import { DEFAULTS } from './sizing-replay.ts';

const { values } = parseArgs({
  options: {
    functions: { type: 'string', default: '10000' },
    environments: { type: 'string', default: '20' },
    calls: { type: 'string', default: '25' },
    judged: { type: 'string', default: '2000' },
  },
});
const FUNCTIONS = Number(values.functions);
const ENVIRONMENTS = Number(values.environments);
const CALLS = Number(values.calls);
/** What the issue allows. */
const MOST_PER_ENVIRONMENT = 64;
const MOST_PER_FUNCTION = 4_096;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Once for nothing, so that what is compiled and made once is not taken for the functions'. */
feed(read(createUsageCollector()), 300);
const collector = createUsageCollector();
const assembler = read(collector);
const before = held();
const start = performance.now();
feed(assembler, FUNCTIONS);
const seconds = (performance.now() - start) / 1000;
const after = held();
const { bytes, functions } = collector.finish();
const records = FUNCTIONS * ENVIRONMENTS * CALLS;
const perEnvironment = bytes.environments / bytes.environmentCount;
const perFunction = bytes.functions / functions.length;
console.log(
  `${functions.length} functions, ${bytes.environmentCount} environments, ${records} records in ${seconds.toFixed(1)} s`,
);
console.log(
  `${perEnvironment.toFixed(1)} bytes per environment (at most ${MOST_PER_ENVIRONMENT}), ${perFunction.toFixed(0)} bytes per function (at most ${MOST_PER_FUNCTION})`,
);
const own = after - before - bytes.environments;
console.log(
  `measured: ${((after - before) / 1e6).toFixed(1)} MB more on heap and in buffers; without the environments ${(own / FUNCTIONS).toFixed(0)} bytes per function (names and log groups included)`,
);
if (perEnvironment > MOST_PER_ENVIRONMENT || perFunction > MOST_PER_FUNCTION) process.exitCode = 1;
const some = functions.slice(0, Number(values.judged));
for (const threads of [1, Math.min(4, availableParallelism())]) await judged(some, threads);

/** The second time counts: by then the engine has compiled what it runs. */
async function judged(usages: readonly FunctionUsage[], threads: number): Promise<void> {
  const inputs = usages.map((usage) => ({
    usage,
    findings: [],
    options: DEFAULTS,
    functionOptions: null,
    region: 'us-east-1',
    architecture: 'x86_64' as const,
    standing: null,
  }));
  await judge(inputs.slice(0, 200), threads);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  await judge(inputs, threads);
  const wall = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `judged ${inputs.length} functions with ${threads} thread(s): ${(wall / inputs.length).toFixed(2)} ms each, ${((user + system) / 1000 / inputs.length).toFixed(2)} ms of CPU time each`,
  );
}

function held(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function read(into: UsageCollector): Assembler {
  return createAssembler(
    {
      sinceMs: null,
      untilMs: null,
      functionName: null,
      select: null,
      logGroups: {},
      ownRequestIds: new Set(),
      includeLocal: false,
      joinTimeless: false,
      detailed: false,
      // The table of seen reports gets its full size now, so that it is not taken for the functions'.
      expectedBytes: FUNCTIONS * ENVIRONMENTS * CALLS * 1_000,
    },
    into,
  );
}

/** Every function's log, one stream an environment: durations over three decades, some cold, over two days. */
function feed(assembler: Assembler, functions: number): void {
  const bytes = new Uint8Array(512);
  const encoder = new TextEncoder();
  let n = 0;
  for (let name = 0; name < functions; name++) {
    assembler.beginFile('fleet', 'fleet');
    for (let environment = 0; environment < ENVIRONMENTS; environment++) {
      const context = assembler.context({
        logGroup: `/aws/lambda/function-${name}`,
        logStream: `2026/10/01/[$LATEST]${String(name * ENVIRONMENTS + environment).padStart(32, '0')}`,
        functionName: null,
        source: 'unknown',
      });
      for (let call = 0; call < CALLS; call++, n++) {
        const text = report(n, call === 0);
        const { written } = encoder.encodeInto(text, bytes);
        assembler.event(context, 1.79e12 + ((n * 7_919) % 172_800) * 1_000, bytes, 0, written, n);
      }
    }
  }
  assembler.end();
}

function report(n: number, cold: boolean): string {
  const ms = 1 + (((n * 2_654_435_761) % 4_294_967_296) / 4_294_967_296) ** 3 * 2_000;
  const init = cold ? 150 + (n % 300) : 0;
  return (
    `REPORT RequestId: ${String(n).padStart(36, '0')}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms + init)} ms\t` +
    `Memory Size: 512 MB\tMax Memory Used: ${80 + (n % 60)} MB\t${cold ? `Init Duration: ${init.toFixed(2)} ms\t` : ''}\n`
  );
}
