/** Runs the stand-ins of a project: each once, in a process group of its own, none of which outlives memfit. */
import { appendFileSync, chmodSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningStandIn, StandInHouse } from '../../../contracts/stand-ins.ts';
import { OutsideError } from '../../../model/errors.ts';
import type { StandIn } from '../../../model/stand-in.ts';
import { guard } from '../cleanup/guardian.ts';
import { newRunName } from '../cleanup/run-name.ts';
import { sweep } from '../cleanup/sweep.ts';
import type { LimitHost } from '../limits/host.ts';
import { markedProcesses } from '../limits/process-tree.ts';
import { thisHost } from '../limits/this-host.ts';
import { type Actor, launch } from './actor.ts';
import { addressOf, refuseTakenPort } from './readiness.ts';

/** File of the run's folder that names the process groups, for the guardian. */
const GROUPS_FILE = 'groups';

const PAUSE_MS = 10;
const ROUNDS = 200;

/** Opens the house for commands that are run in `folder`; removes what killed runs have left. `temporary`: the system's unless given. */
export async function openStandInHouse(
  folder: string,
  { host = thisHost(), temporary = tmpdir() }: { readonly host?: LimitHost; readonly temporary?: string } = {},
): Promise<StandInHouse> {
  await sweep(host, temporary);
  const run = newRunName(host.files);
  const home = join(temporary, run);
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o711);
  const guardian = guard(run, temporary, []);
  const actors: Actor[] = [];
  const running = new Map<string, Promise<RunningStandIn>>();
  let closing: Promise<void> | null = null;
  let lose: (error: OutsideError) => void = () => undefined;
  const lost = new Promise<OutsideError>((resolve) => {
    lose = resolve;
  });

  const begin = async (standIn: StandIn): Promise<RunningStandIn> => {
    await refuseTakenPort(standIn);
    if (closing) throw new OutsideError('stand-in-ended', { what: `services.${standIn.name}: memfit is stopping` });
    const actor = launch(standIn, folder, join(home, String(actors.length)));
    actors.push(actor);
    appendFileSync(join(home, GROUPS_FILE), `${actor.pid}\n`);
    const url = await addressOf(standIn, actor);
    actor.ended.then((how) => {
      if (!closing) lose(actor.fault('stand-in-ended', `ended while it was needed (${how})`));
    });
    return { standIn, url };
  };

  const end = async (): Promise<void> => {
    await Promise.all(actors.map((actor) => actor.stop()));
    await endMarked(host, `/${run}/`);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
    guardian.release();
  };

  return {
    lost,
    start(standIn) {
      const known = running.get(standIn.name) ?? begin(standIn);
      running.set(standIn.name, known);
      return known;
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}

/** Ends what left its process group: it carries the run's folder in its environment. */
async function endMarked(host: LimitHost, marker: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = markedProcesses(host.files, marker);
    if (left.length === 0) return;
    for (const pid of left) host.signal(pid, 'SIGKILL');
    await host.sleep(PAUSE_MS);
  }
}
