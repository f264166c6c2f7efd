/** memfit tune: measures functions at several sizes and prints the right one. */
import { tuneFunction } from '../../actions/tune.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { pricesUsed } from '../../core/pricing/what-if.ts';
import { TUNE_RENDERERS } from '../../core/report/tune.ts';
import { OutsideError, UserError } from '../../model/errors.ts';
import type { FunctionTuning } from '../../model/tuning.ts';
import type { RunCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { NO_WORDS, openSession, type Session } from '../session.ts';
import { onStage, stageFor } from '../stage.ts';
import { stopper } from '../stopper.ts';
import { type Attempt, ordersOf } from '../tune-orders.ts';
import { tuneView } from '../tune-progress.ts';
import { refuseOtherRuler } from '../tune-resume.ts';
import { rulerOf } from '../tune-ruler.ts';
import { VERSION } from '../version.ts';

/** Tunes one function after the other; what one of them cannot do does not stop the others. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('tune', invoked, edge);
  const { attempt, failures } = attempts(session);
  const stage = await stageFor(session);
  const { orders, recorded, region } = await ordersOf(invoked.args, session, stage, attempt);
  const view = tuneView(session);
  const stop = stopper(session, view.clear, 'stopping; the answer so far follows');
  const ruler = await rulerOf(recorded, orders, session, view, stop.stopped);
  const functions: FunctionTuning[] = [];
  try {
    refuseOtherRuler(recorded, orders, ruler.ports.engine.about);
    for (const order of orders) {
      if (stop.asked()) break;
      await attempt(orders.length, async () => {
        functions.push(
          await onStage(order, stage, session, (ready) => tuneFunction(ready, ruler.ports).finally(view.clear)),
        );
      });
    }
  } finally {
    view.clear();
    await ruler.ports.engine.close();
    await stage.close();
    stop.release();
  }
  if (functions.length > 0) await print(functions, ruler.runId(), region, session);
  return exitCode(functions, failures, stop.asked());
};

function exitCode(functions: readonly FunctionTuning[], failures: readonly unknown[], stopped: boolean): ExitCode {
  if (stopped) return EXIT.interrupted;
  if (failures.length > 0 || functions.some(({ reason }) => reason === 'failing')) return EXIT.failed;
  return functions.every(({ pickMB }) => pickMB === null) ? EXIT.notEnoughData : EXIT.done;
}

/** One function's error is told, and is the run's own where there is no other function. */
function attempts(session: Session): { attempt: Attempt; failures: readonly unknown[] } {
  const failures: unknown[] = [];
  const attempt: Attempt = async (of, work) => {
    try {
      await work();
    } catch (error) {
      const known = error instanceof UserError || error instanceof OutsideError;
      if (of === 1 || !known) throw error;
      failures.push(error);
      const { what, why, next } = error.detail;
      session.terminal.notice({
        level: 'error',
        code: error.code,
        text: why === undefined ? what : `${what} (${why})`,
        ...(next === undefined ? {} : { next }),
      });
    }
  };
  return { attempt, failures };
}

async function print(
  functions: readonly FunctionTuning[],
  runId: string | null,
  region: string | null,
  session: Session,
): Promise<void> {
  const prices = pricesUsed(priceTable(region ?? DEFAULT_REGION), region === null);
  const report = { schemaVersion: 1, kind: 'tune', memfitVersion: VERSION, runId, prices, functions } as const;
  const render = TUNE_RENDERERS[(session.format ?? 'table') as keyof typeof TUNE_RENDERERS];
  await writeOut(
    render(report, { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] }),
    session.edge,
  );
}
