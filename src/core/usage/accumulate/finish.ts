/** From the accumulated numbers to finished usage. */
import { OUTCOMES, type Outcome } from '../../../model/invocation.ts';
import type {
  EnvironmentTable,
  FunctionRef,
  FunctionUsage,
  SetAsideReason,
  SizeUsage,
  TimeSpan,
} from '../../../model/usage.ts';
import type { Budget } from './budget.ts';
import type { Collected } from './collected.ts';
import type { Environments } from './environments.ts';
import type { FunctionFacts } from './function-facts.ts';
import { type Group, TALLY } from './group.ts';

/** What a finished usage is made from. */
export interface CollectorState {
  readonly functions: readonly FunctionFacts[];
  readonly groups: readonly Group[];
  readonly environments: Environments;
  readonly budget: Budget;
}

/** Every function's usage, sorted by name; an emulator's lines, seen only over all lines together, are moved to what was set aside. */
export function finishFunctions(state: CollectorState): Collected {
  const { groups, environments, budget } = state;
  const rows = environments.byGroup();
  const bySizes = new Map<number, Group[]>();
  for (const group of groups) bySizes.set(group.functionId, [...(bySizes.get(group.functionId) ?? []), group]);
  const setAside: Partial<Record<SetAsideReason, number>> = {};
  const functions = state.functions.map((facts, id) => {
    const sizes = (bySizes.get(id) ?? []).sort((a, b) => a.sizeMB - b.sizeMB);
    const emulated = isEmulator(facts, sizes);
    if (emulated) setAside.emulator = (setAside.emulator ?? 0) + count(sizes, TALLY.n);
    const table = (group: Group): EnvironmentTable | null => {
      const own = rows.get(group.index);
      return own === undefined ? null : environments.table(own);
    };
    return functionUsage(facts, emulated ? [] : sizes, table, budget, emulated ? count(sizes, TALLY.n) : 0);
  });
  return {
    functions: functions.filter(isWorthShowing).sort(byName),
    setAside,
    bytes: {
      environments: environments.bytes,
      environmentCount: environments.count,
      functions: groups.reduce((sum, group) => sum + group.bytes, 0),
    },
  };
}

/** Used = size on every line, no line that only the real service prints, and none that tells why: what dies of its memory fills it. */
function isEmulator(facts: FunctionFacts, sizes: readonly Group[]): boolean {
  const n = count(sizes, TALLY.n);
  if (facts.realService || n === 0 || count(sizes, OUT_OF_MEMORY) > 0) return false;
  return count(sizes, TALLY.usedIsSize) === n && count(sizes, TALLY.sourceUnknown) === n;
}

const OUT_OF_MEMORY = TALLY.outcome0 + OUTCOMES.indexOf('out-of-memory');

function count(groups: readonly Group[], tally: number): number {
  return groups.reduce((sum, group) => sum + group.tallies[tally]!, 0);
}

function isWorthShowing(one: FunctionUsage): boolean {
  return (
    one.sizes.length > 0 ||
    one.logsDropped > 0 ||
    Object.keys(one.setAside).length > 0 ||
    Object.keys(one.initFailures).length > 0
  );
}

function byName(a: FunctionUsage, b: FunctionUsage): number {
  const key = (one: FunctionUsage): string =>
    [one.ref.name, one.ref.logGroup ?? '', one.ref.account ?? '', one.ref.region ?? ''].join('\n');
  return key(a) < key(b) ? -1 : 1;
}

function functionUsage(
  facts: FunctionFacts,
  groups: readonly Group[],
  table: (group: Group) => EnvironmentTable | null,
  budget: Budget,
  emulated: number,
): FunctionUsage {
  const sizes = groups.map((group) => sizeUsage(group, table(group), budget));
  const failures = count(groups, TALLY.n) - count(groups, TALLY.outcome0);
  const setAside = Object.fromEntries(facts.aside ?? []);
  if (emulated > 0) setAside.emulator = (setAside.emulator ?? 0) + emulated;
  return {
    ref: named(facts),
    span: union(sizes.map((one) => one.span)),
    sizes,
    versions: [...(facts.versions ?? [])].sort(),
    runtimeVersion: [...(facts.runtimeVersions ?? [])].sort().at(-1) ?? null,
    initializationTypes: [...(facts.types ?? [])].sort(),
    initFailures: sorted(facts.initFailures),
    errorTypes: sorted(facts.errorTypes),
    setAside,
    logsDropped: facts.logsDropped,
    onlyFailuresLogged:
      failures > 0 &&
      !facts.infoLogged &&
      count(groups, TALLY.json) === failures &&
      failures === count(groups, TALLY.n),
  };
}

/** A file's label gives way to the one name the lines in it tell, an unknown Region to the one their ARNs tell. */
export function named({ ref, names, regions }: FunctionFacts): FunctionRef {
  const [name] = names ?? [];
  const [region] = regions ?? [];
  const isTold = ref.origin === 'file' && names?.size === 1 && name !== undefined;
  const isPlaced = ref.region === null && regions?.size === 1 && region !== undefined;
  if (!isTold && !isPlaced) return ref;
  return { ...ref, ...(isTold ? { name, origin: 'platform' } : {}), ...(isPlaced ? { region } : {}) };
}

function sorted(counts: ReadonlyMap<string, number> | null): Record<string, number> {
  return Object.fromEntries([...(counts ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function union(spans: readonly (TimeSpan | null)[]): TimeSpan | null {
  const known = spans.filter((one) => one !== null);
  if (known.length === 0) return null;
  return { fromMs: Math.min(...known.map((one) => one.fromMs)), toMs: Math.max(...known.map((one) => one.toMs)) };
}

function sizeUsage(group: Group, environments: EnvironmentTable | null, budget: Budget): SizeUsage {
  const t = (at: number): number => group.tallies[at]!;
  const timed = t(TALLY.last) > Number.NEGATIVE_INFINITY;
  return {
    sizeMB: group.sizeMB,
    invocations: t(TALLY.n),
    outcomes: Object.fromEntries(OUTCOMES.map((word, at) => [word, t(TALLY.outcome0 + at)])) as Record<Outcome, number>,
    span: timed ? { fromMs: -t(TALLY.firstNegated), toMs: t(TALLY.last) } : null,
    coldStarts: t(TALLY.cold),
    initBilling: { billed: t(TALLY.initBilled), unbilled: t(TALLY.initUnbilled), unclear: t(TALLY.initUnclear) },
    initMs: group.init?.finish() ?? null,
    restoreMs: group.restore?.finish() ?? null,
    billedRestoreMs: t(TALLY.billedRestoreMs),
    warmMs: group.warm.finish(),
    coldMs: group.cold?.finish() ?? null,
    durationMs: group.allDurations(budget).finish(),
    billedMs: { sum: t(TALLY.billedMs), n: t(TALLY.billedN) },
    usedMB: t(TALLY.usedN) === 0 ? null : { max: t(TALLY.maxUsed), min: -t(TALLY.leastUsed), n: t(TALLY.usedN) },
    clipped: t(TALLY.clipped),
    // Part of the streams known is not enough: the bounds would be of the wrong set.
    environments: t(TALLY.streamUnknown) === 0 ? environments : null,
    bins: group.bins?.finish() ?? [],
    timeoutMs: t(TALLY.timeoutMs) > 0 ? t(TALLY.timeoutMs) : null,
    oldStyle: { timeoutMessages: t(TALLY.oldTimeouts), hundredMsBilling: t(TALLY.hundredMs) },
    jsonReports: t(TALLY.json),
    cpuMs: group.cpu?.finish() ?? null,
  };
}
