/** memfit plan: the edits that would carry out recommendations, shown. */
import { plan } from '../../actions/plan.ts';
import { switchOf } from '../../core/config/resolve.ts';
import { PLAN_RENDERERS } from '../../core/report/plan.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { planReport } from '../plan-report.ts';
import { openSession } from '../session.ts';
import { planRequest } from '../template-input.ts';
import { wiring } from '../wiring.ts';

/** Prints the plan. Exit code 3 with --check when it holds anything, 1 when a template could not be read. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('plan', invoked, edge);
  const { projectFiles, systemClock } = await wiring();
  const result = await plan(await planRequest(session), { tree: await projectFiles(edge.cwd), clock: systemClock });
  session.terminal.clear();
  const render = PLAN_RENDERERS[(session.format ?? 'table') as keyof typeof PLAN_RENDERERS];
  const next = 'memfit apply, with the same flags';
  await writeOut(render(planReport(result), { ...session.look, next }), edge);
  if (switchOf('check', session.inputs) && result.differs) return EXIT.gate;
  return result.inventory.problems.length > 0 ? EXIT.failed : EXIT.done;
};
