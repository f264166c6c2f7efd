/** memfit sizes: what each memory size gives and costs. */
import { sizes } from '../../actions/sizes.ts';
import { readSizesRequest } from '../../core/config/cost-request.ts';
import { SIZES_RENDERERS } from '../../core/report/sizes.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { NO_WORDS, openSession } from '../session.ts';

/** Prints the table of sizes. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('sizes', invoked, edge);
  const report = sizes(readSizesRequest(session.inputs));
  const render = SIZES_RENDERERS[(session.format ?? 'table') as keyof typeof SIZES_RENDERERS];
  await writeOut(render(report, { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] }), edge);
  return EXIT.done;
};
