/** The processes of one execution environment: started, limited, frozen, watched and killed; what they say to the Runtime API is passed on. */
import { Bug } from '../../model/errors.ts';
import { disturbances, foreignCores, type Moment } from './disturbance.ts';
import { EnvironmentFolder } from './environment-folder.ts';
import { type LifeEvent, type LifeState, mayHappen, nextState } from './life-cycle.ts';
import type { Cage } from './limits/driver.ts';
import { momentOf } from './moment.ts';
import { crashOf, ms, OUT_OF_MEMORY } from './outcomes.ts';
import { type Ending, PhaseEnd } from './phase-end.ts';
import { MemoryMeter } from './processes/memory-meter.ts';
import { type Exit, launch } from './processes/runtime-process.ts';
import type { EventEnvelope } from './runtime-api/answers.ts';
import { type Answer, type Conversation, converse } from './runtime-api/conversation.ts';
import type { RuntimePlan } from './runtimes/runtime-plan.ts';
import { variablesOf } from './runtimes/variables.ts';
import type { Workshop } from './workshop.ts';

/** Between looks at memory while the runtime works: short enough not to miss a process that ends. */
const LOOK_MS = 20;
/** Least memory limit: below it not even a shell starts. */
const LEAST_BYTES = 6 * 1_048_576;
/** After thawing, before the event: the threads wake up outside of the measured time. */
const WAKE_MS = 1;
/** So long after the event is handed over the engine looks for the answer without sleeping, where nobody else wants the core: waking a core up would be part of a short call's time. */
const ALERT_MS = 2;
/** Cores that others may use in the pause before a call for that (on a busy machine cores do not sleep, and who does not sleep has to wait for them). */
const QUIET_CORES = 0.5;
/**
 * Least pause between two calls: on Lambda a round trip lies between them, so that a call begins with a whole quota. Back to back it would begin with what
 * the call before has left of its period, or in its debt (measured: one period more for a 17 ms burst at 128 to 512 MB).
 */
const PAUSE_MS = 25;

/** An init that went well. */
export interface Init {
  readonly ms: number;
  readonly cpuMs: number;
}

/** What the runtime said of its failed init. */
export interface InitFailure {
  readonly errorType: string;
  readonly body: Buffer;
}

/** Lifetime: `open`, then `start` and whatever may happen in the state it leads to, `close`. */
export class Sandbox {
  /** What was answered to the event in hand. */
  answer: Answer | null = null;
  initFailure: InitFailure | null = null;
  readonly #shop: Workshop;
  readonly #sizeMB: number;
  readonly #stream: string;
  readonly #output: (from: 'stdout' | 'stderr', bytes: Buffer) => void;
  readonly #cage: Cage;
  readonly #memory: MemoryMeter;
  readonly #folder: EnvironmentFolder;
  readonly #phase = new PhaseEnd();
  #launching: ReturnType<typeof launch> | null = null;
  #conversation: Conversation | null = null;
  #state: LifeState = 'new';
  #frozenAt: Moment | null = null;
  #quiet = false;
  #failing: Promise<number> = Promise.resolve(0);
  #memoryKillsBefore = 0;
  /** Counts starts: the exit of an older process is no news. */
  #process = 0;

  /** `stream` is the name of the log stream; `output` takes what the processes write. */
  constructor(
    shop: Workshop,
    { id, sizeMB, stream }: { readonly id: string; readonly sizeMB: number; readonly stream: string },
    output: (from: 'stdout' | 'stderr', bytes: Buffer) => void,
  ) {
    this.#shop = shop;
    this.#sizeMB = sizeMB;
    this.#stream = stream;
    this.#output = output;
    this.#folder = new EnvironmentFolder(shop, id);
    this.#cage = shop.driver.cage(id, { maxProcesses: shop.maxProcesses, cores: shop.coresFor(sizeMB) });
    this.#memory = new MemoryMeter(shop.host.files);
  }

  get state(): LifeState {
    return this.#state;
  }

  /** Highest memory of the processes alone, without the platform's share, MB. */
  get peakMB(): number {
    return this.#memory.peakMB;
  }

