/** Load: calls a function at the size in force, in many environments, as traffic would, so that there are logs to analyze. */
import type { Clock } from '../contracts/clock.ts';
import type { Engine, PreparedFunction } from '../contracts/engine.ts';
import type { Listener } from '../contracts/listener.ts';
import type { TunePayload } from '../model/tuning.ts';
import type { TuneOrder } from './tune-order.ts';

/** How much of it. Environments are what memory is judged by, so there are many, each with a few calls. */
export interface LoadShape {
  readonly environments: number;
  /** Calls of each environment, the cold one included. */
  readonly callsEach: number;
  /** Environments that work at the same time. */
  readonly lanes: number;
  /** No environment is begun after this time, ms. */
  readonly maxTimeMs: number;
}

/** What was done to one function. */
export interface LoadDone {
  readonly name: string;
  readonly sizeMB: number;
  /** Calls made, and how many of them failed. */
  readonly calls: number;
  readonly failed: number;
  readonly environments: number;
}

/** What carries it out. `stopped` resolves when the person wants no more. */
export interface LoadPorts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly listener: Pick<Listener, 'progress'>;
  readonly stopped: Promise<void>;
}

/** Makes the calls; the engine writes the logs. Throws what the engine says of a function that cannot run. */
export async function produceLoad(
  { spec, payloads }: Pick<TuneOrder, 'spec' | 'payloads'>,
  sizeMB: number,
  shape: LoadShape,
  ports: LoadPorts,
): Promise<LoadDone> {
  const work: Work = { name: spec.name, sizeMB, mix: rotation(payloads), shape, ports, begun: ports.clock.now() };
  const tally: Tally = { calls: 0, failed: 0, environments: 0, asked: 0, stopped: false };
  void ports.stopped.then(() => {
    tally.stopped = true;
  });
  const lanes: PreparedFunction[] = [];
  try {
    // In turn: the first may have to build the function for all.
    while (lanes.length < shape.lanes) lanes.push(await ports.engine.prepare(spec));
    const calling = Promise.all(lanes.map((lane) => drive(lane, work, tally)));
    // Whoever stops does not wait for a long call; closing the function ends it.
    calling.catch(() => undefined);
    await Promise.race([calling, ports.stopped]);
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
  return { name: spec.name, sizeMB, calls: tally.calls, failed: tally.failed, environments: tally.environments };
}

interface Work {
  readonly name: string;
  readonly sizeMB: number;
  readonly mix: (index: number) => TunePayload;
  readonly shape: LoadShape;
  readonly ports: LoadPorts;
  readonly begun: number;
}

interface Tally {
  calls: number;
  failed: number;
  environments: number;
  /** Calls that were asked for: they take their payloads in turn. */
  asked: number;
  stopped: boolean;
}

/** One environment after the other: a cold call, then warm ones. */
async function drive(lane: PreparedFunction, work: Work, tally: Tally): Promise<void> {
  const { shape, ports, begun } = work;
  while (!tally.stopped && tally.environments < shape.environments) {
    if (ports.clock.now() - begun >= shape.maxTimeMs) return;
    tally.environments += 1;
    for (let call = 0; call < shape.callsEach && !tally.stopped; call += 1) {
      await callOnce(lane, call === 0 ? 'cold' : 'warm', work, tally);
    }
  }
}

async function callOnce(lane: PreparedFunction, want: 'cold' | 'warm', work: Work, tally: Tally): Promise<void> {
  const { name, sizeMB, mix, shape, ports } = work;
  const payload = mix(tally.asked);
  tally.asked += 1;
  const made = await lane.measure({ sizeMB, payload: payload.body, payloadName: payload.name, want, repeat: false });
  tally.calls += made.length;
  tally.failed += made.filter(({ sample }) => sample.status !== 'success').length;
  const total = shape.environments * shape.callsEach;
  ports.listener.progress({ step: `load on ${name}`, done: Math.min(tally.asked, total), total, unit: 'calls' });
}

/** Payloads in turn, each as often as its weight says: the one that is furthest behind its share. */
export function rotation(payloads: readonly TunePayload[]): (index: number) => TunePayload {
  const traffic = payloads.filter(({ weight }) => weight > 0);
  const total = traffic.reduce((sum, { weight }) => sum + weight, 0);
  const turns: TunePayload[] = [];
  const taken = new Map<TunePayload, number>();
  return (index) => {
    while (turns.length <= index) {
      const behind = (one: TunePayload): number => (one.weight / total) * (turns.length + 1) - (taken.get(one) ?? 0);
      const next = traffic.reduce((best, one) => (behind(one) > behind(best) ? one : best));
      taken.set(next, (taken.get(next) ?? 0) + 1);
      turns.push(next);
    }
    return turns[index] as TunePayload;
  };
}
