/** Rows in input order to joined invocations: sets aside what does not count, drops duplicates, holds back, joins, releases. The same whoever made the rows. */

import { functionKey } from '../../../model/function-key.ts';
import type { PlatformLine } from '../../../model/invocation.ts';
import type { FunctionRef, SetAsideReason } from '../../../model/usage.ts';
import type { AssemblerOptions } from '../assembler.ts';
import type { EventContext } from '../event-sink.ts';
import type { Invocation, InvocationSink } from '../invocation-sink.ts';
import { regionOfArn } from '../lambda-arn.ts';
import type { MarkerReading } from '../scan/read-marker.ts';
import { ABSENT, FLAG, KIND, ROW_WORDS, WORD } from '../scan/rows.ts';
import { hashText } from '../scan/text-hash.ts';
import type { RowBatch } from '../scan/text-scan.ts';
import { ContextTable, type Origin } from './context-table.ts';
import { FailureMessages } from './failure-messages.ts';
import { functionOfContext, functionOfFile, functionOfStream, nameFilter } from './function-names.ts';
import { HELD_WORD, HeldReports, keyOf, MARK } from './held-reports.ts';
import { emptyInvocation, fillInvocation } from './invocation-slot.ts';
import { JoinAccount } from './join-account.ts';
import { HELD, JoinMemory, MOST_STAGED, PLACE } from './join-memory.ts';
import { SeenReports } from './seen-reports.ts';
import { StreamNeighbours } from './stream-neighbours.ts';
import { OUTCOME, SUCCESS, type Verdict, verdictOf } from './verdict.ts';

