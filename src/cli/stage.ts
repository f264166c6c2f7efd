/** The stand-ins of a command line: what the configuration names, what flags say about it. */
import { dirname, resolve } from 'node:path';
import { checkNames, openStage, type Stage } from '../actions/stand-ins.ts';
import type { TuneOrder } from '../actions/tune.ts';
import { switchOf, textOf } from '../core/config/resolve.ts';
import type { StandInSet } from '../model/stand-in.ts';
import type { Session } from './session.ts';
import { givenVariables } from './tune-input.ts';
import { wiring } from './wiring.ts';

/** The stage of this run. Nothing is asked or started before a function needs it. */
export async function stageFor(session: Session): Promise<Stage> {
  const { consents, standInHouse } = await wiring();
  const { edge, inputs, terminal } = session;
  return openStage(standInsOf(session), {
    openHouse: standInHouse,
    consents: await consents(edge.env, edge.platform),
    listener: terminal,
    allowed: switchOf('allow-services', inputs),
  });
}

/** Measures with what the function needs started around it; variables of --env-file win. A run played again needs nothing. */
export async function onStage<T>(
  order: TuneOrder,
  stage: Stage,
  session: Session,
  work: (ready: TuneOrder) => Promise<T>,
): Promise<T> {
  if (textOf('engine', session.inputs) === 'replay') return work(order);
  const own = Object.keys(await givenVariables(session));
  return stage.around(order, own, (ready) => work({ ...order, ...ready }));
}

/** Throws for names of functions that are misspelt in `services`. */
export function checkStandInNames(session: Session, declared: readonly string[]): void {
  const set = standInsOf(session);
  if (set !== null) checkNames(set, declared, session.terminal);
}

function standInsOf({ inputs, edge }: Session): StandInSet | null {
  const { file } = inputs;
  if (file === null || file.standIns.length === 0 || switchOf('no-services', inputs)) return null;
  return { folder: dirname(resolve(edge.cwd, file.path)), file: file.path, standIns: file.standIns };
}
