/** memfit list: the functions of the project's templates. */
import { list } from '../../actions/list.ts';
import { readSeen } from '../../actions/seen.ts';
import { LIST_RENDERERS } from '../../core/report/list.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { openSession } from '../session.ts';
import { configured, loadRequest, savedAnalysis } from '../template-input.ts';
import { wiring } from '../wiring.ts';

/** Prints the inventory. Exit code 1 when a template could not be read. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('list', invoked, edge);
  const saved = await savedAnalysis(session);
  const seen = saved === null ? [] : readSeen(saved.text, saved.file);
  const { projectFiles } = await wiring();
  const request = { ...loadRequest(session), seen, functions: await configured(session) };
  const report = await list(request, { tree: await projectFiles(edge.cwd) });
  session.terminal.clear();
  const render = LIST_RENDERERS[(session.format ?? 'table') as keyof typeof LIST_RENDERERS];
  await writeOut(render(report, session.look), edge);
  return report.problems.length > 0 ? EXIT.failed : EXIT.done;
};
