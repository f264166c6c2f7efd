/** memfit demo: the whole round on the example that comes with memfit. */
import { demo, type LeftOut } from '../../actions/demo.ts';
import type { PlanResult } from '../../actions/plan.ts';
import type { Listener } from '../../contracts/listener.ts';
import { switchOf } from '../../core/config/resolve.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { pricesUsed } from '../../core/pricing/what-if.ts';
import type { RenderContext } from '../../core/report/context.ts';
import { renderRoundPage } from '../../core/report/round-page.ts';
import { UNICODE } from '../../core/report/style.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { FunctionTuning } from '../../model/tuning.ts';
import type { PricesUsed } from '../../model/what-if.ts';
import type { Invoked, RunCommand } from '../command.ts';
import { type OpenRound, openRound } from '../demo-round.ts';
import { aboutRound, chapterText, closingText, heading, leftOutWords, opinionsText } from '../demo-text.ts';
import { demoView } from '../demo-view.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { exampleFolder } from '../package-root.ts';
import { planReport } from '../plan-report.ts';
import { openSession, type Session } from '../session.ts';
import { stopper } from '../stopper.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';
import { WORDS } from '../words.ts';

/** Sets up, runs the round, prints each chapter as it comes, writes the page, ends all that it started. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('demo', withoutConfig(invoked), edge);
  const { demoProject, systemClock: clock } = await wiring();
  const view = demoView(session, clock.now, mayBuild(session));
  const project = await demoProject(exampleFolder(), edge.cwd);
  view.step('set-up: a copy of the example in .memfit/demo, the limits of this machine, the three functions');
  const round = await openRound(session, project, view);
  const stop = stopper(session, view.rest, 'stopping everything');
  const begun = clock.now();
  try {
    for (const one of round.leftOut) tellLeftOut(one, session);
    const shown = await show(round, session, view, stop);
    view.rest();
    if (shown.tuned.length === 0) return stop.asked() ? EXIT.interrupted : EXIT.failed;
    const page = await project.saveReport(pageOf(shown, round));
    const seconds = Math.round((clock.now() - begun) / 1_000);
    const end = { page, seconds, folder: project.folder, apply: applyWords(shown, round), recorded: round.isRecorded };
    await writeOut(closingText(end, shown.context), edge);
    return exitCode(shown, stop.asked());
  } finally {
    view.rest();
    await round.close();
    stop.release();
  }
};

/** The run's id where it lies in the copy; sizes by hand where it does not. */
function applyWords({ plan }: Shown, round: OpenRound): string[] {
  const edits = plan?.plan.edits ?? [];
  const runId = round.runId();
  if (edits.length === 0) return [];
  if (!round.isRecorded && runId !== null) return ['--from', runId];
  return edits.flatMap(({ function: name, toMB }) => ['--set', `${name}=${toMB}`]);
}

interface Shown {
  readonly context: RenderContext;
  readonly prices: PricesUsed;
  readonly about: readonly string[];
  readonly tuned: FunctionTuning[];
  analysis: Analysis | null;
  plan: PlanResult | null;
  failed: boolean;
}

/** Prints every chapter when it is there, and keeps it for the page. */
async function show(
  round: OpenRound,
  session: Session,
  view: ReturnType<typeof demoView>,
  stop: ReturnType<typeof stopper>,
): Promise<Shown> {
  const { edge, look } = session;
  const standIns = round.inner.inputs.file?.standIns ?? [];
  const shown: Shown = {
    context: { ...look, words: WORDS, top: null, detail: false, next: [] },
    prices: pricesUsed(priceTable(round.region ?? DEFAULT_REGION), round.region === null),
    about: aboutRound(standIns, round.recorded),
    ...{ tuned: [], analysis: null, plan: null, failed: false },
  };
  view.rest();
  await writeOut(heading(shown.about, shown.context), edge);
  const { order, ports } = await round.begin(stop.stopped, stop.asked);
  for await (const chapter of demo(order, ports)) {
    view.rest();
    if (chapter.kind === 'left-out') {
      shown.failed = true;
      tellLeftOut(chapter, session);
      continue;
    }
    await writeOut(chapterText(chapter, shown.prices, shown.context), edge);
    if (chapter.kind === 'analysis') shown.analysis = chapter.analysis;
    if (chapter.kind === 'tuned') shown.tuned.push(chapter.tuning);
    if (chapter.kind === 'plan') shown.plan = chapter.result;
  }
  if (shown.analysis !== null && shown.tuned.length > 0)
    await writeOut(opinionsText(shown.analysis, shown.tuned, shown.context), edge);
  return shown;
}

function pageOf({ prices, about, tuned, analysis, plan, context }: Shown, round: OpenRound): string {
  const tuning = {
    ...({ schemaVersion: 1, kind: 'tune', memfitVersion: VERSION, runId: round.runId(), prices } as const),
    functions: tuned,
  };
  const page = {
    title: 'memfit demo: Music Poetry Canvas',
    about,
    analysis,
    tuning,
    diff: plan && planReport(plan).diff,
  };
  // Pages show every character, whatever the terminal can.
  return [...renderRoundPage(page, { ...context, glyphs: UNICODE })].join('');
}

function exitCode({ tuned, failed }: Shown, stopped: boolean): ExitCode {
  if (stopped) return EXIT.interrupted;
  return failed || tuned.some(({ reason }) => reason === 'failing') ? EXIT.failed : EXIT.done;
}

/** Left out in set-up is no failure: the round goes on with the others. */
function tellLeftOut(one: LeftOut, { terminal, inputs }: Session): void {
  const mayWait = !switchOf('quick', inputs) && !switchOf('no-setup', inputs);
  const { text, next } = leftOutWords(one, mayWait);
  terminal.notice({
    level: 'warning',
    code: one.code,
    text: `${one.name} is left out: ${text}`,
    ...(next && { next }),
  });
}

/** What is asked before the Python function is built. Everything else that could be fetched is done without. */
function mayBuild({ terminal, inputs, edge }: Session): Listener['confirm'] {
  return async ({ code }) => {
    if (code !== 'makefile' || switchOf('quick', inputs) || switchOf('no-setup', inputs)) return false;
    // It is memfit's own example, pinned to exact versions: without a person it is done, and said.
    if (switchOf('yes', inputs) || switchOf('no-input', inputs) || !edge.stdin.isTTY || !edge.stderr.isTTY) return true;
    const text =
      'YouTubeFunction needs librosa for Python 3.12: fetch and build it once (130 MB, 1 to 2 minutes) into the cache of memfit?';
    return terminal.confirm({ code, text, default: true });
  };
}

function withoutConfig({ args, flags }: Invoked): Invoked {
  return { args, flags: { ...flags, 'no-config': true } };
}
