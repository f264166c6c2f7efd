/** Which references mean one function once everything was read: names told late, Lambda Insights events, exports that carry less than others. */
import type { FunctionRef } from '../../../model/usage.ts';
import { named } from './finish.ts';
import type { FunctionFacts } from './function-facts.ts';
import { type Group, TALLY } from './group.ts';

/** What was met, by id. */
export interface MetFunctions {
  readonly functions: readonly FunctionFacts[];
  readonly groups: readonly Group[];
}

/** The reference each function goes by; null: every one keeps its own. Nothing is joined where two functions could be meant. */
export function unitedRefs({ functions, groups }: MetFunctions): readonly FunctionRef[] | null {
  const reported = new Set(groups.filter((one) => one.tallies[TALLY.n]! > 0).map((one) => one.functionId));
  const met = functions.map((facts, id): Met => ({ ref: facts.ref, called: named(facts), reported: reported.has(id) }));
  const byName = new Map<string, Met[]>();
  for (const one of met) byName.set(one.called.name, [...(byName.get(one.called.name) ?? []), one]);
  let changed = false;
  const refs = met.map((one) => {
    const others = (byName.get(one.called.name) ?? []).filter((other) => other !== one);
    const ref = (others.length === 0 ? null : betterRef(one, others)) ?? one.ref;
    changed ||= ref !== one.ref;
    return ref;
  });
  return changed ? refs : null;
}

interface Met {
  readonly ref: FunctionRef;
  /** The reference with the name the lines told. */
  readonly called: FunctionRef;
  /** It has reports of its own, not Lambda Insights events alone. */
  readonly reported: boolean;
}

/** The only other function of the name that has reports: of an Insights event, or of a reference that says less. */
function betterRef(one: Met, others: readonly Met[]): FunctionRef | null {
  const fitting = others.filter((other) => other.reported && couldBe(one, other));
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) return null;
  return !one.reported || knows(only) > knows(one) ? only.ref : null;
}

/** A label of a file is no name: it joins by what its lines told only. */
function couldBe(one: Met, other: Met): boolean {
  if (one.called.origin === 'file' || other.called.origin === 'file') return false;
  return (
    fits(one.called.account, other.called.account) &&
    fits(one.called.region, other.called.region) &&
    fits(one.called.logGroup, other.called.logGroup)
  );
}

function fits(one: string | null, other: string | null): boolean {
  return one === null || other === null || one === other;
}

/** How much a reference tells. */
function knows({ ref, called }: Met): number {
  const told = [called.account, called.region, called.logGroup].filter((part) => part !== null).length;
  return 2 * told + (called.name === ref.name ? 1 : 0);
}
