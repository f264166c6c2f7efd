/** cost: what sizes, durations and architectures would cost, exactly. Changes nothing and prints nothing. */
import { costReport } from '../core/pricing/what-if.ts';
import type { CostReport, CostRequest } from '../model/what-if.ts';

/** The exact cost before and after, per invocation and per month. Throws a UserError `unknown-region`. */
export function cost(request: CostRequest): CostReport {
  return costReport(request);
}
