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
import { createRunSums, type RunSums } from './run-sums.ts';
import type { BinEntry } from './time-bins.ts';
import { unitedRefs } from './united-refs.ts';

/** An empty collector. */
export function createUsageCollector(): UsageCollector {
  return new SetCollector();
}

/** Words of a held row that tell its function and size (core/logs/scan/rows.ts). */
const FUNCTION_WORD = 1;
const SIZE_WORD = 11;
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
  /** Ordinary invocations not yet poured into groups; null: no WebAssembly. */
  #sums: RunSums | null | undefined;
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

  ordinary(rows: Int32Array, from: number, count: number, isReal: boolean): number {
    const sizeMB = rows[from + SIZE_WORD]!;
    if (sizeMB < 0) return 0;
    const group = this.#group(this.#ids[rows[from + FUNCTION_WORD]!]!, sizeMB);
    // As long as values are kept one by one, they are added one by one.
    if (group.warm.isExact) return 0;
    if (this.#sums === undefined) this.#sums = createRunSums();
    const sums = this.#sums;
    if (sums === null) return 0;
    if (!sums.isOf(group, rows, from, isReal)) {
      sums.pour(this.environments, this.budget);
      sums.begin(group, rows, from, isReal);
    }
    const taken = sums.add(rows, from, count);
    if (taken > 0) return taken;
    // No room for this row's slice or environment, or no ordinary row: once more with an empty run.
    sums.pour(this.environments, this.budget);
    return sums.add(rows, from, count);
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
    this.#pour();
    (other as SetCollector).#pour();
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
    this.#pour();
    const refs = unitedRefs(this);
    if (refs === null) return finishFunctions(this);
    const united = new SetCollector();
    united.#take(this, refs);
    return finishFunctions(united);
  }

  #pour(): void {
    this.#sums?.pour(this.environments, this.budget);
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
