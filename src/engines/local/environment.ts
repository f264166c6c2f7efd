/** One execution environment as its caller and its log see it: init, calls one after another, and the REPORT of each. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Outcome } from '../../model/invocation.ts';
import type { SampleMark } from '../../model/sample.ts';
import { conclude } from './conclusion.ts';
import { type Event, envelope } from './event.ts';
import type { LifeState } from './life-cycle.ts';
import * as lines from './logs/platform-lines.ts';
import { StreamLog } from './logs/stream-log.ts';
import { ms } from './outcomes.ts';
import type { Ending } from './phase-end.ts';
import { type Init, Sandbox, turn } from './sandbox.ts';
import type { Workshop } from './workshop.ts';

/** Init may take ten seconds before it is broken off and run again with the call (Lambda Developer Guide, runtime environment lifecycle). */
export const INIT_LIMIT_MS = 10_000;
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

/** Lifetime: `open`, any number of `call`s one after another, `close`. */
export class Environment {
  readonly name: string;
  readonly sizeMB: number;
  readonly #shop: Workshop;
  readonly #sandbox: Sandbox;
  readonly #log: StreamLog;
  readonly #lines: lines.LineContext;
  #calls = 0;
  #init: Init | null = null;

  constructor(shop: Workshop, sizeMB: number, id: string) {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    this.name = `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
    this.sizeMB = sizeMB;
    this.#shop = shop;
    this.#lines = { ...shop.lines, sizeMB };
    this.#log = new StreamLog(shop.logFile, { logGroup: shop.logGroup, logStream: this.name });
    const output = (from: 'stdout' | 'stderr', bytes: Buffer): void => this.#log.output(from, bytes);
    this.#sandbox = new Sandbox(shop, { id, sizeMB, stream: this.name }, output);
  }

  get state(): LifeState {
    return this.#sandbox.state;
  }

  /** The init of this environment if it went well. */
  get init(): Init | null {
    return this.#init;
  }

  /** Highest memory of the processes alone, without the platform's share, MB. */
  get peakMB(): number {
    return this.#sandbox.peakMB;
  }

  /** Starts the runtime. A failing init is no exception: the first call runs it again, as on Lambda. */
  async open(): Promise<void> {
    await this.#sandbox.open();
    this.#log.platform(lines.initStart(this.#lines, new Date()));
    const { ending, init } = await this.#sandbox.start(null, INIT_LIMIT_MS);
    if (ending.kind === 'asked') {
      this.#init = init;
      this.#sandbox.freeze();
    } else {
      await this.#sandbox.fail();
      this.#reportInit(init.ms, 'init', ending);
    }
    this.#log.write();
  }

  /** Hands one event to the runtime and waits for the end of its work. */
  async call(event: Event): Promise<CallResult> {
    const sandbox = this.#sandbox;
    const requestId = randomUUID();
    const at = new Date();
    sandbox.answer = null;
    this.#log.platform(lines.start(this.#lines, at, requestId));
    await sandbox.wake();
    const suppressed = sandbox.state === 'reset';
    const before = sandbox.moment();
    const { startNs, ending } = await this.#run(requestId, event, suppressed);
    const endNs = ending.kind === 'asked' ? ending.atNs : process.hrtime.bigint();
    const after = sandbox.moment();
    const { timeoutMs } = this.#shop.spec;
    const durationMs = ending.kind === 'late' ? timeoutMs : Math.min(timeoutMs, ms(endNs - startNs));
    const marks: SampleMark[] = [
      ...sandbox.disturbances(before, after),
      ...(suppressed ? (['suppressed-init'] as const) : []),
      ...this.#shop.standingMarks(this.sizeMB),
    ];
    return this.#finish({ requestId, at, durationMs, cpuMs: after.cageCpuMs - before.cageCpuMs, ending, marks });
  }

  /** Ends everything of this environment. */
  close(): Promise<void> {
    return this.#sandbox.close();
  }

  /** The event's way through the runtime; after a failure the init is run again first, throttled and inside the timeout. */
  async #run(requestId: string, event: Event, suppressed: boolean): Promise<{ startNs: bigint; ending: Ending }> {
    const sandbox = this.#sandbox;
    const { timeoutMs } = this.#shop.spec;
    const begun = process.hrtime.bigint();
    if (suppressed) {
      const { ending } = await sandbox.start(this.#shop.vcpu(this.sizeMB), timeoutMs);
      if (ending.kind === 'failed') this.#reportInit(ms(process.hrtime.bigint() - begun), 'invoke', ending);
      if (ending.kind !== 'asked') return { startNs: begun, ending };
    }
    const left = timeoutMs - ms(process.hrtime.bigint() - begun);
    const running = sandbox.wait(Math.max(1, left));
    const delivered = sandbox.deliver(envelope(event, requestId, this.#lines.functionArn, left));
    await sandbox.stayAlert();
    return { startNs: suppressed || delivered === null ? begun : delivered, ending: await running };
  }

  async #finish(call: {
    readonly requestId: string;
    readonly at: Date;
    readonly durationMs: number;
    readonly cpuMs: number;
    readonly ending: Ending;
    readonly marks: SampleMark[];
  }): Promise<CallResult> {
    const { requestId, at, durationMs, cpuMs, ending, marks } = call;
    marks.push(...(await this.#settle(ending)));
    const sandbox = this.#sandbox;
    const { report, outcome, errorType, response } = conclude({
      requestId,
      durationMs,
      sizeMB: this.sizeMB,
      peakMB: sandbox.peakMB + this.#shop.baseMB,
      initMs: this.#calls === 0 && this.#init ? this.#init.ms : null,
      timeoutMs: this.#shop.spec.timeoutMs,
      ending,
      answer: sandbox.answer,
      initError: sandbox.initFailure?.body ?? Buffer.alloc(0),
    });
    this.#log.platform(lines.end(this.#lines, new Date(), report));
    this.#log.platform(lines.report(this.#lines, new Date(), report));
    const index = this.#calls;
    this.#calls += 1;
    const { billedMs, usedMB } = report;
    const logTail = this.#log.write();
    return { requestId, at, index, durationMs, billedMs, cpuMs, usedMB, outcome, errorType, response, marks, logTail };
  }

  /** Freezes or kills what is left of the call, and reads its output to the end; gives what was odd. */
  async #settle(ending: Ending): Promise<SampleMark[]> {
    const sandbox = this.#sandbox;
    const marks: SampleMark[] = [];
    sandbox.look();
    if (ending.kind === 'asked') {
      sandbox.asked();
      sandbox.freeze();
    }
    if (ending.kind === 'asked' && sandbox.takeMemoryKill()) marks.push('child-killed');
    if (ending.kind !== 'asked' && (await sandbox.fail()) > 0) marks.push('escaped-process');
    sandbox.takeMemoryKill();
    await this.#drain();
    if (this.#log.endCall()) marks.push('logs-dropped');
    return marks;
  }

  /** Waits until what the runtime has written has been read. */
  async #drain(): Promise<void> {
    for (let quiet = 0, turns = 0; quiet < QUIET_TURNS && turns < 1_000; turns += 1) {
      const before = this.#log.received;
      await turn();
      quiet = this.#log.received === before ? quiet + 1 : 0;
    }
  }

  #reportInit(tookMs: number, phase: 'init' | 'invoke', ending: Exclude<Ending, { kind: 'asked' }>): void {
    const failed =
      ending.kind === 'late'
        ? ({ status: 'timeout', errorType: null } as const)
        : ({ status: 'error', errorType: ending.errorType } as const);
    this.#log.platform(lines.initReport(this.#lines, new Date(), { ms: tookMs, phase, ...failed }));
  }
}