  /** Makes folder and server; nothing runs yet. */
  async open(): Promise<void> {
    this.#folder.make();
    this.#conversation = await converse({
      asked: (atNs) => this.#phase.tell({ kind: 'asked', atNs }),
      answered: (answer) => {
        this.answer = answer;
      },
      initFailed: (errorType, body) => {
        this.initFailure = { errorType, body };
      },
    });
  }

  /** Starts the runtime and waits until it asks for an event: under `vcpu` (null: unthrottled), at most `limitMs`. */
  async start(vcpu: number | null, limitMs: number): Promise<{ readonly ending: Ending; readonly init: Init }> {
    this.#move('start');
    this.initFailure = null;
    this.#memory.reset();
    const cage = this.#cage;
    cage.thaw();
    this.#launching = this.#launch();
    const child = await this.#launching;
    cage.setCpu(vcpu);
    cage.setMemory(this.#limitBytes(0));
    const before = cage.usage();
    this.#memoryKillsBefore = before.memoryKills;
    const running = this.wait(limitMs);
    const from = child.go();
    const ending = await running;
    const to = ending.kind === 'asked' ? ending.atNs : process.hrtime.bigint();
    const init = { ms: ms(to - from), cpuMs: cage.usage().cpuMs - before.cpuMs };
    if (ending.kind !== 'asked') return { ending, init };
    this.#move('asked');
    const fileMB = this.#memory.look(cage.pids());
    cage.setCpu(this.#shop.vcpu(this.#sizeMB));
    return { ending: cage.setMemory(this.#limitBytes(fileMB)) ? ending : OUT_OF_MEMORY, init };
  }

  /** Hands an event over; gives the moment of writing. Null: the runtime has closed its connection while idle, so it can never answer, and its exit or the timeout is waited for. */
  deliver(event: EventEnvelope): bigint | null {
    this.#move('deliver');
    return this.#conversation?.deliver(event) || null;
  }

  /** How the phase that begins now ends; where all was closed meanwhile, at once, because nothing would end it before its limit. */
  wait(limitMs: number): Promise<Ending> {
    if (this.#state === 'gone') return Promise.resolve({ kind: 'late' });
    return this.#phase.wait(limitMs, () => this.look(), LOOK_MS);
  }

  /** Stays awake for the first moments of a call, where the machine was quiet before it. */
  async stayAlert(): Promise<void> {
    if (!this.#quiet) return;
    for (const end = performance.now() + ALERT_MS; this.#phase.isOpen && performance.now() < end; ) await turn();
  }

  /** The runtime has asked for the next event: its work on the last one is over. */
  asked(): void {
    this.#move('asked');
  }

  /** Looks at the memory of the processes now. */
  look(): void {
    this.#memory.look(this.#cage.pids());
  }

  /** True when a process was killed for memory since the last time this was asked. */
  takeMemoryKill(): boolean {
    const { memoryKills } = this.#cage.usage();
    const more = memoryKills > this.#memoryKillsBefore;
    this.#memoryKillsBefore = memoryKills;
    return more;
  }

  moment(): Moment {
    return momentOf(this.#cage, this.#shop);
  }

  /** Doubts about the time between two moments. */
  disturbances(before: Moment, after: Moment): ReturnType<typeof disturbances> {
    return disturbances(before, after, this.#shop.vcpu(this.#sizeMB), this.#shop.host.cores);
  }

  freeze(): void {
    this.#move('freeze');
    this.#cage.freeze();
    this.#frozenAt = this.moment();
  }

  /** Wakes the processes, if they are frozen and alive; waits for a death that is being carried out. */
  async wake(): Promise<void> {
    const pause = PAUSE_MS - (performance.now() - (this.#frozenAt?.atMs ?? 0));
    if (this.#state === 'frozen' && pause > 0) await this.#shop.host.sleep(pause);
    this.#quiet = this.#frozenAt !== null && foreignCores(this.#frozenAt, this.moment()) < QUIET_CORES;
    // The process may have been killed from outside while frozen.
    if (this.#state === 'frozen') {
      this.#cage.thaw();
      this.#move('thaw');
      // Turning instead of sleeping: waking up a core that sleeps would be part of the measured time.
      for (const end = performance.now() + WAKE_MS; performance.now() < end; ) await turn();
    }
    await this.#failing;
  }

  /** Kills the processes; /tmp stays. Gives how many had escaped the tree. */
  async fail(): Promise<number> {
    if (!mayHappen(this.#state, 'failed')) return 0;
    this.#move('failed');
    this.#process += 1;
    const escaped = await this.#cage.kill();
    this.#conversation?.reset();
    return escaped;
  }

  /** Ends everything. */
  async close(): Promise<void> {
    if (this.#state === 'gone') return;
    this.#move('close');
    this.#process += 1;
    this.#phase.tell({ kind: 'late' });
    // A process on its way into the group would be in it after the killing, and hold it.
    await this.#launching?.catch(() => undefined);
    await this.#cage.remove();
    await this.#conversation?.close();
    await this.#folder.remove();
  }

  #launch(): ReturnType<typeof launch> {
    if (this.#conversation === null) throw new Bug('a sandbox was started before it was opened');
    this.#process += 1;
    const generation = this.#process;
    const { spec, plan, user } = this.#shop;
    return launch({
      cage: this.#cage,
      user: user.prefix,
      mount: this.#folder.mount,
      argv: [...wrapperOf(spec.environment, plan.family), ...plan.argv(this.#sizeMB)],
      cwd: spec.codeFolder,
      environment: variablesOf(spec, {
        api: this.#conversation.address,
        sizeMB: this.#sizeMB,
        logGroup: this.#shop.logGroup,
        logStream: this.#stream,
        places: this.#folder,
        runtimeVariables: plan.environment,
        libraries: plan.libraries ?? [],
      }),
      output: this.#output,
      exited: (exit) => this.#exited(exit, generation),
    });
  }

  /** Memory left to the processes: the platform's share and the program text are inside Lambda's figure, but not inside the kernel's. */
  #limitBytes(fileMB: number): number {
    return Math.max(LEAST_BYTES, (this.#sizeMB - this.#shop.baseMB - fileMB) * 1_048_576);
  }

  #exited(exit: Exit, generation: number): void {
    if (generation !== this.#process) return;
    const killed = this.#cage.usage().memoryKills > this.#memoryKillsBefore;
    const crash = killed ? OUT_OF_MEMORY : crashOf(exit);
    const named = this.initFailure ? { errorType: this.initFailure.errorType } : {};
    const failure = killed || this.#state !== 'init' ? crash : { ...crash, ...named, outcome: 'init-failure' as const };
    if (!this.#phase.tell(failure)) this.#failing = this.fail();
  }

  #move(event: LifeEvent): void {
    this.#state = nextState(this.#state, event);
  }
}

/** A script that starts the runtime (Lambda Developer Guide, "Modifying the runtime environment"); only for the runtimes that AWS brings. */
function wrapperOf(environment: Readonly<Record<string, string>>, family: RuntimePlan['family']): readonly string[] {
  const { AWS_LAMBDA_EXEC_WRAPPER: wrapper } = environment;
  return wrapper === undefined || wrapper === '' || family === 'provided' ? [] : [wrapper];
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
