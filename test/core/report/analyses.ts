/** Analyses made by hand, as the renderers meet them. */
import type { RenderContext, Words } from '../../../src/core/report/context.ts';
import { PLAIN, UNICODE } from '../../../src/core/report/style.ts';
import type { Analysis, FleetTotal, FunctionAnalysis } from '../../../src/model/analysis.ts';
import type { Finding } from '../../../src/model/finding.ts';
import type { CostEffect, Recommendation } from '../../../src/model/recommendation.ts';
import type { Distribution, EnvironmentTable, ReadingAccount, SizeUsage } from '../../../src/model/usage.ts';

/** 2026-10-01T00:00Z. */
const FROM = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;

const WORDS: Words = {
  finding: ({ code, evidence }) => ({
    title: code.replaceAll('-', ' '),
    says: evidence.map(({ name, value, unit }) => `${name} ${value ?? 'unknown'}${unit ? ` ${unit}` : ''}`).join(', '),
    advice: 'Look at its page.',
    docs: `https://memfit.example/findings/${code}`,
  }),
  remark: ({ code, values }) =>
    `${code}${Object.entries(values)
      .map(([name, value]) => ` ${name}=${value ?? 'unknown'}`)
      .join('')}`,
};

export function context(change: Partial<RenderContext> = {}): RenderContext {
  return {
    style: PLAIN,
    glyphs: UNICODE,
    width: 120,
    words: WORDS,
    shell: 'posix',
    top: null,
    detail: false,
    next: [],
    ...change,
  };
}

function distribution(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const buckets = new Map<number, number>();
  const base = 1.001;
  for (const value of sorted) {
    const i = Math.floor(Math.log(value) / Math.log(base));
    buckets.set(i, (buckets.get(i) ?? 0) + 1);
  }
  return {
    n: sorted.length,
    sum: sorted.reduce((a, b) => a + b, 0),
    min: sorted[0] ?? 0,
    max: sorted.at(-1) ?? 0,
    base,
    relativeError: 0.0005,
    buckets: [...buckets],
    values: sorted,
  };
}

function environments(maxima: readonly number[]): EnvironmentTable {
  const count = maxima.length;
  return {
    count,
    invocations: new Uint32Array(count).fill(10),
    maxUsedMB: Uint16Array.from(maxima),
    minUsedMB: Uint16Array.from(maxima.map((value) => value - 5)),
    distinctUsed: new Uint8Array(count).fill(2),
    firstSec: new Uint32Array(count).fill(FROM / 1000),
    lastSec: new Uint32Array(count).fill(FROM / 1000 + 3600),
    billedMs: new Float64Array(count).fill(10_000),
    warmMs: new Float64Array(count).fill(9_000),
    warmCount: new Uint32Array(count).fill(9),
    resets: new Uint16Array(count),
    outOfMemory: new Uint8Array(count),
  };
}

function sizeUsage(sizeMB: number, maxima: readonly number[] | null, durations: readonly number[]): SizeUsage {
  const n = durations.length;
  const used = maxima ?? [];
  return {
    sizeMB,
    invocations: n,
    outcomes: { success: n, error: 0, timeout: 0, 'out-of-memory': 0, crash: 0, 'init-failure': 0 },
    span: { fromMs: FROM, toMs: FROM + 14 * DAY },
    coldStarts: used.length,
    initBilling: { billed: used.length, unbilled: 0, unclear: 0 },
    initMs: used.length > 0 ? distribution(used.map(() => 850)) : null,
    restoreMs: null,
    billedRestoreMs: 0,
    warmMs: n > 0 ? distribution(durations) : null,
    coldMs: null,
    durationMs: n > 0 ? distribution(durations) : null,
    billedMs: { sum: durations.reduce((a, b) => a + Math.ceil(b), 0), n },
    usedMB: maxima === null ? null : { max: Math.max(...used), min: Math.min(...used), n },
    clipped: 0,
    environments: maxima === null ? null : environments(used),
    bins: [],
    timeoutMs: null,
    oldStyle: { timeoutMessages: 0, hundredMsBilling: 0 },
    jsonReports: 0,
    cpuMs: null,
  };
}

