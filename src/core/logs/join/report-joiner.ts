/** Rows in input order to joined invocations: sets aside what does not count, drops duplicates, holds back, joins, releases. The same whoever made the rows. */

import type { SetAsideReason } from '../../../model/usage.ts';
import type { AssemblerOptions } from '../assembler.ts';
import type { EventContext } from '../event-sink.ts';
import type { InvocationSink } from '../invocation-sink.ts';
import type { MarkerReading } from '../scan/read-marker.ts';
import { FLAG, KIND, ROW_WORDS, WORD } from '../scan/rows.ts';
import type { RowBatch } from '../scan/text-scan.ts';
import { Duplicates, ownSeconds } from './duplicates.ts';
import { FailureMessages } from './failure-messages.ts';
import { FunctionResolver } from './function-resolver.ts';
import { HeldReports, keyOf, MARK } from './held-reports.ts';
import { HeldVerdicts } from './held-verdicts.ts';
import { applyVerdict, emptyInvocation, fillInvocation, putPlace, sourceOf } from './invocation-slot.ts';
import { JoinAccount } from './join-account.ts';
import { HELD, JoinMemory, MOST_STAGED, PLACE } from './join-memory.ts';
import { learn, learnAll } from './learning.ts';
import { LineFacts } from './line-facts.ts';
import { ReportRelease } from './report-release.ts';
import { SeenReports } from './seen-reports.ts';
import { SetAsideRules } from './set-aside-rules.ts';
import { verdictOf } from './verdict.ts';

/** Bytes of log a report takes at least, about; for the first size of the table of seen reports. */
const BYTES_PER_REPORT = 900;

/** A report off the quick path, with all its figures and nothing to say about it. */
const ORDINARY = 255 | FLAG.emulator | FLAG.managed | FLAG.read;

/** Everything stateful between the scan and the sink. */
export class ReportJoiner {
  readonly account: JoinAccount;
  readonly #options: AssemblerOptions;
  readonly #sink: InvocationSink;
  readonly #memory: JoinMemory;
  readonly #held: HeldReports;
  readonly #messages = new FailureMessages(HELD);
  readonly #seen: SeenReports;
  readonly #duplicates: Duplicates;
  readonly #functions: FunctionResolver;
  readonly #rules: SetAsideRules;
  readonly #facts: LineFacts;
  readonly #release: ReportRelease;
  readonly #slot = emptyInvocation();
  #file = '';

