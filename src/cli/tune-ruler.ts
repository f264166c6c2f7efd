/** What measures for `memfit tune`, and where its samples go. */
import type { TuneOrder, TunePorts } from '../actions/tune.ts';
import type { OpenRun, PlannedRun, SavedRun } from '../contracts/run-store.ts';
import { OutsideError } from '../model/errors.ts';
import type { Session } from './session.ts';
import type { TuneView } from './tune-progress.ts';
import { VERSION } from './version.ts';
import { wiring } from './wiring.ts';

/** A saved run that is played again or continued. */
export type Recorded =
  | { readonly kind: 'replay'; readonly saved: SavedRun }
  | { readonly kind: 'resume'; readonly saved: SavedRun; readonly planned: PlannedRun };

/** The engine with its surroundings. `runId` is known once a function could be prepared. */
export interface TuneRulerHere {
  readonly ports: TunePorts;
  readonly runId: () => string | null;
}

/** The engine, and where samples go: a replay saves nothing, a resumed run is added to. */
export async function rulerOf(
  recorded: Recorded | null,
  orders: readonly TuneOrder[],
  session: Session,
  { listener, watch }: TuneView,
  stopped: Promise<void>,
): Promise<TuneRulerHere> {
  const { localEngine, replayEngine, systemClock: clock } = await wiring();
  if (recorded?.kind === 'replay') {
    const engine = await replayEngine(recorded.saved);
    return { ports: { engine, run: null, clock, listener, stopped }, runId: () => recorded.saved.run.id };
  }
  const asked = orders.map(({ spec }) => spec.name);
  const planned = recorded?.planned ?? (await newRun(session, clock.now(), asked));
  const engine = await localEngine({ listener, ...(planned === null ? {} : { logFile: planned.logFile }) });
  const run = lateRun(planned, session);
  return { ports: { engine, run, clock, listener, stopped, watch }, runId: run.savedId };
}

/** A run that is made with its first function, so that none is left behind by a function that cannot run. */
function lateRun(
  planned: PlannedRun | null,
  session: Session,
): NonNullable<TunePorts['run']> & { savedId: () => string | null } {
  let opening: Promise<OpenRun | null> | null = null;
  let id: string | null = null;
  return {
    savedId: () => id,
    async begin(tuned) {
      opening ??= planned === null ? Promise.resolve(null) : kept(session, () => planned.open());
      const run = await opening;
      id = run?.id ?? null;
      await run?.begin(tuned);
    },
    async sample(sample) {
      const run = await opening;
      if (run && (await kept(session, () => run.sample(sample).then(() => true))) === null) opening = null;
    },
  };
}

function newRun({ edge, terminal }: Session, startedMs: number, asked: readonly string[]): Promise<PlannedRun | null> {
  const startedAt = new Date(startedMs).toISOString();
  return kept({ terminal }, async () => {
    const { savedRuns } = await wiring();
    return (await savedRuns(edge.cwd)).plan({ verb: 'tune', startedAt, memfitVersion: VERSION, asked });
  });
}

/** A disk that cannot be written to costs the record, not the answer. */
async function kept<T>({ terminal }: Pick<Session, 'terminal'>, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const { why = 'unknown reason', next } = error.detail;
    const text = `${error.message} (${why}); measuring goes on without a record`;
    terminal.notice({ level: 'warning', code: 'run-not-saved', text, ...(next && { next }) });
    return null;
  }
}
