/** Past invocations from files, folders, patterns and stdin: the LogSource of log files. */
import { platform } from 'node:process';
import type { Listener } from '../../contracts/listener.ts';
import type { LogSource, ReadRequest } from '../../contracts/log-source.ts';
import { createAssembler } from '../../core/logs/create-assembler.ts';
import type { InvocationRecord } from '../../model/invocation.ts';
import { assemblerOptions, inputTarget } from './assembly.ts';
import { Channel } from './channel.ts';
import type { GunzipLimits } from './gunzip.ts';
import { findInputs, type Input } from './inputs.ts';
import { labelsOf } from './labels.ts';
import { createLineTarget, type PlacedLine } from './line-target.ts';
import { readingsFor } from './naming.ts';
import { type InputResult, type InputTarget, type ReadOptions, readInputs } from './read-inputs.ts';
import { readUsage } from './read-usage.ts';
import { createRecordSink, notShown } from './record-sink.ts';
import {
  tellInputs,
  tellNotShown,
  tellSameNames,
  tellTimeless,
  tellUnreadable,
  tellWrapping,
  tellZones,
} from './tell.ts';

/** Where paths start, what `-` is, and how wide gzip may open. */
export interface LogFileOptions {
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Bytes of `-`. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Bounds of unpacking, for tests. */
  readonly limits?: GunzipLimits;
}

/**
 * A LogSource over log files in every shape of docs/log-shapes.md. `paths`: files, folders (all files below, sorted), patterns, `-` for stdin.
 * Inputs that fail are told or accounted for, never thrown; the others are still read.
 */
export function createLogFileSource(paths: readonly string[], options: LogFileOptions): LogSource {
  const inputs = (): Promise<Input[]> => findInputs(paths, options.cwd, platform === 'win32');
  return {
    async usage(request, listener) {
      const found = await inputs();
      const [first, second] = readingsFor(found, request);
      const report = await readUsage(found, first, listener, options);
      return second === undefined || report.account.used > 0 ? report : readUsage(found, second, listener, options);
    },
    async *records(request, listener) {
      const found = await inputs();
      const [first, second] = readingsFor(found, request);
      let any = false;
      for await (const record of readRecords(found, first, listener, options)) {
        any = true;
        yield record;
      }
      if (second !== undefined && !any) yield* readRecords(found, second, listener, options);
    },
    async *lines(request, listener) {
      yield* readLines(await inputs(), request, listener, options);
    },
  };
}

function readRecords(
  inputs: readonly Input[],
  request: ReadRequest,
  listener: Listener,
  options: LogFileOptions,
): AsyncGenerator<InvocationRecord> {
  const channel = new Channel<InvocationRecord>();
  const labels = labelsOf(inputs, request.select);
  const ranks = new Map(inputs.map((input, i) => [input.name, i]));
  const sink = createRecordSink(
    (record) => channel.put(record),
    (file) => ranks.get(file) ?? 0,
  );
  const assembler = createAssembler(assemblerOptions(request, true, null, inputs.length > 1), sink);
  const release = (): void => {
    assembler.end();
    sink.finish();
  };
  const tellMore = (results: readonly InputResult[]): void => {
    const counts = assembler.counts();
    tellUnreadable(counts, listener);
    const isEmpty = counts.reports === 0 && !results.some(({ account }) => account.problem !== undefined);
    tellNotShown(notShown(counts.setAside), isEmpty, listener);
    tellTimeless(results, request, listener);
    if (request.select === undefined) tellSameNames(results, labels, listener);
  };
  return streamed(channel, inputs, inputTarget(assembler, true), listener, { ...options, labels }, release, tellMore);
}

function readLines(
  inputs: readonly Input[],
  { sinceMs = -Infinity, untilMs = Infinity }: ReadRequest,
  listener: Listener,
  options: LogFileOptions,
): AsyncGenerator<PlacedLine> {
  const channel = new Channel<PlacedLine>();
  // What has no time is inside any window.
  const target = createLineTarget((line, timeMs) => {
    if (!(timeMs < sinceMs || timeMs >= untilMs)) channel.put(line);
  });
  return streamed(
    channel,
    inputs,
    target,
    listener,
    options,
    () => {},
    () => {},
  );
}

/** Reads while the consumer takes: no more than one chunk's worth of values waits. */
async function* streamed<T>(
  channel: Channel<T>,
  inputs: readonly Input[],
  target: InputTarget,
  listener: Listener,
  options: ReadOptions,
  release: () => void,
  tellMore: (results: readonly InputResult[]) => void,
): AsyncGenerator<T> {
  const reading = readAll(inputs, target, { ...options, onChunk: () => channel.taken() })
    .then((results) => {
      release();
      tellInputs(results, listener);
      tellMore(results);
      tellZones(results, listener);
      tellWrapping(results, listener);
      channel.end();
    })
    .catch((error: unknown) => channel.end(error));
  yield* channel.values();
  await reading;
}

async function readAll(inputs: readonly Input[], target: InputTarget, options: ReadOptions): Promise<InputResult[]> {
  const results: InputResult[] = [];
  for await (const result of readInputs(inputs, target, options)) {
    results.push(result);
    await options.onChunk?.();
  }
  return results;
}
