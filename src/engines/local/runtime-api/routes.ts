/** Which call of the Runtime API a method and path mean (Lambda Developer Guide, "Using the Lambda runtime API"; 2018-06-01). */

/** A call of the Runtime API. `refused` is known and not offered here. */
export type ApiCall =
  | { readonly kind: 'next' | 'init-error' }
  | { readonly kind: 'response' | 'error'; readonly requestId: string }
  | { readonly kind: 'refused'; readonly what: string }
  | { readonly kind: 'wrong-method' | 'unknown' };

const RUNTIME = '/2018-06-01/runtime';
const ANSWER = /^\/2018-06-01\/runtime\/invocation\/([^/]{1,200})\/(response|error)$/;
const REFUSED: readonly (readonly [string, string])[] = [
  [`${RUNTIME}/restore/`, 'SnapStart'],
  ['/2020-01-01/extension/', 'extensions'],
  ['/2020-08-15/logs', 'the Logs API'],
  ['/2022-07-01/telemetry', 'the Telemetry API'],
];

/** The call that a request makes. A query is ignored, as the service does. */
export function callOf(method: string, path: string): ApiCall {
  const place = path.split('?', 1)[0] ?? path;
  if (place === `${RUNTIME}/invocation/next`) return method === 'GET' ? { kind: 'next' } : { kind: 'wrong-method' };
  if (place === `${RUNTIME}/init/error`) return method === 'POST' ? { kind: 'init-error' } : { kind: 'wrong-method' };
  const answer = ANSWER.exec(place);
  if (answer) {
    const kind = answer[2] === 'response' ? 'response' : 'error';
    return method === 'POST' ? { kind, requestId: answer[1] ?? '' } : { kind: 'wrong-method' };
  }
  const refused = REFUSED.find(([prefix]) => place.startsWith(prefix));
  return refused ? { kind: 'refused', what: refused[1] } : { kind: 'unknown' };
}
