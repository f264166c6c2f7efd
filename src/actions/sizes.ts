/** sizes: what each memory size gives and costs. Changes nothing and prints nothing. */
import { type SizesRequest, sizesReport } from '../core/pricing/size-table.ts';
import type { SizesReport } from '../model/what-if.ts';

/** The table of sizes for a Region and architecture. Throws a UserError `unknown-region`. */
export function sizes(request: SizesRequest): SizesReport {
  return sizesReport(request);
}
