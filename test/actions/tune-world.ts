/** An engine of paper: a function whose durations follow Lambda's rule, for tests of tuning. */

import type { TuneOrder, TunePorts } from '../../src/actions/tune.ts';
import type { Engine, Measured, MeasureRequest } from '../../src/contracts/engine.ts';
import type { OpenRun } from '../../src/contracts/run-store.ts';
import { priceTable } from '../../src/core/pricing/price-table.ts';
import { randomFrom } from '../../src/core/stats/prng.ts';
import { ANY_GOOD_ANSWER } from '../../src/core/tuning/expectation.ts';
import type { FunctionSpec } from '../../src/model/function-spec.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { SavedSample, TunedFunction } from '../../src/model/tuning.ts';
import { vcpuShare } from '../../src/model/units.ts';

/** How the function behaves: CPU time and waiting in ms, memory it needs, what it answers. */
export interface Behaviour {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly needMB?: number;
  /** Memory that a payload needs instead, and how much longer it takes. */
  readonly heavy?: Readonly<Record<string, { readonly needMB: number; readonly times?: number }>>;
  readonly answer?: unknown;
  /** Largest size that the machine can measure. */
  readonly reachMB?: number;
  /** The call from which on the function throws. */
  readonly throwsFrom?: number;
}

/** The sample of a good warm call. */
export const SAMPLE: Sample = {
  function: 'Fn',
  sizeMB: 512,
  environment: 'e512',
  index: 1,
  kind: 'warm',
  payload: 'empty',
  requestId: 'r',
  at: '2026-11-24T03:04:05.678Z',
  durationMs: 100,
  billedMs: 100,
  cpuMs: 20,
  usedMB: 60,
  status: 'success',
  marks: [],
  engine: 'local',
  driver: 'paper',
  calibration: { level: 1, factor: 1, source: 'a test' },
};

/** A saved sample that differs in what is given. */
export function savedSample(changes: Partial<SavedSample>): SavedSample {
  return { ...SAMPLE, call: 0, ...changes };
}

const SPEC: FunctionSpec = {
  name: 'Fn',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  codeFolder: '/nowhere',
  layers: [],
  environment: {},
  timeoutMs: 10_000,
  architecture: 'x86_64',
  logFormat: 'text',
  logGroup: null,
  region: null,
};

/** A tuned function as a run keeps it. */
export const tuned: TunedFunction = {
  name: 'Fn',
  runtime: 'nodejs22.x',
  architecture: 'x86_64',
  question: {
    goal: { kind: 'balanced' },
    seed: 1,
    lowMB: 128,
    highMB: 3_008,
    sizesMB: null,
    currentMB: 512,
    strata: [{ name: 'empty', weight: 1 }],
    worst: [],
    maxInvocations: 40,
    maxTimeMs: null,
    maxCost: null,
    utilisation: 0.8,
  },
  ruler: {
    engine: 'local',
    driver: 'paper',
    exact: true,
    calibration: SAMPLE.calibration,
    remarks: [],
    machine: { cores: 2, memoryMB: 8_192, cpu: 'a processor', system: 'a system' },
    runsOn: 'paper',
  },
  fingerprint: null,
};

/** The order to tune it; `question` as changed. */
export function order(changes: Partial<TuneOrder['question']> = {}, more: Partial<TuneOrder> = {}): TuneOrder {
  return {
    spec: SPEC,
    question: { ...tuned.question, ...changes },
    payloads: [{ name: 'empty', weight: 1, body: new TextEncoder().encode('{}'), expect: ANY_GOOD_ANSWER }],
    remarks: [],
    prices: priceTable('us-east-1'),
    fingerprint: null,
    before: [],
    ...more,
  };
}

/** Everything a tuning needs, and what it did. */
export interface Bench {
  readonly ports: TunePorts;
  readonly saved: SavedSample[];
  readonly functions: TunedFunction[];
  readonly closed: () => boolean;
  readonly notices: string[];
}

/** A bench around a function; `stopped` and the clock as given. */
export function bench(behaviour: Behaviour, changes: Partial<TunePorts> = {}): Bench {
  const saved: SavedSample[] = [];
  const functions: TunedFunction[] = [];
  const notices: string[] = [];
  let closed = false;
  const run: Pick<OpenRun, 'begin' | 'sample'> = {
    begin: async (one) => void functions.push(one),
    sample: async (sample) => void saved.push(sample),
  };
  const engine = paperEngine(behaviour, () => {
    closed = true;
  });
  const ports: TunePorts = {
    engine,
    run,
    clock: { now: () => 0, localOffsetMinutes: () => 0 },
    listener: { notice: ({ text }) => void notices.push(text), progress: () => undefined, confirm: async () => true },
    stopped: new Promise(() => undefined),
    ...changes,
  };
  return { ports, saved, functions, notices, closed: () => closed };
}

function paperEngine(behaviour: Behaviour, closing: () => void): Engine {
  const { driver, exact, calibration, machine } = tuned.ruler;
  const random = randomFrom(7);
  const warmed = new Set<number>();
  const reach = behaviour.reachMB ?? 10_240;
  let calls = 0;
  return {
    about: { engine: 'local', driver, exact, calibration, remarks: ['paper only'], machine },
    admits: (sizeMB) =>
      sizeMB <= reach ? { can: true, alone: false } : { can: false, why: 'too few cores', largestMB: reach },
    prepare: async (spec) => ({
      spec,
      runsOn: 'paper',
      async measure(request) {
        const first = !warmed.has(request.sizeMB);
        warmed.add(request.sizeMB);
        const kinds: Sample['kind'][] = first ? ['cold', 'warm'] : ['warm'];
        return kinds.map((kind) => paperCall(behaviour, request, kind, calls++, 1 + 0.02 * (random() - 0.5)));
      },
      close: async () => closing(),
    }),
    close: async () => undefined,
  };
}

function paperCall(
  { cpuMs, waitMs, needMB: usual = 60, heavy = {}, answer = {}, throwsFrom = Number.POSITIVE_INFINITY }: Behaviour,
  { sizeMB, payloadName }: MeasureRequest,
  kind: Sample['kind'],
  index: number,
  noise: number,
): Measured {
  const { needMB, times = 1 } = heavy[payloadName] ?? { needMB: usual };
  const durationMs = times * noise * (waitMs + cpuMs / Math.min(1, vcpuShare(sizeMB)));
  const status = needMB > sizeMB ? 'out-of-memory' : index >= throwsFrom ? 'error' : 'success';
  const body = status === 'success' ? answer : { errorType: 'Error', errorMessage: 'it\nbroke' };
  return {
    sample: {
      ...SAMPLE,
      ...{ sizeMB, kind, index, durationMs, status, payload: payloadName, cpuMs, usedMB: Math.min(needMB, sizeMB) },
      billedMs: Math.ceil(durationMs),
      environment: `e${sizeMB}`,
      ...(status === 'error' ? { errorType: 'Error' } : {}),
    },
    response: new TextEncoder().encode(JSON.stringify(body)),
    logTail: '',
  };
}
