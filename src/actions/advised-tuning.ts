/** The changes that a tuning advises: from its answer, or from a saved run answered again. */
import type { SavedRun } from '../contracts/run-store.ts';
import type { RegionPrices } from '../core/pricing/price-table.ts';
import { record, startSearch } from '../core/tuning/search/state.ts';
import { functionTuning, searchRequest } from '../core/tuning/tuning-report.ts';
import type { FunctionTuning } from '../model/tuning.ts';
import type { AdvisedChange } from './advised-change.ts';

/** What of a tuning's answer tells of a change. */
export type TunedAnswer = Pick<
  FunctionTuning,
  'name' | 'status' | 'currentMB' | 'pickMB' | 'chance' | 'invocations'
> & {
  readonly ruler: Pick<FunctionTuning['ruler'], 'engine'>;
};

/** The changes of decided functions; undecided ones, and those that are right as they are, have none. Names are as the templates have them. */
export function advisedByTuning(functions: readonly TunedAnswer[]): readonly AdvisedChange[] {
  return functions.flatMap(({ name, status, currentMB, pickMB, chance, invocations, ruler }) => {
    if (status !== 'decided' || pickMB === null || pickMB === currentMB) return [];
    const sure = chance === null ? '' : `, ${Math.floor(chance * 100)} % sure`;
    const evidence = `measured with ${invocations} calls (${ruler.engine})${sure}`;
    return [{ name, logGroup: null, fromMB: currentMB, toMB: pickMB, evidence }];
  });
}

/** The answers of a saved run, from its samples alone: nothing is called. A run that was cut short names only sizes it measured. */
export function tuningOfRun({ run, samples }: SavedRun, prices: RegionPrices): readonly FunctionTuning[] {
  return run.functions.map((tuned) => {
    const own = samples.filter((one) => one.function === tuned.name);
    const state = own.reduce(record, startSearch(searchRequest(tuned.question)));
    const budget = { ...state.options.budget, invocations: Math.max(1, own.length) };
    const closed = { ...state, options: { ...state.options, budget } };
    return functionTuning({ tuned, state: closed, samples: own, faulty: [], stopped: 'record-ended' }, prices);
  });
}