const SHARED = {
  goal: { kind: 'balanced' },
  curve: null,
  policies: [],
  arm: null,
  remarks: [],
  because: [],
} as const;

function cost(now: string, best: string, low: string, high: string): CostEffect {
  const after = (saving: string): string => (Number(now) - Number(saving)).toFixed(2);
  const percent = (saving: string): number => (Number(saving) / Number(now)) * 100;
  return {
    currency: 'USD',
    per: 'month',
    now,
    nowParts: { requests: '0.20', compute: (Number(now) - 0.2).toFixed(2), init: '0' },
    after: { low: after(high), best: after(best), high: after(low), level: 0.95 },
    saving: { low, best, high, level: 0.95 },
    savingPercent: { low: percent(low), best: percent(best), high: percent(high), level: 0.95, n: 120 },
    invocations: 30_000,
    invocationsFrom: 'extrapolated',
    withFreeTier: null,
  };
}

const YOUTUBE_MAXIMA = Array.from({ length: 40 }, (_, i) => 1000 + ((i * 37) % 230));

/** A change from 2048 to 1536 MB. */
export function youtube(change: Partial<FunctionAnalysis> = {}): FunctionAnalysis {
  const durations = Array.from({ length: 400 }, (_, i) => 20_000 + ((i * 7919) % 15_000));
  const advice: Recommendation = {
    ...SHARED,
    function: 'music-youtube',
    action: 'change',
    currentMB: 2048,
    toMB: 1536,
    urgency: 'saving',
    confidence: 0.962,
    floor: {
      sizeMB: 1_472,
      needMB: { low: 1_150, best: 1_170, high: 1_177, level: 0.95, n: 40 },
      seenMaxMB: 1_229,
      environments: 40,
      utilisation: 0.8,
      riskPerEnvironment: 0.0008,
      riskPerMonth: 0.06,
      environmentsPerMonth: 85,
      censored: false,
      sinceMs: null,
      method: 'tail-of-environment-maxima',
    },
    cost: cost('210.40', '52.60', '40.10', '60.20'),
    durationRatio: { low: 0.99, best: 1.03, high: 1.09, level: 0.95, n: 400 },
    headroom: 0.23,
    because: [{ code: 'cheaper-at-same-speed', values: { savingPercent: 25 } }],
    remarks: [{ code: 'extrapolated', values: { days: 14 } }],
    policies: [
      { rule: '< 1536 -> 1536', outcome: 'change', sizeMB: 1536, unsafe: false, shareOfEnvironments: 1 },
      { rule: '< 1280 -> 1280', outcome: 'change', sizeMB: 1280, unsafe: true, shareOfEnvironments: 0.99 },
    ],
    arm: { saving: '42.08', savingPercent: 20, note: 'if its libraries exist for arm64' },
  };
  return {
    usage: {
      ref: {
        name: 'music-youtube',
        origin: 'log-group',
        logGroup: '/aws/lambda/music-youtube',
        account: '123456789012',
        region: 'ap-northeast-2',
      },
      span: { fromMs: FROM, toMs: FROM + 14 * DAY },
      sizes: [sizeUsage(1024, [900, 950], [41_000, 42_500]), sizeUsage(2048, YOUTUBE_MAXIMA, durations)],
      versions: ['$LATEST'],
      runtimeVersion: 'python:3.12.v18',
      initializationTypes: ['on-demand'],
      initFailures: {},
      errorTypes: {},
      setAside: {},
      logsDropped: 0,
      onlyFailuresLogged: false,
    },
    currentMB: 2048,
    region: 'ap-northeast-2',
    architecture: 'x86_64',
    owner: null,
    findings: [
      finding('over-provisioned', 'warning', 2048, [{ name: 'p99 of environments', value: 60, unit: '%' }]),
      finding('cold-start-heavy', 'info', 2048, [{ name: 'cold share', value: 10, unit: '%' }]),
      {
        ...finding('bimodal-duration', 'info', 2048, []),
        suppressed: { reason: 'two kinds of video', until: '2027-01-01' },
      },
    ],
    recommendation: advice,
    ...change,
  };
}

