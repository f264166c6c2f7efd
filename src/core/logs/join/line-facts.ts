/** What a line says about its function beside an invocation. */
import type { InvocationSink } from '../invocation-sink.ts';
import { regionOfArn } from '../lambda-arn.ts';
import type { MarkerReading } from '../scan/read-marker.ts';
import { KIND } from '../scan/rows.ts';

const MOST_STARTS = 10_000;

/** Facts on their way to the sink. */
export class LineFacts {
  readonly #sink: InvocationSink;
  /** What its last INIT_START line said, by function. */
  readonly #inits: string[] = [];
  /** Functions and versions whose start in JSON was told; so many are remembered. */
  readonly #starts = new Set<string>();

  constructor(sink: InvocationSink) {
    this.#sink = sink;
  }

  /** Tells what is new in it. */
  tell(kind: number, { line, cpuMs, arnRegion }: MarkerReading, functionId: number): void {
    const { runtimeVersion, initializationType, version } = line;
    const sink = this.#sink;
    if (kind === KIND.initStart && line.format === 'text') {
      // The scan may leave out what it told before, so it is told once here, whoever scanned.
      const told = `${runtimeVersion}\n${line.runtimeVersionArn}\n${initializationType}\n${version}`;
      if (this.#inits[functionId] === told) return;
      this.#inits[functionId] = told;
    }
    const saysVersionOnly = (arnRegion ?? runtimeVersion ?? initializationType) === undefined;
    if (kind === KIND.start && line.format === 'json' && saysVersionOnly) {
      const told = `${functionId}\n${version}`;
      if (this.#starts.has(told)) return;
      if (this.#starts.size === MOST_STARTS) this.#starts.clear();
      this.#starts.add(told);
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
}
