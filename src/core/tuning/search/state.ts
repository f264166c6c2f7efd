/** A search as a value: what was asked and every sample so far. All else is computed from these two, so it can be saved, resumed and replayed. */
import { UserError } from '../../../model/errors.ts';
import { type SearchOptions, type SearchRequest, type SearchSample, searchOptions } from './options.ts';

/** What is known of a search. Samples in the order recorded. */
export interface SearchState {
  readonly options: SearchOptions;
  readonly samples: readonly SearchSample[];
}

/** A search that has measured nothing. Throws UserError `invalid-search` for bounds, weights, shares or a budget that leave nothing to do. */
export function startSearch(request: SearchRequest): SearchState {
  const options = searchOptions(request);
  const fault = faultOf(options);
  if (fault !== null) throw new UserError('invalid-search', { what: 'nothing to search', why: fault });
  return { options, samples: [] };
}

/** The search after one more call, of any outcome: discarded and failed ones too. */
export function record(state: SearchState, sample: SearchSample): SearchState {
  return { options: state.options, samples: [...state.samples, sample] };
}

function faultOf({ lowMB, highMB, sizesMB, strata, coldShare, utilisation, budget }: SearchOptions): string | null {
  if (!(lowMB <= highMB)) return `the smallest size (${lowMB} MB) is above the largest (${highMB} MB)`;
  if (sizesMB !== null && !sizesMB.some((size) => size >= lowMB && size <= highMB)) {
    return `none of the sizes given lies in ${lowMB} to ${highMB} MB`;
  }
  if (strata.length === 0 || !strata.every(({ weight }) => weight > 0)) return 'every payload needs a weight above 0';
  if (new Set(strata.map(({ name }) => name)).size < strata.length) return 'two payloads have the same name';
  if (!(coldShare >= 0 && coldShare <= 1)) return `the cold share (${coldShare}) is no share`;
  if (!(utilisation > 0 && utilisation <= 1)) return `the utilisation (${utilisation}) is no share`;
  if (!(budget.invocations >= 1)) return 'the budget allows no call';
  return null;
}
