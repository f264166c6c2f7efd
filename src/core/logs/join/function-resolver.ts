/** Which function a row is of, and the ids of functions. */
import { functionKey } from '../../../model/function-key.ts';
import type { FunctionRef } from '../../../model/usage.ts';
import type { AssemblerOptions } from '../assembler.ts';
import type { EventContext } from '../event-sink.ts';
import type { InvocationSink } from '../invocation-sink.ts';
import type { MarkerReading } from '../scan/read-marker.ts';
import { KIND, WORD } from '../scan/rows.ts';
import { ContextTable } from './context-table.ts';
import { functionOfContext, functionOfFile, functionOfStream, nameFilter } from './function-names.ts';
import { keyOf } from './held-reports.ts';

/** What memfit calls the copies of functions that it measures. */
const OWN_COPY = /^memfit-tune-/;

/** Functions as they are met; tells the sink of each once, and the facts that naming it shows. */
export class FunctionResolver {
  readonly contexts: ContextTable;
  readonly #options: AssemblerOptions;
  readonly #sink: InvocationSink;
  readonly #selects: (name: string) => boolean;
  readonly #asksForCopies: boolean;
  readonly #functions = new Map<string, number>();
  readonly #selected: boolean[] = [];
  readonly #own: boolean[] = [];
  /** Function of an origin in this file. */
  #originFunctions: (number | undefined)[] = [];
  /** Functions that `platform.initStart` named, by stream. */
  readonly #streamFunctions = new Map<number, number>();
  /** The version last met, by function. */
  readonly #versions: string[] = [];
  #label = 'input';

  constructor(options: AssemblerOptions, sink: InvocationSink) {
    this.contexts = new ContextTable(options, options.detailed);
    this.#options = options;
    this.#sink = sink;
    this.#selects = nameFilter(options.select);
    this.#asksForCopies = options.select?.some((glob) => OWN_COPY.test(glob)) === true;
  }

  beginFile(label: string): void {
    if (label !== this.#label) this.#originFunctions = [];
    this.contexts.beginFile();
    this.#label = label;
  }

  isSelected(functionId: number): boolean {
    return this.#selected[functionId] === true;
  }

  /** A copy that memfit made to measure with, and that was not asked for by name: its calls are memfit's own. */
  isOwn(functionId: number): boolean {
    return this.#own[functionId] === true;
  }

  /** Whether a row's stream may tell another function than its context. */
  get byStream(): boolean {
    return this.#streamFunctions.size > 0;
  }

  /** The function of a row of this context that has no reading; -1: not met yet. */
  ofPlain(context: number, rows: Int32Array, at: number): number {
    if (this.#streamFunctions.size > 0) {
      const known = this.#streamFunctions.get(keyOf(rows[at + WORD.streamLow]!, rows[at + WORD.streamHigh]!));
      if (known !== undefined) return known;
    }
    return this.#originFunctions[this.contexts.originOf(context)] ?? -1;
  }

  /** The function of a row: named by its line, its stream, its context, else by its file. */
  of(context: number, reading: MarkerReading | undefined, rows: Int32Array, at: number): number {
    if (reading !== undefined) {
      const named = this.#namedBy(reading, context, rows, at);
      if (named >= 0) return named;
    }
    const known = this.ofPlain(context, rows, at);
    if (known >= 0) return known;
    const originId = this.contexts.originOf(context);
    const { ref, context: source } = this.contexts.origins[originId]!;
    const id = this.#intern(ref ?? functionOfFile(source, this.#label, this.#options));
    this.#originFunctions[originId] = id;
    if (source.logGroup !== null) this.#sink.fact(id, { kind: 'real-service' });
    return id;
  }

  /** A function the line itself names: by ARN, `platform.initStart`, Lambda Insights, or a stream of a shared group. */
  #namedBy(reading: MarkerReading, context: number, rows: Int32Array, at: number): number {
    const { own, context: source } = this.contexts.origins[this.contexts.originOf(context)]!;
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
  version(rows: Int32Array, at: number, functionId: number): void {
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
    this.#own.push(OWN_COPY.test(ref.name) && !this.#asksForCopies);
    this.#sink.functionMet(id, ref);
    return id;
  }
}
