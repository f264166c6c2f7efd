/** Scans a large log with the whole analysis, against `grep | mawk` and `rg | mawk` summing two fields, interleaved in one run: `npm run bench:scan -- [--mb 500] [--rounds 5] [--no-gzip] [--no-json] [--no-rivals] [--dist FOLDER] [--keep]`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type GeneratedLog, writeTailLog } from './log-generator.ts';

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '5' },
    'no-gzip': { type: 'boolean', default: false },
    'no-json': { type: 'boolean', default: false },
    'no-rivals': { type: 'boolean', default: false },
    dist: { type: 'string', default: 'dist' },
    keep: { type: 'boolean', default: false },
  },
});

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Duration and Max Memory Used of a REPORT line of `aws logs tail`, as awk counts fields. */
const SUM = `LC_ALL=C mawk '{ d += $7; m += $20 } END { printf "%d %d %d\\n", NR, d, m }'`;

/** The same of records in JSON, with the separators of JSON between fields. */
const SUM_JSON = `LC_ALL=C mawk -F '[:,}]' '{ d += $15; m += $21 } END { printf "%d %d %d\\n", NR, d, m }'`;

/** One contestant: a shell command, as a person would type it. */
interface Contestant {
  readonly name: string;
  readonly command: string;
  readonly seconds: number[];
  /** User and system time of all its processes. */
  readonly cpuSeconds: number[];
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
    ...rivals(made, [
      contestant('grep | mawk', `LC_ALL=C grep REPORT ${log} | ${SUM}`),
      ...(has('rg') ? [contestant('rg | mawk', `rg --no-config REPORT ${log} | ${SUM}`)] : []),
    ]),
  ]);
  if (!values['no-json']) compareJson(memfit);
  if (values['no-gzip']) return;
  execFileSync('gzip', ['-1', '-k', log]);
  compare('gzip', made, [
    contestant('memfit', `${memfit} analyze ${log}.gz -o json`),
    ...rivals(made, [contestant('zcat | grep | mawk', `zcat ${log}.gz | LC_ALL=C grep REPORT | ${SUM}`)]),
  ]);
}

/** The same calls in Lambda's JSON format. */
function compareJson(memfit: string): void {
  const log = join(folder, 'json.log');
  const made = writeTailLog(log, Number(values.mb) * 1e6, 'json');
  check(memfit, log, made);
  const few = `LC_ALL=C grep -F '"platform.report"' ${log} | ${SUM_JSON}`;
  compare('JSON format', made, [
    contestant('memfit', `${memfit} analyze ${log} -o json`),
    ...rivals(made, [contestant('grep | mawk', few)]),
  ]);
  rmSync(log);
}

/** A rival must sum the right lines too. */
function rivals(made: GeneratedLog, all: Contestant[]): Contestant[] {
  if (values['no-rivals']) return [];
  for (const { name, command } of all) {
    const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    const [count, durations = 0, memory = 0] = stdout.split(' ').map(Number);
    if (count !== made.reports || durations <= 0 || memory <= 0) throw new Error(`${name}'s sums are wrong: ${stdout}`);
  }
  return all;
}

function describe(made: GeneratedLog): void {
  const share = ((made.reports / made.lines) * 100).toFixed(1);
  console.log(
    `${(made.bytes / 1e6).toFixed(0)} MB, ${made.lines} lines, ${made.reports} reports (${share} %), ${made.environments} environments; ` +
      `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, node ${process.version}`,
  );
}

/** The built command, copied first so that a build under the run changes nothing. */
function memfitCommand(): string {
  const built = resolve(ROOT, values.dist);
  if (!existsSync(join(built, 'memfit.js'))) throw new Error(`${built} holds no memfit.js: npm run build`);
  cpSync(built, join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  return `${process.execPath} ${join(folder, 'dist', 'memfit.js')}`;
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
  return { name, command, seconds: [], cpuSeconds: [], peakMB: 0 };
}

function has(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

/** One turn each, again and again, after one that warms the cache. */
function compare(title: string, made: GeneratedLog, contestants: readonly Contestant[]): void {
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const one of contestants) {
      const { seconds, cpuSeconds } = timed(one);
      if (round === 0) continue;
      one.seconds.push(seconds);
      one.cpuSeconds.push(cpuSeconds);
    }
  }
  const [memfit, ...rivals] = contestants;
  if (memfit === undefined) return;
  memfit.peakMB = peakOf(memfit.command, join(folder, 'peak'));
  const wall = median(memfit.seconds);
  console.log(`\n${title} (load ${loadavg()[0]?.toFixed(1)})`);
  console.log(
    `${timesOf(memfit)}; ${(made.bytes / wall / 1e9).toFixed(2)} GB/s, ` +
      `${(made.reports / wall / 1e6).toFixed(2)} M records/s, peak ${memfit.peakMB.toFixed(0)} MB`,
  );
  for (const one of rivals) {
    const ratio = (of: (one: Contestant) => readonly number[]): string =>
      (median(of(memfit)) / median(of(one))).toFixed(2);
    console.log(
      `${timesOf(one)}; memfit takes ${ratio((one) => one.seconds)} of its time, ${ratio((one) => one.cpuSeconds)} of its CPU time`,
    );
  }
}

function timesOf(one: Contestant): string {
  const cpu = median(one.cpuSeconds).toFixed(3);
  return `  ${one.name.padEnd(20)} median ${median(one.seconds).toFixed(3)} s, best ${Math.min(...one.seconds).toFixed(3)} s, CPU ${cpu} s`;
}

/** One run, process start included, as bash's own \`time\` sees it: wall, and user and system time of all processes. */
function timed(one: Contestant): { readonly seconds: number; readonly cpuSeconds: number } {
  const script = `set -o pipefail; TIMEFORMAT='%R %U %S'; time { ${one.command} > /dev/null; }`;
  const { status, stderr } = spawnSync('bash', ['-c', script], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(`${one.name} ended with ${status}: ${one.command}\n${stderr}`);
  const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { seconds, cpuSeconds: user + system };
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
