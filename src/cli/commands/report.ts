/** memfit report: a saved run as a page, for a pull request, or for a program. Calls nothing. */
import { tuningOfRun } from '../../actions/advised-tuning.ts';
import type { SavedRun } from '../../contracts/run-store.ts';
import { regionOf } from '../../core/config/resolve.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { pricesUsed } from '../../core/pricing/what-if.ts';
import { renderRoundPage } from '../../core/report/round-page.ts';
import { TUNE_RENDERERS } from '../../core/report/tune.ts';
import type { TuneReport } from '../../model/tuning.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { NO_WORDS, openSession } from '../session.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';

/** Prints the answers that the samples of a run give; exit code 4 when no size can be named. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('report', invoked, edge);
  const { savedRuns } = await wiring();
  const saved = await (await savedRuns(edge.cwd)).read(invoked.args[0] ?? null);
  const report = reportOf(saved, regionOf(session.inputs));
  const context = { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] };
  const format = (session.format ?? 'html') as 'html' | 'markdown' | 'json' | 'csv';
  const pieces =
    format === 'html' ? renderRoundPage(pageOf(saved, report), context) : TUNE_RENDERERS[format](report, context);
  await writeOut(pieces, edge);
  return report.functions.every(({ pickMB }) => pickMB === null) ? EXIT.notEnoughData : EXIT.done;
};

function reportOf(saved: SavedRun, region: string | null): TuneReport {
  const table = priceTable(region ?? DEFAULT_REGION);
  return {
    schemaVersion: 1,
    kind: 'tune',
    memfitVersion: VERSION,
    runId: saved.run.id,
    prices: pricesUsed(table, region === null),
    functions: tuningOfRun(saved, table),
  };
}

function pageOf({ run: { id, startedAt, memfitVersion } }: SavedRun, tuning: TuneReport) {
  const title = `memfit report: ${tuning.functions.map(({ name }) => name).join(', ') || id}`;
  return { title, about: [`Measured at ${startedAt} by memfit ${memfitVersion}.`], analysis: null, tuning, diff: null };
}