/** Bytes of log a report takes at least, about; for the first size of the table of seen reports. */
const BYTES_PER_REPORT = 900;
/** Reports released in one run. */
const RUN = 64;

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
  readonly #neighbours: StreamNeighbours;
  readonly #seen: SeenReports;
  readonly #slot: Invocation = emptyInvocation();
  readonly #selects: (name: string) => boolean;
  readonly #own: ReadonlySet<number>;
  readonly #functions = new Map<string, number>();
  readonly #selected: boolean[] = [];
  readonly #contexts: ContextTable;
  /** Function of an origin in this file. */
  #originFunctions: (number | undefined)[] = [];
  /** Functions that `platform.initStart` named, by stream. */
  readonly #streamFunctions = new Map<number, number>();
  /** The version last met, by function. */
  readonly #versions: string[] = [];
  /** What its last INIT_START line said, by function. */
  readonly #inits: string[] = [];
  /** Sizes at which an emulator's lines were met in this file. */
  readonly #emulated = new Set<number>();
  #file = '';
  #label = 'input';
  /** Identical timeouts without time within this file, by fingerprint: attempts of one request. */
  #attempts = new Map<number, number>();

  /** `kind` is for tests; `wasm` falls back by itself. */
  constructor(options: AssemblerOptions, sink: InvocationSink, kind: 'wasm' | 'plain' = 'wasm') {
    this.#memory = new JoinMemory(kind);
    this.#held = new HeldReports(this.#memory);
    this.#neighbours = new StreamNeighbours(this.#held);
    this.#options = options;
    this.#contexts = new ContextTable(options, options.detailed);
    this.#sink = sink;
    this.#seen = new SeenReports(this.#memory, (options.expectedBytes ?? 0) / BYTES_PER_REPORT);
    this.#selects = nameFilter(options.select);
    this.#own = new Set([...options.ownRequestIds].map((id) => keyOf(...hashText(id))));
    this.account = new JoinAccount(this.#seen, this.#messages);
  }

  beginFile(file: string, label: string): void {
    this.#file = file;
    if (label !== this.#label) this.#originFunctions = [];
    this.#contexts.beginFile();
    this.#label = label;
    this.#attempts = new Map();
    this.#emulated.clear();
  }

  /** Good until the next `beginFile`. */
  context(context: EventContext): number {
    return this.#contexts.intern(context);
  }

  /** The rows of one context whose lines tell all that is known: ordinary reports in a tight loop, the others one by one. */
  batch(batch: RowBatch, context: number, linesBefore: number): void {
    const { rows, count, readings } = batch;
    let plain = this.#plainFunction(context);
    const staged = this.#stage(rows, count);
    for (let index = 0; index < count; index++) {
      if (plain >= 0 && index < staged) index += this.#admit(index, staged, context, plain);
      if (index === count) break;
      const at = index * ROW_WORDS;
      const head = rows[at]!;
      if (plain >= 0 && (head & ORDINARY) === KIND.report) this.#ordinary(rows, at, context, plain, linesBefore);
      else {
        const reading = (head & FLAG.read) === 0 ? undefined : readings.get(index);
        this.row(rows, at, reading, context, Number.NaN, linesBefore + rows[at + WORD.line]! + 1);
        plain = this.#plainFunction(context);
      }
    }
  }

  #stage(rows: Int32Array, count: number): number {
    if (this.#memory.admission === null) return 0;
    const staged = Math.min(count, MOST_STAGED);
    this.#memory.words.set(rows.subarray(0, staged * ROW_WORDS), PLACE.stage);
    return staged;
  }

  #admit(from: number, count: number, context: number, functionId: number): number {
    const admitted = this.#held.admit(this.#seen, from, count, functionId, this.#contexts.originOf(context));
    this.account.reports += admitted;
    if (admitted > 0 && this.#memory.admission?.timed.value === 1) this.account.timed = true;
    return admitted;
  }

  /** The function of every ordinary report of this context, or -1 when each must be looked at by itself. */
  #plainFunction(context: number): number {
    const { sinceMs, untilMs, detailed, includeLocal } = this.#options;
    const functionId = this.#originFunctions[this.#contexts.originOf(context)];
    if (functionId === undefined || !this.#selected[functionId]) return -1;
    if (detailed || sinceMs !== null || untilMs !== null || this.#own.size > 0) return -1;
    if (this.#streamFunctions.size > 0 || this.#emulated.size > 0) return -1;
    if (this.#contexts.streamLow(context) !== 0 || this.#contexts.streamHigh(context) !== 0) return -1;
    const { source } = this.#originOf(context).context;
    return source === 'emulator' || (source === 'local' && !includeLocal) ? -1 : functionId;
  }

  #ordinary(rows: Int32Array, at: number, context: number, functionId: number, linesBefore: number): void {
    this.account.reports++;
    if (rows[at + WORD.seconds] !== 0) this.account.timed = true;
    if (this.#isDuplicate(rows, at)) {
      const line = linesBefore + rows[at + WORD.line]! + 1;
      this.#setAside(rows, at, undefined, context, functionId, line, 'duplicate');
      return;
    }
    if (this.#held.isFull) this.#release(HELD / 2);
    this.#held.hold(rows, at, functionId, this.#contexts.originOf(context));
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
    const functionId = this.#functionOf(context, reading, rows, at);
    if (kind === KIND.report || kind === KIND.otherCloud) this.#report(rows, at, reading, context, functionId, line);
    else if (kind === KIND.start && reading === undefined) this.#version(rows, at, functionId);
    else if (reading !== undefined) this.#message(kind, rows, at, reading, functionId, line);
  }

  unreadable(line: number, reason: string, excerpt: string): void {
    this.account.unreadable({ file: this.#file, line, reason, excerpt });
  }

  end(): void {
    while (this.#held.next > this.#held.oldest) this.#release(this.#held.next - this.#held.oldest);
    this.#messages.expire(Infinity);
  }

  /** Puts the context's stream and the event's time into the row, where they are known better than from the line. */
  #place(rows: Int32Array, at: number, context: number, timeMs: number): void {
    const low = this.#contexts.streamLow(context);
    const high = this.#contexts.streamHigh(context);
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

  #functionOf(context: number, reading: MarkerReading | undefined, rows: Int32Array, at: number): number {
    if (reading !== undefined) {
      const named = this.#namedBy(reading, context, rows, at);
      if (named >= 0) return named;
    }
    if (this.#streamFunctions.size > 0) {
      const known = this.#streamFunctions.get(keyOf(rows[at + WORD.streamLow]!, rows[at + WORD.streamHigh]!));
      if (known !== undefined) return known;
    }
    const originId = this.#contexts.originOf(context);
    const known = this.#originFunctions[originId];
    if (known !== undefined) return known;
    const { ref, context: source } = this.#contexts.origins[originId]!;
    const id = this.#intern(ref ?? functionOfFile(source, this.#label, this.#options));
    this.#originFunctions[originId] = id;
    if (source.logGroup !== null) this.#sink.fact(id, { kind: 'real-service' });
    return id;
  }

  #originOf(context: number): Origin {
    return this.#contexts.origins[this.#contexts.originOf(context)]!;
  }

  /** A function the line itself names: by ARN, `platform.initStart`, Lambda Insights, or a stream of a shared group. */
  #namedBy(reading: MarkerReading, context: number, rows: Int32Array, at: number): number {
    const { own, context: source } = this.#originOf(context);
    const { logGroup } = source;
    if (reading.kind === KIND.cpu)
      return reading.functionName === undefined ? -1 : this.#insightsFunction(reading.functionName, source);
    if (own !== null) return -1;
    const ofStream = functionOfStream(reading.line.logStream, logGroup);
    if (ofStream !== null) return this.#streamFunction(ofStream, reading.line.logStream ?? '');
    const name = reading.functionName ?? reading.line.functionName;
    if (name === undefined) return -1;
    const stream = keyOf(rows[at + WORD.streamLow]!, rows[at + WORD.streamHigh]!);
    const ofFile = this.#nameFile(source, name);
    if (stream === 0) return ofFile;
    const id = this.#intern({ name, origin: 'platform', logGroup, account: null, region: null });
    this.#streamFunctions.set(stream, id);
    return id;
  }

  /** Streams of shared groups name the version too. */
  #streamFunction(ref: FunctionRef, stream: string): number {
    const id = this.#intern(ref);
    const version = /\[([^\]]{1,16})\]/.exec(stream)?.[1];
    if (version !== undefined && this.#versions[id] !== version) {
      this.#versions[id] = version;
      this.#sink.fact(id, { kind: 'version', version });
    }
    return id;
  }

  /** The version a START row holds, said when the function's last one was another. */
  #version(rows: Int32Array, at: number, functionId: number): void {
    let version = '';
    for (let word = WORD.version; word < WORD.version + 4; word++) {
      for (let bits = rows[at + word]! >>> 0; bits !== 0; bits >>>= 8) version += String.fromCharCode(bits & 255);
    }
    if (this.#versions[functionId] === version) return;
    this.#versions[functionId] = version;
    this.#sink.fact(functionId, { kind: 'version', version });
  }

  /** A name met in this input; when it stays the only one, what has no name in the input is of that function too. */
  #nameFile(source: EventContext, name: string): number {
    const id = this.#intern(functionOfFile(source, this.#label, this.#options));
    this.#sink.fact(id, { kind: 'name', name });
    return id;
  }

  /** The function of a Lambda Insights event: its own log group is not the function's. */
  #insightsFunction(name: string, source: EventContext): number {
    const { account = null, region = null } = functionOfContext({ ...source, functionName: name }, this.#options) ?? {};
    if (source.logGroup === null) this.#nameFile(source, name);
    return this.#intern({ name, origin: 'log-group', logGroup: `/aws/lambda/${name}`, account, region });
  }

  #intern(ref: FunctionRef): number {
    const key = functionKey(ref);
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const id = this.#functions.size;
    this.#functions.set(key, id);
    this.#selected.push(this.#selects(ref.name));
    this.#sink.functionMet(id, ref);
    return id;
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
    const reason =
      this.#reasonAside(rows, at, context, functionId) ?? (this.#isDuplicate(rows, at) ? 'duplicate' : null);
    if (reason !== null) {
      this.#setAside(rows, at, reading, context, functionId, line, reason);
      return;
    }
    if (this.#held.isFull) this.#release(HELD / 2);
    const order = this.#held.hold(rows, at, functionId, this.#contexts.originOf(context));
    if (reading !== undefined) {
      this.#held.readings.set(order, reading);
      this.#held.mark(order, MARK.read);
    }
    if (this.#options.detailed) {
      this.#held.places.set(order, { file: this.#file, line, stream: this.#contexts.streamName(context) });
      this.#held.mark(order, MARK.read);
    }
  }

  #reasonAside(rows: Int32Array, at: number, context: number, functionId: number): SetAsideReason | null {
    const head = rows[at]!;
    if ((head & 255) === KIND.otherCloud) return 'other-cloud';
    if (this.#isEmulated(rows, at, head)) return 'emulator';
    const { source } = this.#originOf(context).context;
    if (source === 'emulator') return 'emulator';
    if (source === 'local' && !this.#options.includeLocal) return 'local';
    if ((head & FLAG.managed) !== 0) return 'managed-instance';
    if (rows[at + WORD.sizeMB] === ABSENT || rows[at + WORD.usedMB] === ABSENT) return 'no-memory-fields';
    if (this.#own.size > 0 && this.#own.has(keyOf(rows[at + WORD.idLow]!, rows[at + WORD.idHigh]!)))
      return 'own-traffic';
    if (!this.#selected[functionId]) return 'not-selected';
    return this.#isOutside(rows, at) ? 'out-of-window' : null;
  }

  /** A line of the emulator, or one that uses its whole size beside the emulator's lines of that size: it prints the init once only. */
  #isEmulated(rows: Int32Array, at: number, head: number): boolean {
    const sizeMB = rows[at + WORD.sizeMB]!;
    if ((head & FLAG.emulator) !== 0) this.#emulated.add(sizeMB);
    else if ((head & FLAG.real) !== 0 || rows[at + WORD.usedMB] !== sizeMB) return false;
    return this.#emulated.has(sizeMB);
  }

  #isOutside(rows: Int32Array, at: number): boolean {
    const { sinceMs, untilMs } = this.#options;
    const seconds = rows[at + WORD.seconds]!;
    if ((sinceMs === null && untilMs === null) || seconds === 0) return false;
    const timeMs = seconds * 1000 + rows[at + WORD.millis]!;
    return (sinceMs !== null && timeMs < sinceMs) || (untilMs !== null && timeMs >= untilMs);
  }

  /** The same request with the same figures at the same second. Without time, identical timeouts of one file are attempts. */
  #isDuplicate(rows: Int32Array, at: number): boolean {
    if ((rows[at]! & FLAG.hasId) === 0) return false;
    const duration = rows[at + WORD.durationUs]!;
    const figures = figuresOf(rows, at);
    const low = mix(rows[at + WORD.idLow]! ^ figures);
    let high = mix(Math.imul(rows[at + WORD.idHigh]! ^ (figures >>> 15), 0x27d4eb2f) ^ figures);
    if (rows[at + WORD.seconds] === 0 && duration % 1_000_000 === 0) high = this.#attempt(low, high);
    return this.#seen.met(low, high);
  }

  #attempt(low: number, high: number): number {
    const key = keyOf(low, high);
    const count = this.#attempts.get(key) ?? 0;
    this.#attempts.set(key, count + 1);
    return mix(high + Math.imul(count, 0x9e3779b1));
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
    const { context: source } = this.#originOf(context);
    fillInvocation(slot, rows, at, functionId, reason === 'emulator' ? 'emulator' : sourceOf(source, rows[at]!));
    const words = reading?.line;
    const verdict = verdictOf(words?.status, words?.errorType, (rows[at]! & FLAG.outOfMemory) !== 0, []);
    applyVerdict(slot, verdict);
    this.#detail(words ?? null, this.#contexts.streamName(context), this.#file, line);
    this.account.setAside(reason);
    this.#sink.setAside(slot, reason);
  }

  #detail(line: PlatformLine | null, stream: string | null, file: string, lineNumber: number): void {
    if (!this.#options.detailed) return;
    const slot = this.#slot;
    slot.line = line;
    slot.logStream = stream ?? line?.logStream ?? null;
    slot.file = file;
    slot.lineNumber = lineNumber;
  }

  #message(kind: number, rows: Int32Array, at: number, reading: MarkerReading, functionId: number, line: number): void {
    if (kind === KIND.unreadable) {
      this.unreadable(line, 'looks like a REPORT but cannot be read', reading.excerpt ?? '');
      return;
    }
    this.#facts(kind, reading, functionId);
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

  #facts(kind: number, { line, cpuMs, arnRegion }: MarkerReading, functionId: number): void {
    const { runtimeVersion, initializationType, version } = line;
    const sink = this.#sink;
    if (kind === KIND.initStart && line.format === 'text') {
      // The scan may leave out what it told before, so it is told once here, whoever scanned.
      const told = `${runtimeVersion}\n${line.runtimeVersionArn}\n${initializationType}\n${version}`;
      if (this.#inits[functionId] === told) return;
      this.#inits[functionId] = told;
    }
    if (kind !== KIND.start && kind <= KIND.logsDropped && kind >= KIND.initReport)
      sink.fact(functionId, { kind: 'real-service' });
    if (runtimeVersion !== undefined) sink.fact(functionId, { kind: 'runtime-version', runtimeVersion });
    const region = arnRegion ?? regionOfArn(line.runtimeVersionArn);
    if (region !== null) sink.fact(functionId, { kind: 'region', region });
    if (initializationType !== undefined)
      sink.fact(functionId, { kind: 'initialization-type', type: initializationType });
    if (version !== undefined) sink.fact(functionId, { kind: 'version', version });
    if (kind === KIND.start && line.format === 'json') {
      sink.fact(functionId, { kind: 'info-logged' });
      sink.fact(functionId, { kind: 'real-service' });
    }
    if (kind === KIND.logsDropped) sink.fact(functionId, { kind: 'logs-dropped' });
    if (kind === KIND.cpu && cpuMs !== undefined)
      sink.fact(functionId, { kind: 'cpu', cpuMs, sizeMB: line.memorySizeMB ?? Number.NaN });
  }

  /** Releases the oldest reports with their verdicts. */
  #release(count: number): void {
    const held = this.#held;
    this.#neighbours.joinMessages(this.#messages);
    const verdicts = this.#verdicts();
    this.#neighbours.markSuccessors();
    this.#releaseOldest(count, verdicts);
    this.#neighbours.forget();
    this.#messages.expire(held.oldest);
  }

  /** Ordinary ones at once where the sink can take them so, the others one by one; the step between two attempts grows while they fail. */
  #releaseOldest(count: number, verdicts: ReadonlyMap<number, Verdict>): void {
    let step = 1;
    for (let left = count; left > 0; ) {
      const taken = this.#releaseOrdinary(left);
      left -= taken;
      step = taken > step ? 1 : Math.min(RUN, step * 2);
      const single = Math.min(step, left);
      this.#releaseRun(single, verdicts);
      left -= single;
    }
  }

  #releaseOrdinary(most: number): number {
    const held = this.#held;
    const first = held.at(held.oldest);
    const count = Math.min(most, held.untilTurn(held.oldest));
    const { context } = this.#contexts.origins[held.rows[first + HELD_WORD.origin]!]!;
    const isReal = context.source !== 'unknown' || context.logGroup !== null;
    const taken = this.#sink.ordinary?.(held.rows, first, count, isReal) ?? 0;
    held.oldest += taken;
    this.account.used += taken;
    return taken;
  }

  /** Short runs: V8 compiles a long loop while it runs, and then a rare branch inside throws that away again and again. */
  #releaseRun(count: number, verdicts: ReadonlyMap<number, Verdict>): void {
    const held = this.#held;
    for (let left = count; left > 0; left--) {
      const order = held.oldest;
      this.#hand(order, held.marked(order, MARK.judged) ? (verdicts.get(order) ?? SUCCESS) : SUCCESS);
      held.drop();
    }
  }

  /** Verdicts of the held reports that are no plain success, each decided once and kept with its reading. */
  #verdicts(): Map<number, Verdict> {
    const held = this.#held;
    const verdicts = this.#kept;
    if (this.#messages.hasIds) for (let order = held.oldest; order < held.next; order++) this.#joinById(order);
    for (const [order, reading] of held.readings) {
      if (!verdicts.has(order) && !held.joins.has(order)) this.#judge(order, reading);
    }
    for (const order of held.joins.keys()) this.#judge(order, held.readings.get(order));
    return verdicts;
  }

  readonly #kept = new Map<number, Verdict>();

  #joinById(order: number): void {
    const { rows } = this.#held;
    const at = this.#held.at(order);
    if ((rows[at]! & FLAG.hasId) === 0) return;
    const id = keyOf(rows[at + WORD.idLow]!, rows[at + WORD.idHigh]!);
    const seconds = rows[at + WORD.seconds]!;
    const found = this.#messages.forReport(id, {
      stream: this.#held.streamKey(order),
      durationMs: rows[at + WORD.durationUs]! / 1000,
      timeMs: seconds === 0 ? Number.NaN : seconds * 1000 + rows[at + WORD.millis]!,
      order,
    });
    if (found.length === 0) return;
    this.#held.mark(order, MARK.joined);
    this.#held.joins.set(order, [...(this.#held.joins.get(order) ?? []), ...found]);
  }

  #judge(order: number, reading: MarkerReading | undefined): void {
    const held = this.#held;
    const memory = (held.rows[held.at(order)]! & FLAG.outOfMemory) !== 0;
    const verdict = verdictOf(reading?.line.status, reading?.line.errorType, memory, held.joins.get(order) ?? []);
    if (verdict.outcome === OUTCOME.success) return;
    this.#kept.set(order, verdict);
    held.mark(order, MARK.judged);
    if (verdict.outcome !== OUTCOME.error) this.#neighbours.failed(held.streamKey(order), order);
  }

  #hand(order: number, verdict: Verdict): void {
    const held = this.#held;
    const at = held.at(order);
    const slot = this.#slot;
    const functionId = held.rows[at + HELD_WORD.functionId]!;
    const { context } = this.#contexts.origins[held.rows[at + HELD_WORD.origin]!]!;
    fillInvocation(slot, held.rows, at, functionId, sourceOf(context, held.rows[at]!));
    applyVerdict(slot, verdict);
    slot.suppressedInit = isSuppressed(slot, held.marked(order, MARK.suppressed) && held.suppressed.has(order));
    if (this.#options.detailed) {
      const place = held.places.get(order);
      this.#detail(held.readings.get(order)?.line ?? null, place?.stream ?? null, place?.file ?? '', place?.line ?? 0);
    }
    if (verdict.outcome === OUTCOME['init-failure'] && !verdict.initReported) {
      this.#sink.fact(functionId, { kind: 'init-failure', errorType: verdict.errorType ?? 'unknown' });
    }
    if (verdict !== SUCCESS) this.#kept.delete(order);
    this.account.used++;
    this.#sink.invocation(slot);
  }
}

