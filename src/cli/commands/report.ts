/** memfit report: a saved run as a page, for a pull request, or for a program. Calls nothing. */
import { tuningOfRun } from '../../actions/advised-tuning.ts';
import type { SavedRun } from '../../contracts/run-store.ts';
import { listOf, regionOf } from '../../core/config/resolve.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { pricesUsed } from '../../core/pricing/what-if.ts';
import { RENDERERS } from '../../core/report/render.ts';
import { renderRoundPage } from '../../core/report/round-page.ts';
import { TUNE_RENDERERS } from '../../core/report/tune.ts';
import type { Analysis } from '../../model/analysis.ts';
import { UserError } from '../../model/errors.ts';
import type { TuneReport } from '../../model/tuning.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { analyzeLogs } from '../log-analysis.ts';
import { writeOut } from '../output.ts';
import { NO_WORDS, openSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';
import { WORDS } from '../words.ts';

type Format = 'html' | 'markdown' | 'json' | 'csv';

/** Prints the answers that the samples of a run give, and on a page or in Markdown what the logs say beside them; exit code 4 when no size can be named. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('report', invoked, edge);
  const format = (session.format ?? 'html') as Format;
  const paths = listOf('logs', session.inputs);
  if (paths.length > 0) checkFormat(format);
  const saved = await savedRun(invoked.args[0] ?? null, paths.length > 0, session);
  const report = saved && reportOf(saved, regionOf(session.inputs));
  const analysis = paths.length > 0 ? (await analyzeLogs(session, paths)).analysis : null;
  await writeOut(piecesOf(format, saved, report, analysis, session), edge);
  if (analysis?.account.inputs.some(({ problem }) => problem !== undefined)) return EXIT.failed;
  const named = report?.functions.some(({ pickMB }) => pickMB !== null) ?? (analysis?.functions.length ?? 0) > 0;
  return named ? EXIT.done : EXIT.notEnoughData;
};

/** The run; null: none was named and none is there, and there are logs to report of. */
async function savedRun(which: string | null, hasLogs: boolean, { edge }: Session): Promise<SavedRun | null> {
  const { savedRuns } = await wiring();
  try {
    return await (await savedRuns(edge.cwd)).read(which);
  } catch (error) {
    const isNone = error instanceof UserError && error.code === 'no-such-run' && which === null;
    if (isNone && hasLogs) return null;
    throw error;
  }
}

function checkFormat(format: Format): void {
  if (format === 'html' || format === 'markdown') return;
  throw new UserError('invalid-option', {
    where: '--logs',
    what: `${format} holds a run alone`,
    why: 'what the logs say has a document of its own',
    next: `memfit analyze PATH -o ${format}`,
  });
}

function* piecesOf(
  format: Format,
  saved: SavedRun | null,
  report: TuneReport | null,
  analysis: Analysis | null,
  { look }: Session,
): Iterable<string> {
  const context = { ...look, words: analysis === null ? NO_WORDS : WORDS, top: null, detail: false, next: [] };
  if (saved !== null && report !== null && format === 'html')
    return yield* renderRoundPage(pageOf(saved, report, analysis), context);
  if (report !== null) yield* TUNE_RENDERERS[format](report, context);
  if (report !== null && analysis !== null) yield '\n';
  if (analysis !== null) yield* RENDERERS[format](analysis, context);
}

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

function pageOf({ run: { id, startedAt, memfitVersion } }: SavedRun, tuning: TuneReport, analysis: Analysis | null) {
  const title = `memfit report: ${tuning.functions.map(({ name }) => name).join(', ') || id}`;
  return { title, about: [`Measured at ${startedAt} by memfit ${memfitVersion}.`], analysis, tuning, diff: null };
}
