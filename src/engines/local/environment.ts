/** One execution environment: a process tree in its limits, speaking the Runtime API, through the life that life-cycle.ts lays down. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chownSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../../model/invocation.ts';
import type { SampleMark } from '../../model/sample.ts';
import { conclude } from './conclusion.ts';
import { disturbances, type Moment } from './disturbance.ts';
import { type Event, envelope } from './event.ts';
import { type LifeEvent, type LifeState, mayHappen, nextState } from './life-cycle.ts';
import type { Cage } from './limits/driver.ts';
import * as lines from './logs/platform-lines.ts';
import { StreamLog } from './logs/stream-log.ts';
import { momentOf } from './moment.ts';
import { crashOf, ms, OUT_OF_MEMORY } from './outcomes.ts';
import { type Ending, PhaseEnd } from './phase-end.ts';
import { MemoryMeter } from './processes/memory-meter.ts';
import { type Exit, launch } from './processes/runtime-process.ts';
import type { Answer, Conversation } from './runtime-api/conversation.ts';
import { converse } from './runtime-api/conversation.ts';
import { variablesOf } from './runtimes/variables.ts';
import type { Workshop } from './workshop.ts';

/** Init may take ten seconds before it is broken off and run again with the call (Lambda Developer Guide, runtime environment lifecycle). */
export const INIT_LIMIT_MS = 10_000;
/** Between looks at memory while the runtime works: short enough not to miss a process that ends. */
const LOOK_MS = 20;
/** Least memory limit: below it not even a shell starts. */
const LEAST_BYTES = 6 * 1_048_576;
/** After thawing, before the event: the threads wake up outside of the measured time. */
const WAKE_MS = 1;
/**
 * Least pause between two calls: on Lambda a round trip lies between them, so that a call begins with a whole quota. Back to back it would begin with what
 * the call before has left of its period, or in its debt (measured: one period more for a 17 ms burst at 128 to 512 MB).
 */
const PAUSE_MS = 25;
/** Turns of the event loop without output after which a call's output counts as complete. */
const QUIET_TURNS = 2;

/** What came of one call. */
export interface CallResult {
  readonly requestId: string;
  readonly at: Date;
  readonly index: number;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly cpuMs: number;
  readonly usedMB: number;
  readonly outcome: Outcome;
  readonly errorType: string | null;
  readonly response: Uint8Array | null;
  readonly marks: readonly SampleMark[];
  readonly logTail: string;
}

/** An init that went well. */
export interface Init {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Lifetime: `open`, any number of `call`s one after another, `close`. */
export class Environment {
  readonly name: string;
  readonly sizeMB: number;
  readonly #shop: Workshop;
  readonly #cage: Cage;
  readonly #log: StreamLog;
  readonly #memory: MemoryMeter;
  readonly #folder: string;
  readonly #lines: lines.LineContext;
  #conversation: Conversation | null = null;
  #state: LifeState = 'new';
  #calls = 0;
  #frozenAtMs = 0;
  #init: Init | null = null;
  #answer: Answer | null = null;
  readonly #phase = new PhaseEnd();
  #failing: Promise<number> = Promise.resolve(0);
  #initFailure: { errorType: string; body: Buffer } | null = null;
  #memoryKillsBefore = 0;
  #process = 0;

  constructor(shop: Workshop, sizeMB: number, id: string) {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.name = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.sizeMB = sizeMB;
    this.#shop = shop;
    this.#folder = join(shop.folder, id);
    this.#cage = shop.driver.cage(id, { maxProcesses: shop.maxProcesses, cores: shop.coresFor(sizeMB) });
    this.#log = new StreamLog(shop.logFile, { logGroup: shop.logGroup, logStream: this.name });
    this.#memory = new MemoryMeter(shop.host.files);
    this.#lines = { ...shop.lines, sizeMB };
  }

  get state(): LifeState {
    return this.#state;
  }

  /** The init of this environment if it went well. */
  get init(): Init | null {
    return this.#init;
  }

  /** Highest memory of the processes alone, without the platform's share, MB. */
  get peakMB(): number {
    return this.#memory.peakMB;
  }

  /** Starts the runtime. A failing init is no exception: the first call runs it again, as on Lambda. */
  async open(): Promise<void> {
    for (const name of ['tmp', 'home']) {
      const path = join(this.#folder, name);
      mkdirSync(path, { recursive: true });
      if (this.#shop.user.uid !== null) chownSync(path, this.#shop.user.uid, this.#shop.user.uid);
    }
    this.#conversation = await converse({
      asked: (atNs) => this.#phase.tell({ kind: 'asked', atNs }),
      answered: (answer) => {
        this.#answer = answer;
      },
      initFailed: (errorType, body) => {
        this.#initFailure = { errorType, body };
      },
    });
    this.#log.platform(lines.initStart(this.#lines, new Date()));
    const { ending, init } = await this.#start(null, INIT_LIMIT_MS);
    if (ending.kind === 'asked') {
      this.#init = init;
      this.#freeze();
    } else {
      await this.#fail();
      const failed =
        ending.kind === 'late'
          ? ({ status: 'timeout', errorType: null } as const)
          : { status: 'error' as const, errorType: ending.errorType };
      this.#log.platform(lines.initReport(this.#lines, new Date(), { ms: init.ms, phase: 'init', ...failed }));
    }
    this.#log.write();
  }