const MESSAGES: Readonly<Record<number, 'timeout' | 'out-of-memory' | 'crash' | 'init' | 'init-report' | undefined>> = {
  [KIND.timeoutMessage]: 'timeout',
  [KIND.outOfMemoryMessage]: 'out-of-memory',
  [KIND.crash]: 'crash',
  [KIND.initMessage]: 'init',
  [KIND.initReport]: 'init-report',
};

function applyVerdict(slot: Invocation, verdict: Verdict): void {
  slot.outcome = verdict.outcome;
  slot.errorType = verdict.errorType;
  slot.oldStyleTimeout = verdict.oldStyleTimeout;
  slot.suppressedInit = false;
}

/** After a failure, or when billing was capped below the duration, the INIT is inside the Duration; never with an init of its own. */
function isSuppressed(slot: Invocation, follows: boolean): boolean {
  if (slot.initUs >= 0 || slot.restoreUs >= 0) return false;
  return follows || slot.billedMs * 1000 + 1000 < slot.durationUs;
}

function sourceOf(context: EventContext, head: number): Invocation['source'] {
  if (context.source !== 'unknown') return context.source;
  return (head & FLAG.real) !== 0 || context.logGroup !== null ? 'aws' : 'unknown';
}

/** The figures of a report in 32 bits. */
function figuresOf(rows: Int32Array, at: number): number {
  return (
    Math.imul(rows[at + WORD.durationUs]! ^ (rows[at + WORD.seconds]! << 7), 0x9e3779b1) ^
    Math.imul(rows[at + WORD.billedMs]! ^ (rows[at + WORD.usedMB]! << 16) ^ rows[at + WORD.initUs]!, 0x85ebca77) ^
    Math.imul(rows[at + WORD.sizeMB]!, 0xc2b2ae3d)
  );
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
