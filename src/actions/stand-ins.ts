/** Stand-ins around measuring: consent first, started before the function that needs them, ended with the run. */
import type { Listener } from '../contracts/listener.ts';
import type { ConsentStore, RunningStandIn, StandInHouse } from '../contracts/stand-ins.ts';
import { nearestName } from '../core/pricing/nearest-name.ts';
import { UserError } from '../model/errors.ts';
import type { FunctionSpec } from '../model/function-spec.ts';
import { commandOf, type StandIn, type StandInSet, standInsFor, variablesFor } from '../model/stand-in.ts';

/** What carries it out. The house is opened when the first stand-in is needed. */
export interface StandInPorts {
  openHouse(folder: string): Promise<StandInHouse>;
  readonly consents: ConsentStore;
  readonly listener: Listener;
  /** Consent given for this run, by a flag. */
  readonly allowed: boolean;
}

/** A function and what a reader of its figures should know. */
export interface Staged {
  readonly spec: FunctionSpec;
  readonly remarks: readonly string[];
}

/** The stand-ins of one run. */
export interface Stage {
  /** Names of the variables that stand-ins give a function. */
  variablesOf(name: string): readonly string[];
  /**
   * Starts what the function needs and does the work with its variables set; those in `own` keep the value they have, and a stand-in whose
   * variables all stand there is not started. Throws what starting throws, UserError `no-consent`, and OutsideError `stand-in-ended` when one ends meanwhile.
   */
  around<T>(staged: Staged, own: readonly string[], work: (ready: Staged) => Promise<T>): Promise<T>;
  /** Ends all. */
  close(): Promise<void>;
}

/** The stage of a configuration; null: it names no stand-ins. Nothing is started or asked yet. */
export function openStage(set: StandInSet | null, ports: StandInPorts): Stage {
  let opening: Promise<StandInHouse> | null = null;
  const house = async (from: StandInSet): Promise<StandInHouse> => {
    await askOnce(from, ports);
    return ports.openHouse(from.folder);
  };
  const needed = (name: string): readonly StandIn[] => (set === null ? [] : standInsFor(name, set.standIns));
  return {
    variablesOf: (name) => needed(name).flatMap(({ environment }) => Object.keys(environment)),
    async around(staged, own, work) {
      const wanted = needed(staged.spec.name).filter((standIn) => !isReplaced(standIn, own));
      if (set === null || wanted.length === 0) return work(staged);
      opening ??= house(set);
      const open = await opening;
      const running: RunningStandIn[] = [];
      for (const standIn of wanted) running.push(await open.start(standIn));
      const doing = work(withVariables(staged, running, own));
      // Whoever loses the race has nobody left to tell.
      doing.catch(() => undefined);
      const lost = open.lost.then((error) => {
        throw error;
      });
      return Promise.race([doing, lost]);
    },
    async close() {
      // An opening that failed has told its caller, and left nothing.
      const open = await opening?.catch(() => null);
      await open?.close();
    },
  };
}

/** Throws UserError `unknown-function` when a stand-in names a function that is nearly one of these; warns of others. Several templates may share a configuration. */
export function checkNames({ standIns, file }: StandInSet, declared: readonly string[], listener: Listener): void {
  for (const { name, functions, place } of standIns) {
    for (const one of functions ?? []) {
      if (declared.includes(one) || declared.length === 0) continue;
      const near = nearestName(one, declared);
      const what = `services.${name}: there is no function ${one} in the template`;
      if (near !== null) throw new UserError('unknown-function', { where: place, what, next: `did you mean ${near}?` });
      listener.notice({ level: 'warning', code: 'unknown-function', text: `${file}: ${what}` });
    }
  }
}

/** The file comes with a repository: what it wants to run is shown and asked about, once for as long as it stays the same. */
async function askOnce(set: StandInSet, { consents, listener, allowed }: StandInPorts): Promise<void> {
  if (allowed) return;
  const hash = await consents.hashOf(set);
  if (await consents.has(hash)) return;
  const commands = set.standIns.map(shownCommand);
  for (const [at, text] of commands.entries()) {
    listener.notice({
      level: 'warning',
      code: 'stand-in-command',
      text: `services.${set.standIns[at]?.name} runs ${text}`,
    });
  }
  const agreed = await listener.confirm({
    code: 'run-stand-ins',
    text: `Run ${commands.length === 1 ? 'this command' : `these ${commands.length} commands`} of ${set.file} in ${set.folder}, now and whenever they are the same?`,
    default: false,
    consent: 'commands',
  });
  if (!agreed) {
    throw new UserError('no-consent', {
      where: set.file,
      what: 'the stand-ins of services may not be started',
      next: 'look at the commands; or start them yourself, give their variables with --env-file, and --no-services',
    });
  }
  await consents.add(hash, { folder: set.folder, commands });
}

/** As one would type it, parts with anything unusual in quotes. */
function shownCommand(standIn: StandIn): string {
  return commandOf(standIn)
    .map((part) => (/^[\w./:=@%+,-]+$/.test(part) ? part : JSON.stringify(part)))
    .join(' ');
}

function isReplaced({ environment }: StandIn, own: readonly string[]): boolean {
  const names = Object.keys(environment);
  return names.length > 0 && names.every((name) => own.includes(name));
}

function withVariables({ spec, remarks }: Staged, running: readonly RunningStandIn[], own: readonly string[]): Staged {
  const given = Object.assign({}, ...running.map(({ standIn, url }) => variablesFor(standIn, url)));
  const kept = Object.fromEntries(Object.entries(spec.environment).filter(([name]) => own.includes(name)));
  return {
    spec: { ...spec, environment: { ...spec.environment, ...given, ...kept } },
    remarks: [...remarks, ...running.map(({ standIn }) => standInRemark(standIn))],
  };
}

function standInRemark({ name, factor }: StandIn): string {
  const waits =
    factor === 1 ? '' : `; its waits are multiplied by ${factor}, so absolute times are not those of the service`;
  return `stand-in ${name} answered in place of the service${waits}`;
}