/** Undecided: environments unknown, no time. */
export function poetry(): FunctionAnalysis {
  const base = youtube();
  return {
    ...base,
    usage: {
      ...base.usage,
      ref: { name: 'music-poetry', origin: 'flag', logGroup: null, account: null, region: null },
      span: null,
      sizes: [{ ...sizeUsage(512, null, [5_100, 9_800, 14_900]), span: null }],
    },
    currentMB: 512,
    findings: [finding('environments-unknown', 'info', null, [])],
    recommendation: {
      ...SHARED,
      function: 'music-poetry',
      action: 'undecided',
      reason: 'environments-unknown',
      currentMB: 512,
      floor: null,
      confidence: null,
      cost: cost('0.83', '0.33', '0.1', '0.4'),
      range: { lowMB: 256, highMB: 512 },
      atStake: '0.40',
      settle: 'memfit tune music-poetry',
      headroom: null,
    },
  };
}

/** Keep, and out of memory all the same. */
export function thumbnail(): FunctionAnalysis {
  const base = youtube();
  return {
    ...base,
    usage: {
      ...base.usage,
      ref: { ...base.usage.ref, name: 'music-thumbnail', logGroup: '/aws/lambda/music-thumbnail' },
      sizes: [sizeUsage(256, [90, 95, 99, 101], [900, 1_100, 2_900])],
    },
    currentMB: 256,
    findings: [finding('out-of-memory', 'critical', 256, [{ name: 'invocations', value: 2, unit: 'count' }])],
    recommendation: {
      ...SHARED,
      function: 'music-thumbnail',
      action: 'keep',
      currentMB: 256,
      floor: null,
      confidence: 0.9995,
      cost: cost('0.05', '0', '0', '0'),
      headroom: 0.6,
    },
  };
}

function finding(
  code: Finding['code'],
  severity: Finding['severity'],
  sizeMB: number | null,
  evidence: Finding['evidence'],
): Finding {
  return { code, severity, sizeMB, evidence };
}

export const ACCOUNT: ReadingAccount = {
  inputs: [
    { name: 'logs/youtube.log', shape: 'text', bytes: 1_400_000, reports: 402 },
    { name: 'logs/broken.gz', shape: 'gzip', bytes: 12_000, reports: 5, problem: 'the gzip data ends too early' },
  ],
  bytes: 1_412_000,
  lines: 3_012,
  reports: 415,
  used: 409,
  setAside: { emulator: 4, duplicate: 2 },
  unreadableCount: 1,
  unreadable: [
    { file: 'logs/youtube.log', line: 17, reason: 'a REPORT without Duration', excerpt: 'REPORT RequestId: x' },
  ],
  unjoined: 1,
  timed: true,
};

export const TOTAL: FleetTotal = {
  currency: 'USD',
  per: 'month',
  now: '211.28',
  saving: { low: '40.10', best: '52.60', high: '60.20', level: 0.95 },
  changes: 1,
  keeps: 1,
  undecided: 1,
  invocations: 30_000,
  gbSeconds: 900_000,
  withFreeTier: { now: '204.61', after: '152.01', assumed: true },
};

/** Three functions, one of each answer. */
export function fleet(change: Partial<Analysis> = {}): Analysis {
  return {
    schemaVersion: 1,
    generatedAt: '2026-10-15T08:00:00.000Z',
    memfitVersion: '0.1.0',
    prices: { date: '2026-11-20', source: "AWS's public price list" },
    account: ACCOUNT,
    functions: [youtube(), poetry(), thumbnail()],
    totals: [TOTAL],
    ...change,
  };
}
