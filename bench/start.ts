/**
 * How long memfit takes to start, as ratios to a bare `node -e 0`, interleaved in one run (npm run build first):
 * `memfit --help` at most 1.5 times, `memfit analyze` of a 1 MB file at most 2 times. `--rounds N`, `--json`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' }, json: { type: 'boolean' } } });
const MEMFIT = fileURLToPath(new URL('../dist/memfit.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'memfit-start-'));
const log = join(folder, 'aws-lambda.log');
writeFileSync(log, oneMegabyte());

interface Run {
  readonly name: string;
  readonly args: readonly string[];
  /** At most so many times the bare start; null: for comparison. */
  readonly target: number | null;
  readonly env?: Readonly<Record<string, string>>;
}

const RUNS: readonly Run[] = [
  { name: 'node -e 0', args: ['-e', '0'], target: 1 },
  { name: 'memfit --help', args: [MEMFIT, '--help'], target: 1.5 },
  { name: 'memfit analyze (1 MB)', args: [MEMFIT, 'analyze', log, '--no-config'], target: 2 },
  {
    name: '  nothing kept',
    args: [MEMFIT, 'analyze', log, '--no-config'],
    target: null,
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  },
];

const times = RUNS.map((): number[] => []);
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [i, run] of RUNS.entries()) {
    const ms = timed(run);
    // The first round warms the disk cache and keeps compiled code.
    if (round > 0) times[i]?.push(ms);
  }
}
rmSync(folder, { recursive: true });

const bare = median(times[0] ?? []);
const results = RUNS.map(({ name, target }, i) => {
  const ms = median(times[i] ?? []);
  return { name, ms: Math.round(ms * 10) / 10, ratio: Math.round((ms / bare) * 100) / 100, target };
});
if (values.json) console.log(JSON.stringify({ rounds: Number(values.rounds), results }));
else {
  for (const { name, ms, ratio, target } of results) {
    const wanted = target === null ? '' : `  (target ${target} x)`;
    console.log(`${name.padEnd(24)} ${ms.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} x${wanted}`);
  }
}
process.exitCode = results.every(({ ratio, target }) => target === null || ratio <= target) ? 0 : 1;

function timed({ args, env }: Run): number {
  const begin = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const ms = Number(process.hrtime.bigint() - begin) / 1e6;
  if (status !== 0 && status !== 4) throw new Error(`${args.join(' ')} failed with ${status}: ${stderr}`);
  return ms;
}

function median(sorted: readonly number[]): number {
  return [...sorted].sort((a, b) => a - b)[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Text logs of one function: 40 environments, four lines an invocation, one of them its own. */
function oneMegabyte(): string {
  const lines: string[] = [];
  for (let i = 0, size = 0; size < 1_000_000; i++) {
    const id = `${(i * 2_654_435_761).toString(16).padStart(8, '0').slice(-8)}-0000-4000-8000-${i.toString(16).padStart(12, '0')}`;
    const ms = 80 + ((i * 7_919) % 400) / 10;
    const text = [
      `START RequestId: ${id} Version: $LATEST`,
      `{"level":"info","message":"handled","n":${i}}`,
      `END RequestId: ${id}`,
      `REPORT RequestId: ${id}\tDuration: ${ms.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ms)} ms\tMemory Size: 512 MB\tMax Memory Used: ${90 + (i % 30)} MB\t`,
    ].join('\n');
    lines.push(text);
    size += text.length + 1;
  }
  return `${lines.join('\n')}\n`;
}
