/** Sums up invocations per function, size and environment in bounded memory. */

import { functionKey } from '../../../model/function-key.ts';
import { OUTCOMES } from '../../../model/invocation.ts';
import type { FunctionRef, SetAsideReason } from '../../../model/usage.ts';
import type { FunctionFact, Invocation } from '../../logs/invocation-sink.ts';
import { budgetFor } from './budget.ts';
import type { Collected, UsageCollector } from './collected.ts';
import { type EnvironmentEntry, Environments } from './environments.ts';
import { type CollectorState, finishFunctions } from './finish.ts';
import { FunctionFacts } from './function-facts.ts';
import { Group } from './group.ts';
import type { BinEntry } from './time-bins.ts';
import { unitedRefs } from './united-refs.ts';

/** An empty collector. */
export function createUsageCollector(): UsageCollector {
  return new SetCollector();
}

const ERROR = OUTCOMES.indexOf('error');
const OUT_OF_MEMORY = OUTCOMES.indexOf('out-of-memory');

class SetCollector implements UsageCollector, CollectorState {
  readonly functions: FunctionFacts[] = [];
  readonly groups: Group[] = [];
  readonly environments = new Environments();
  budget = budgetFor(0);
  readonly #byKey = new Map<string, number>();
  /** Ids of the sink's caller to ours: the same unless merged. */
  readonly #ids: number[] = [];
  readonly #byPair = new Map<number, Group>();
  #last: Group | null = null;
  readonly #bin: BinEntry = { failed: false, billedMs: 0, warmUs: Number.NaN, usedMB: 0 };
  readonly #environment: EnvironmentEntry = {
    second: 0,
    usedMB: Number.NaN,
    billedMs: 0,
    warmUs: Number.NaN,
    reset: false,
    outOfMemory: false,
  };

  functionMet(functionId: number, ref: FunctionRef): void {
    this.#ids[functionId] = this.#function(ref);
  }

  invocation(one: Invocation): void {
    const group = this.#group(this.#ids[one.functionId]!, one.sizeMB);
    const bin = this.#bin;
    bin.usedMB = one.usedMB >= 0 ? one.usedMB : 0;
    group.add(one, this.budget, bin);
    if (one.errorType !== null && bin.failed) this.functions[group.functionId]!.error(one.errorType);
    if (one.streamLow !== 0 || one.streamHigh !== 0) this.#addEnvironment(one, group.index, bin);
  }

  setAside(one: Invocation, reason: SetAsideReason): void {
    this.functions[this.#ids[one.functionId]!]!.setAside(reason, 1);
  }

  fact(functionId: number, fact: FunctionFact): void {
    const id = this.#ids[functionId]!;
    if (fact.kind === 'cpu') this.#cpu(id, fact.cpuMs, fact.sizeMB);
    else this.functions[id]!.learn(fact);
  }

  merge(other: UsageCollector): void {
    const { functions } = other as SetCollector;
    this.#take(
      other as SetCollector,
      functions.map((one) => one.ref),
    );
  }

  /** Takes over another's sums; `refs`: which function each of its functions is. */
  #take({ functions, groups, environments }: SetCollector, refs: readonly FunctionRef[]): void {
    const ids = refs.map((ref) => this.#function(ref));
    for (const [index, one] of functions.entries()) this.functions[ids[index]!]!.merge(one);
    const mine = groups.map((one) => this.#group(ids[one.functionId]!, one.sizeMB));
    for (const [index, one] of groups.entries()) mine[index]!.merge(one, this.budget);
    this.environments.merge(
      environments,
      mine.map((one) => one.index),
    );
  }

  finish(): Collected {
    const refs = unitedRefs(this);
    if (refs === null) return finishFunctions(this);
    const united = new SetCollector();
    united.#take(this, refs);
    return finishFunctions(united);
  }

  #addEnvironment(one: Invocation, group: number, bin: BinEntry): void {
    const entry = this.#environment;
    entry.second = one.timeMs >= 0 ? Math.floor(one.timeMs / 1000) : 0;
    entry.usedMB = one.usedMB;
    entry.billedMs = bin.billedMs;
    entry.warmUs = bin.warmUs;
    entry.outOfMemory = one.outcome === OUT_OF_MEMORY;
    entry.reset = bin.failed && one.outcome !== ERROR;
    this.environments.add(one.streamLow, one.streamHigh, group, entry);
  }

  #cpu(id: number, cpuMs: number, sizeMB: number): void {
    if (sizeMB > 0) this.#group(id, sizeMB).addCpu(Math.round(cpuMs * 1000), this.budget);
  }

  #function(ref: FunctionRef): number {
    const key = functionKey(ref);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      this.functions[known]!.sawRef(ref);
      return known;
    }
    const id = this.functions.push(new FunctionFacts(ref)) - 1;
    this.#byKey.set(key, id);
    return id;
  }

  #group(functionId: number, sizeMB: number): Group {
    const last = this.#last;
    if (last !== null && last.functionId === functionId && last.sizeMB === sizeMB) return last;
    const key = functionId * 4_294_967_296 + sizeMB;
    const group = this.#byPair.get(key) ?? this.#newGroup(key, functionId, sizeMB);
    this.#last = group;
    return group;
  }

  #newGroup(key: number, functionId: number, sizeMB: number): Group {
    const group = new Group(this.groups.length, functionId, sizeMB);
    this.groups.push(group);
    this.#byPair.set(key, group);
    const budget = budgetFor(this.groups.length);
    if (budget !== this.budget) {
      this.budget = budget;
      for (const one of this.groups) one.limit(budget);
    }
    return group;
  }
}
