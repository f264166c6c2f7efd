/** memfit cost: the exact cost before and after. */
import { cost } from '../../actions/cost.ts';
import { readCostRequest } from '../../core/config/cost-request.ts';
import { COST_RENDERERS } from '../../core/report/cost.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { NO_WORDS, openSession } from '../session.ts';

/** Prints the comparison. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('cost', invoked, edge);
  const report = cost(readCostRequest(invoked.args, session.inputs));
  const render = COST_RENDERERS[(session.format ?? 'table') as keyof typeof COST_RENDERERS];
  await writeOut(render(report, { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] }), edge);
  return EXIT.done;
};
