/** When two references mean the same function. */
import type { FunctionRef } from './usage.ts';

/** Two references with the same key are the same function. A name's own log group adds nothing. */
export function functionKey(ref: FunctionRef): string {
  const own = ref.logGroup === `/aws/lambda/${ref.name}` || ref.logGroup === `/aws/lambda/us-east-1.${ref.name}`;
  return [ref.name, own ? '' : (ref.logGroup ?? ''), ref.account ?? '', ref.region ?? '', ref.origin === 'file'].join(
    '\n',
  );
}
