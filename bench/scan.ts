/** Scans a large log with the whole analysis, against `grep | mawk` and `rg | mawk` summing two fields, interleaved in one run: `npm run bench:scan -- [--mb 500] [--rounds 5] [--no-gzip] [--keep]`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type GeneratedLog, writeTailLog } from './log-generator.ts';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '5' },
    'no-gzip': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = join(ROOT, 'dist', 'memfit.js');
/** Duration and Max Memory Used of a REPORT line of `aws logs tail`, as awk counts fields. */
const SUM = `awk_fields='{ d += $6; m += $18 } END { printf "%d %d %d\\n", NR, d, m }'; `;

/** One contestant: a shell command, as a person would type it. */
interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly times: number[];
  peakMB: number;
}

const folder = mkdtempSync(join(tmpdir(), 'memfit-bench-'));
try {
  run();
} finally {
  if (values.keep) console.log(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

function run(): void {
  const log = join(folder, 'tail.log');
  const made = writeTailLog(log, Number(values.mb) * 1e6);
  describe(made);
  const memfit = memfitCommand();
  check(memfit, log, made);
  compare('plain', made, [
    contestant('memfit', `${memfit} analyze ${log} -o json`),
    contestant('grep | mawk', `${SUM}LC_ALL=C grep REPORT ${log} | LC_ALL=C mawk "$awk_fields"`),
    ...(has('rg') ? [contestant('rg | mawk', `${SUM}rg --no-config REPORT ${log} | LC_ALL=C mawk "$awk_fields"`)] : []),
  ]);
  if (values['no-gzip']) return;
  execFileSync('gzip', ['-1', '-k', log]);
  compare('gzip', made, [
    contestant('memfit', `${memfit} analyze ${log}.gz -o json`),
    contestant('zcat | grep | mawk', `${SUM}zcat ${log}.gz | LC_ALL=C grep REPORT | LC_ALL=C mawk "$awk_fields"`),
  ]);
}

function describe(made: GeneratedLog): void {
  const share = ((made.reports / made.lines) * 100).toFixed(1);
  console.log(
    `${(made.bytes / 1e6).toFixed(0)} MB, ${made.lines} lines, ${made.reports} reports (${share} %), ${made.environments} environments; ` +
      `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, node ${process.version}`,
  );
}

/** The built command; without it the source through tsx, whose start is then part of the time. */
function memfitCommand(): string {
  if (existsSync(BUILT)) return `${process.execPath} ${BUILT}`;
  console.log(
    'dist/memfit.js is not built: the source runs through tsx, which adds its own start (npm run build first)',
  );
  return `${process.execPath} --import tsx ${join(ROOT, 'src', 'cli', 'main.ts')}`;
}

/** A wrong answer is no result: the sums must be those that were written. */
function check(memfit: string, log: string, made: GeneratedLog): void {
  const { stdout } = spawnSync('sh', ['-c', `${memfit} analyze ${log} -o json`], { maxBuffer: 1e9, encoding: 'utf8' });
  const { account, functions } = JSON.parse(stdout) as {
    account: { reports: number; used: number; lines: number };
    functions: { usage: { sizes: { billedMs: { sum: number }; environments: { count: number } | null }[] } }[];
  };
  const size = functions[0]?.usage.sizes[0];
  const wanted = [made.reports, made.reports, made.lines, made.billedMs];
  const got = [account.reports, account.used, account.lines, size?.billedMs.sum];
  if (wanted.join() !== got.join())
    throw new Error(`memfit's sums are wrong: ${got.join()} instead of ${wanted.join()}`);
}

function contestant(name: string, command: string): Contestant {
  return { name, command, times: [], peakMB: 0 };
}

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** One turn each, again and again, after one that warms the cache. */
function compare(title: string, made: GeneratedLog, contestants: readonly Contestant[]): void {
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const one of contestants) {
      const seconds = timed(one);
      if (round > 0) one.times.push(seconds);
    }
  }
  const [memfit] = contestants;
  const best = Math.min(...(memfit?.times ?? []));
  console.log(`\n${title}`);
  for (const one of contestants) {
    const middle = median(one.times);
    const ratio = middle / median(memfit?.times ?? []);
    console.log(
      `  ${one.name.padEnd(20)} median ${middle.toFixed(3)} s, best ${Math.min(...one.times).toFixed(3)} s` +
        (one === memfit
          ? `, ${(made.bytes / best / 1e9).toFixed(2)} GB/s, ${(made.reports / best / 1e6).toFixed(2)} M records/s, peak ${one.peakMB.toFixed(0)} MB`
          : `; memfit takes ${(1 / ratio).toFixed(2)} of it`),
    );
  }
}

/** Seconds of one run, process start included; GNU time tells the peak memory where it is installed, else /proc does for memfit itself. */
function timed(one: Contestant): number {
  const report = join(folder, 'peak');
  const start = process.hrtime.bigint();
  const { status } = spawnSync('bash', ['-c', one.command], { stdio: ['ignore', 'ignore', 'inherit'] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${one.name} ended with ${status}: ${one.command}`);
  if (one.name === 'memfit' && one.peakMB === 0) one.peakMB = peakOf(one.command, report);
  return seconds;
}

/** Peak resident memory in MB of one more run: the greatest VmHWM seen. */
function peakOf(command: string, report: string): number {
  const watch = `${command} > /dev/null & pid=$!; peak=0; while [ -r /proc/$pid/status ]; do now=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null); [ -n "$now" ] && peak=$now; sleep 0.01; done; echo "$peak" > ${report}; wait $pid`;
  spawnSync('bash', ['-c', watch], { stdio: ['ignore', 'ignore', 'ignore'] });
  return existsSync(report) && statSync(report).size > 0 ? Number(readFileSync(report, 'utf8')) / 1024 : 0;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