  /** Hands one event to the runtime and waits for the end of its work. */
  async call(event: Event): Promise<CallResult> {
    const requestId = randomUUID();
    const at = new Date();
    this.#answer = null;
    this.#log.platform(lines.start(this.#lines, at, requestId));
    if (this.#state === 'frozen') await this.#thaw();
    await this.#failing;
    const suppressed = this.#state === 'reset';
    const before = momentOf(this.#cage, this.#shop);
    const timeoutMs = this.#shop.spec.timeoutMs;
    const begun = process.hrtime.bigint();
    let startNs = begun;
    let ending: Ending = { kind: 'asked', atNs: begun };
    if (suppressed) ending = (await this.#start(this.#shop.vcpu(this.sizeMB), timeoutMs)).ending;
    if (ending.kind === 'asked') {
      const left = timeoutMs - Number(process.hrtime.bigint() - begun) / 1e6;
      const running = this.#ending(Math.max(1, left));
      const delivered = this.#deliver(requestId, event, left);
      if (!suppressed && delivered !== null) startNs = delivered;
      ending = await running;
    } else if (ending.kind === 'failed') {
      this.#reportInit(ms(process.hrtime.bigint() - begun), ending.errorType);
    }
    const endNs = ending.kind === 'asked' ? ending.atNs : process.hrtime.bigint();
    const after = momentOf(this.#cage, this.#shop);
    const durationMs = ending.kind === 'late' ? timeoutMs : Math.min(timeoutMs, ms(endNs - startNs));
    const marks = this.#marks(before, after, suppressed);
    return this.#finish({ requestId, at, durationMs, cpuMs: after.cageCpuMs - before.cageCpuMs, ending, marks });
  }

  /** Ends everything of this environment. Never throws; gives how many processes had escaped the tree. */
  async close(): Promise<void> {
    if (this.#state === 'gone') return;
    this.#move('close');
    this.#process += 1;
    this.#phase.tell({ kind: 'late' });
    await this.#cage.remove();
    await this.#conversation?.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #start(vcpu: number | null, limitMs: number): Promise<{ ending: Ending; init: Init }> {
    this.#move('start');
    this.#initFailure = null;
    this.#memory.reset();
    const cage = this.#cage;
    cage.thaw();
    this.#process += 1;
    const generation = this.#process;
    const child = await launch({
      cage,
      user: this.#shop.user.prefix,
      argv: this.#shop.plan.argv(this.sizeMB),
      cwd: this.#shop.spec.codeFolder,
      environment: this.#variables(),
      output: (from, bytes) => this.#log.output(from, bytes),
      exited: (exit) => this.#exited(exit, generation),
    });
    cage.setCpu(vcpu);
    cage.setMemory(this.#limitBytes(0));
    const before = cage.usage();
    this.#memoryKillsBefore = before.memoryKills;
    const running = this.#ending(limitMs);
    const from = child.go();
    const ending = await running;
    const to = ending.kind === 'asked' ? ending.atNs : process.hrtime.bigint();
    const init = { ms: ms(to - from), cpuMs: cage.usage().cpuMs - before.cpuMs };
    if (ending.kind !== 'asked') return { ending, init };
    this.#move('asked');
    const fileMB = this.#memory.look(cage.pids());
    cage.setCpu(this.#shop.vcpu(this.sizeMB));
    if (!cage.setMemory(this.#limitBytes(fileMB))) return { ending: OUT_OF_MEMORY, init };
    return { ending, init };
  }

  /** Memory left to the processes: the platform's share and the program text are inside Lambda's figure, but not inside the kernel's. */
  #limitBytes(fileMB: number): number {
    return Math.max(LEAST_BYTES, (this.sizeMB - this.#shop.baseMB - fileMB) * 1_048_576);
  }

  #variables(): Record<string, string> {
    return variablesOf(this.#shop.spec, {
      api: this.#conversation?.address ?? '',
      sizeMB: this.sizeMB,
      logGroup: this.#shop.logGroup,
      logStream: this.name,
      folder: this.#folder,
      runtimeVariables: this.#shop.plan.environment,
      libraries: this.#shop.plan.libraries ?? [],
    });
  }

  #deliver(requestId: string, event: Event, leftMs: number): bigint | null {
    this.#move('deliver');
    const written = this.#conversation?.deliver(envelope(event, requestId, this.#lines.functionArn, leftMs));
    // The runtime has closed its connection while idle: it can never answer, so its exit or the timeout is waited for.
    return written || null;
  }

  #ending(limitMs: number): Promise<Ending> {
    return this.#phase.wait(limitMs, () => this.#memory.look(this.#cage.pids()), LOOK_MS);
  }

  #exited(exit: Exit, generation: number): void {
    if (generation !== this.#process) return;
    const killed = this.#cage.usage().memoryKills > this.#memoryKillsBefore;
    const crash = killed ? OUT_OF_MEMORY : crashOf(exit);
    const named = this.#initFailure ? { errorType: this.#initFailure.errorType } : {};
    const failure = killed || this.#state !== 'init' ? crash : { ...crash, ...named, outcome: 'init-failure' as const };
    if (!this.#phase.tell(failure)) this.#failing = this.#fail();
  }

  async #finish(call: {
    readonly requestId: string;
    readonly at: Date;
    readonly durationMs: number;
    readonly cpuMs: number;
    readonly ending: Ending;
    readonly marks: SampleMark[];
  }): Promise<CallResult> {
    const { requestId, durationMs, ending, marks } = call;
    this.#memory.look(this.#cage.pids());
    if (ending.kind === 'asked') {
      this.#move('asked');
      this.#freeze();
    }
    if (ending.kind === 'asked' && this.#cage.usage().memoryKills > this.#memoryKillsBefore) marks.push('child-killed');
    if (ending.kind !== 'asked' && (await this.#fail()) > 0) marks.push('escaped-process');
    this.#memoryKillsBefore = this.#cage.usage().memoryKills;
    await this.#drain();
    if (this.#log.endCall()) marks.push('logs-dropped');
    const initMs = this.#calls === 0 && this.#init ? this.#init.ms : null;
    const peakMB = this.#memory.peakMB + this.#shop.baseMB;
    const initError = this.#initFailure?.body ?? Buffer.alloc(0);
    const { timeoutMs } = this.#shop.spec;
    const known = { requestId, durationMs, sizeMB: this.sizeMB, peakMB, initMs, timeoutMs, ending, initError };
    const { report, outcome, errorType, response } = conclude({ ...known, answer: this.#answer });
    this.#log.platform(lines.end(this.#lines, new Date(), report));
    this.#log.platform(lines.report(this.#lines, new Date(), report));
    const index = this.#calls;
    this.#calls += 1;
    const { billedMs, usedMB } = report;
    const { at, cpuMs } = call;
    const logTail = this.#log.write();
    return { requestId, at, index, durationMs, billedMs, cpuMs, usedMB, outcome, errorType, response, marks, logTail };
  }

  #reportInit(tookMs: number, errorType: string): void {
    this.#log.platform(
      lines.initReport(this.#lines, new Date(), { ms: tookMs, phase: 'invoke', status: 'error', errorType }),
    );
  }

  /** Kills the processes; /tmp and the log stream stay. Gives how many had escaped. */
  async #fail(): Promise<number> {
    if (!mayHappen(this.#state, 'failed')) return 0;
    this.#move('failed');
    this.#process += 1;
    const escaped = await this.#cage.kill();
    this.#conversation?.reset();
    return escaped;
  }

  #freeze(): void {
    this.#move('freeze');
    this.#cage.freeze();
    this.#frozenAtMs = performance.now();
  }

  async #thaw(): Promise<void> {
    const pause = PAUSE_MS - (performance.now() - this.#frozenAtMs);
    if (pause > 0) await this.#shop.host.sleep(pause);
    // The process may have been killed from outside while frozen.
    if (this.#state !== 'frozen') return;
    this.#cage.thaw();
    this.#move('thaw');
    // Turning instead of sleeping: waking up a core that sleeps would be part of the measured time.
    for (const end = performance.now() + WAKE_MS; performance.now() < end; ) await turn();
  }

  /** Waits until what the runtime has written has been read. */
  async #drain(): Promise<void> {
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && turns < 1_000; turns += 1) {
      const before = this.#log.received;
      await turn();
      quiet = this.#log.received === before ? quiet + 1 : 0;
    }
  }

  #marks(before: Moment, after: Moment, suppressed: boolean): SampleMark[] {
    const { cores } = this.#shop.host;
    const marks = disturbances(before, after, this.#shop.vcpu(this.sizeMB), cores);
    if (suppressed) marks.push('suppressed-init');
    return [...marks, ...this.#shop.standingMarks(this.sizeMB)];
  }

  #move(event: LifeEvent): void {
    this.#state = nextState(this.#state, event);
  }
}

/** One turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