  /** `kind` is for tests; `wasm` falls back by itself. */
  constructor(options: AssemblerOptions, sink: InvocationSink, kind: 'wasm' | 'plain' = 'wasm') {
    this.#options = options;
    this.#sink = sink;
    // The quick way knows of one fingerprint a report.
    this.#memory = new JoinMemory(options.joinTimeless ? 'plain' : kind);
    this.#held = new HeldReports(this.#memory);
    this.#seen = new SeenReports(this.#memory, (options.expectedBytes ?? 0) / BYTES_PER_REPORT);
    this.#duplicates = new Duplicates(this.#seen, options.joinTimeless);
    this.#functions = new FunctionResolver(options, sink);
    this.#rules = new SetAsideRules(options);
    this.#facts = new LineFacts(sink);
    this.account = new JoinAccount(this.#seen, this.#messages);
    const verdicts = new HeldVerdicts(this.#held, this.#messages);
    const { origins } = this.#functions.contexts;
    this.#release = new ReportRelease(this.#held, verdicts, origins, sink, this.account);
  }

  beginFile(file: string, label: string): void {
    this.#file = file;
    this.#functions.beginFile(label);
    this.#duplicates.beginFile();
    this.account.beginFile();
    this.#rules.beginFile();
  }

  /** Good until the next `beginFile`. */
  context(context: EventContext): number {
    return this.#functions.contexts.intern(context);
  }

  /** The rows of one context whose lines tell all that is known: ordinary reports in a tight loop, the others one by one. */
  batch(batch: RowBatch, context: number, linesBefore: number): void {
    const { rows, count, readings } = batch;
    const staged = this.#stage(rows, count);
    this.#learnAll(rows, staged, count, context);
    let quick = this.#isQuick(context);
    for (let index = 0; index < count; ) {
      const functionId = quick ? this.#quickFunction(rows, index, context) : -1;
      const admitted = functionId >= 0 && index < staged ? this.#admitRun(rows, index, staged, context, functionId) : 0;
      index += admitted;
      if (admitted > 0) continue;
      const at = index * ROW_WORDS;
      if (functionId >= 0) this.#ordinary(rows, at, context, functionId, linesBefore);
      else {
        const reading = (rows[at]! & FLAG.read) === 0 ? undefined : readings.get(index);
        this.row(rows, at, reading, context, Number.NaN, linesBefore + rows[at + WORD.line]! + 1);
        quick = this.#isQuick(context);
      }
      index++;
    }
  }

  /** The rows may come from another thread: those staged are the nearer copy. */
  #learnAll(rows: Int32Array, staged: number, count: number, context: number): void {
    const { knowledge } = this.account;
    const { contexts } = this.#functions;
    if (staged === count) learnAll(knowledge, contexts, context, this.#memory.words, PLACE.stage, count);
    else learnAll(knowledge, contexts, context, rows, 0, count);
  }

  #stage(rows: Int32Array, count: number): number {
    if (this.#memory.admission === null) return 0;
    const staged = Math.min(count, MOST_STAGED);
    this.#memory.words.set(rows.subarray(0, staged * ROW_WORDS), PLACE.stage);
    return staged;
  }

  /** Admits staged rows from this one on as long as they are ordinary reports of this function; gives how many. */
  #admitRun(rows: Int32Array, from: number, staged: number, context: number, functionId: number): number {
    let stop = staged;
    if (this.#functions.byStream) {
      stop = from + 1;
      while (stop < staged && this.#quickFunction(rows, stop, context) === functionId) stop++;
    }
    const admitted = this.#held.admit(this.#seen, from, stop, functionId, this.#functions.contexts.originOf(context));
    this.account.reports += admitted;
    if (admitted > 0 && this.#memory.admission?.timed.value === 1) this.account.timed = true;
    return admitted;
  }

  /** Whether ordinary reports of this context need no look at each one, apart from their function. */
  #isQuick(context: number): boolean {
    const { contexts } = this.#functions;
    if (this.#options.detailed || contexts.streamLow(context) !== 0 || contexts.streamHigh(context) !== 0) return false;
    return this.#rules.isOpen(this.#contextOf(context).source);
  }

  /** The function of an ordinary report; -1: it is another row, of a function that is not asked for, or of one not met yet. */
  #quickFunction(rows: Int32Array, index: number, context: number): number {
    const at = index * ROW_WORDS;
    if ((rows[at]! & ORDINARY) !== KIND.report) return -1;
    const functionId = this.#functions.ofPlain(context, rows, at);
    return functionId >= 0 && this.#isAsked(functionId) === true ? functionId : -1;
  }

  #ordinary(rows: Int32Array, at: number, context: number, functionId: number, linesBefore: number): void {
    this.account.reports++;
    if (rows[at + WORD.seconds] !== 0) this.account.timed = true;
    if (this.#duplicates.met(rows, at, rows[at + WORD.seconds]!)) {
      const line = linesBefore + rows[at + WORD.line]! + 1;
      this.#setAside(rows, at, undefined, context, functionId, line, 'duplicate');
      return;
    }
    if (this.#held.isFull) this.#release.release(HELD / 2);
    this.#held.hold(rows, at, functionId, this.#functions.contexts.originOf(context));
  }

  /** One row; `timeMs` of its event (NaN: only what the line says); `line`: 1-based line of its marker. */
  row(
    rows: Int32Array,
    at: number,
    reading: MarkerReading | undefined,
    context: number,
    timeMs: number,
    line: number,
  ): void {
    const kind = rows[at]! & 255;
    if (kind === KIND.nothing || kind >= KIND.meetsReport) return;
    this.#place(rows, at, context, timeMs);
    const functionId = this.#functions.of(context, reading, rows, at);
    if (kind === KIND.report || kind === KIND.otherCloud) this.#report(rows, at, reading, context, functionId, line);
    else if (kind === KIND.start && reading === undefined) this.#functions.version(rows, at, functionId);
    else if (reading !== undefined) this.#message(kind, rows, at, reading, functionId, line);
  }

  unreadable(line: number, reason: string, excerpt: string): void {
    this.account.unreadable({ file: this.#file, line, reason, excerpt });
  }

  end(): void {
    while (this.#held.next > this.#held.oldest) this.#release.release(this.#held.next - this.#held.oldest);
    this.#messages.expire(Infinity);
  }

  /** Puts the context's stream and the event's time into the row, where they are known better than from the line. */
  #place(rows: Int32Array, at: number, context: number, timeMs: number): void {
    const low = this.#functions.contexts.streamLow(context);
    const high = this.#functions.contexts.streamHigh(context);
    if (low !== 0 || high !== 0) {
      rows[at + WORD.streamLow] = low;
      rows[at + WORD.streamHigh] = high;
      rows[at]! |= FLAG.hasStream;
    } else if ((rows[at]! & FLAG.hasStream) === 0) {
      rows[at + WORD.streamLow] = 0;
      rows[at + WORD.streamHigh] = 0;
    }
    if (timeMs >= 0) {
      rows[at + WORD.seconds] = Math.floor(timeMs / 1000);
      rows[at + WORD.millis] = Math.floor(timeMs % 1000);
      rows[at]! |= FLAG.hasTime;
    }
  }

  #isAsked(functionId: number): boolean | 'own-copy' {
    return this.#functions.isOwn(functionId) ? 'own-copy' : this.#functions.isSelected(functionId);
  }

  #contextOf(context: number): EventContext {
    const { contexts } = this.#functions;
    return contexts.origins[contexts.originOf(context)]!.context;
  }

  #report(
    rows: Int32Array,
    at: number,
    reading: MarkerReading | undefined,
    context: number,
    functionId: number,
    line: number,
  ): void {
    this.account.reports++;
    if (rows[at + WORD.seconds] !== 0) this.account.timed = true;
    learn(this.account.knowledge, this.#functions.contexts, context, rows, at);
    const reason =
      this.#rules.reason(rows, at, this.#contextOf(context).source, this.#isAsked(functionId)) ??
      (this.#duplicates.met(rows, at, ownSeconds(reading, rows, at)) ? 'duplicate' : null);
    if (reason !== null) {
      this.#setAside(rows, at, reading, context, functionId, line, reason);
      return;
    }
    if (this.#held.isFull) this.#release.release(HELD / 2);
    const order = this.#held.hold(rows, at, functionId, this.#functions.contexts.originOf(context));
    if (reading !== undefined) {
      this.#held.readings.set(order, reading);
      this.#held.mark(order, MARK.read);
    }
    if (this.#options.detailed) {
      this.#held.places.set(order, this.#placeOf(context, line));
      this.#held.mark(order, MARK.read);
    }
  }

  #setAside(
    rows: Int32Array,
    at: number,
    reading: MarkerReading | undefined,
    context: number,
    functionId: number,
    line: number,
    reason: SetAsideReason,
  ): void {
    const slot = this.#slot;
    const source = this.#contextOf(context);
    fillInvocation(slot, rows, at, functionId, reason === 'emulator' ? 'emulator' : sourceOf(source, rows[at]!));
    const words = reading?.line;
    const verdict = verdictOf(words?.status, words?.errorType, (rows[at]! & FLAG.outOfMemory) !== 0, []);
    applyVerdict(slot, verdict);
    if (this.#options.detailed) putPlace(slot, words ?? null, this.#placeOf(context, line));
    this.account.setAside(reason);
    this.#sink.setAside(slot, reason);
  }

  #placeOf(context: number, line: number): { file: string; line: number; stream: string | null } {
    return { file: this.#file, line, stream: this.#functions.contexts.streamName(context) };
  }

  #message(kind: number, rows: Int32Array, at: number, reading: MarkerReading, functionId: number, line: number): void {
    if (kind === KIND.unreadable) {
      this.unreadable(line, 'looks like a REPORT but cannot be read', reading.excerpt ?? '');
      return;
    }
    this.#facts.tell(kind, reading, functionId);
    const messageKind = MESSAGES[kind];
    if (messageKind === undefined) return;
    const { status, errorType = null, timeoutSeconds = null, outOfMemory, kind: lineKind } = reading.line;
    if (messageKind === 'init-report') {
      if (status === undefined || status === 'success') return;
      this.#sink.fact(functionId, { kind: 'init-failure', errorType: errorType ?? status });
    }
    const seconds = rows[at + WORD.seconds]!;
    this.#messages.add({
      kind: outOfMemory ? 'out-of-memory' : lineKind === 'fault' ? 'fault' : messageKind,
      id: (rows[at]! & FLAG.hasId) !== 0 ? keyOf(rows[at + WORD.idLow]!, rows[at + WORD.idHigh]!) : 0,
      stream: keyOf(rows[at + WORD.streamLow]!, rows[at + WORD.streamHigh]!),
      timeMs: seconds === 0 ? Number.NaN : seconds * 1000 + rows[at + WORD.millis]!,
      order: this.#held.next,
      timeoutSeconds,
      errorType,
      status: status ?? null,
      joined: false,
    });
  }
}

const MESSAGES: Readonly<Record<number, 'timeout' | 'out-of-memory' | 'crash' | 'init' | 'init-report' | undefined>> = {
  [KIND.timeoutMessage]: 'timeout',
  [KIND.outOfMemoryMessage]: 'out-of-memory',
  [KIND.crash]: 'crash',
  [KIND.initMessage]: 'init',
  [KIND.initReport]: 'init-report',
};
