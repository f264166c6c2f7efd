/** What `--function NAME` means where logs name no function: it selects among what the inputs are called, and names them where nothing is called so. */
import type { ReadRequest } from '../../contracts/log-source.ts';
import { type Input, isReadOnce } from './inputs.ts';
import { labelsOf } from './labels.ts';

/**
 * The requests to try in turn until one finds something. One input (also one S3 export of many files) is the function that was named.
 * Several may be several functions: only if no function or file has the name, they are all parts of it.
 */
export function readingsFor(inputs: readonly Input[], request: ReadRequest): readonly [ReadRequest, ...ReadRequest[]] {
  const label = labelsOf(inputs, request.select);
  const labels = new Set(inputs.map(({ kind, name }) => (kind === 'stdin' ? name : label.of(name))));
  if (request.functionName === undefined || labels.size < 2 || inputs.some(isReadOnce)) {
    return [request];
  }
  const { functionName: _, ...selecting } = request;
  return [selecting, request];
}
