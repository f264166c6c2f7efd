/** Reads inputs one after another into a target, and accounts for each: its shape, its size, what went wrong. */
import { availableParallelism } from 'node:os';
import type { InputKnowledge } from '../../core/logs/assembler.ts';
import type { EnvelopeAccount, EnvelopeTarget } from '../../core/logs/envelopes/envelope.ts';
import { createEnvelopeReader, tellCut } from '../../core/logs/envelopes/reader.ts';
import type { EventContext } from '../../core/logs/event-sink.ts';
import type { InputAccount } from '../../model/usage.ts';
import { DamagedGzip, type GunzipLimits, gunzipPayload } from './gunzip.ts';
import { type Input, ioProblem, isReadOnce } from './inputs.ts';
import type { Labels } from './labels.ts';
import { sniffLargeText } from './large-text.ts';
import { type OpenInput, openInput, type ReadableInput } from './open-input.ts';
import { originOfPath } from './path-origin.ts';
import { createUnpackThread } from './unpack-aside.ts';

/** Where the events go: a target that is told when the next input begins, and how many reports and lines it has met. */
export interface InputTarget extends EnvelopeTarget {
  beginFile(file: string, label: string): void;
  /** Reports met so far in all inputs. */
  reports(): number;
  /** What the reports of the input begun last carry. Absent: not told. */
  knowledge?(): InputKnowledge;
  /** Scans a whole large text file by itself, faster than chunk by chunk. Absent: it cannot. */
  scanFile?(path: string, bytes: number, context: number, onProgress: (bytes: number) => void): Promise<void>;
}

/** What reading needs besides the inputs. */
export interface ReadOptions {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** What functions are called that nothing in an input names. Absent: by the input alone. */
  readonly labels?: Labels;
  readonly limits?: GunzipLimits;
  /** Told about every chunk: unpacked bytes so far in this input. */
  readonly onProgress?: (bytesRead: number) => void;
  /** Awaited behind every chunk: a reader that keeps records lets its consumer take them. */
  readonly onChunk?: () => Promise<void>;
}

/** What came of one input. */
export interface InputResult {
  readonly account: InputAccount;
  readonly zoneless: boolean;
  readonly wrapping?: EnvelopeAccount['wrapping'];
  /** What its reports carry; null: not told, or it has none. */
  readonly knowledge?: InputKnowledge | null;
}

/** Inputs opened ahead of the one being read. */
const AHEAD = 8;

/** Reads all inputs in order; gives one result each, as soon as it is read. A failing input never stops the others. */
export async function* readInputs(
  inputs: readonly Input[],
  target: InputTarget,
  options: ReadOptions,
): AsyncGenerator<InputResult> {
  const thread = availableParallelism() > 1 ? createUnpackThread() : null;
  const opened: (Promise<OpenInput> | null)[] = [];
  const openAhead = (upTo: number): void => {
    for (let i = opened.length; i < Math.min(upTo, inputs.length); i++) {
      const input = inputs[i]!;
      opened.push(isReadable(input) ? openInput(input, options.stdin, thread, options.limits) : null);
    }
  };
  try {
    for (const [i, input] of inputs.entries()) {
      openAhead(i + AHEAD);
      const open = opened[i];
      opened[i] = null;
      if (isReadable(input) && open) {
        const result = await readOne(input, await open, target, options);
        yield { ...result, knowledge: result.account.reports > 0 ? (target.knowledge?.() ?? null) : null };
      } else yield unread(input);
    }
  } finally {
    thread?.close();
  }
}

function isReadable(input: Input): input is ReadableInput {
  return input.kind === 'file' || isReadOnce(input);
}

function unread(input: Input): InputResult {
  const none = { name: input.name, bytes: 0, reports: 0 };
  if (input.kind === 'failed')
    return { account: { ...none, shape: 'unread', problem: input.problem }, zoneless: false };
  const bytes = input.kind === 'test-object' ? input.bytes : 0;
  return { account: { ...none, bytes, shape: 's3-test-object' }, zoneless: false };
}

async function readOne(
  input: ReadableInput,
  open: OpenInput,
  target: InputTarget,
  options: ReadOptions,
): Promise<InputResult> {
  const origin = originOfPath(input.name);
  target.beginFile(input.name, options.labels?.of(input.name) ?? origin.label);
  const large = input.kind === 'file' && target.scanFile ? await sniffLargeText(input.path, input.bytes) : null;
  if (large !== null && input.kind === 'file')
    return readLargeText(input, large, contextOf(origin.stream), target, options);
  const before = target.reports();
  const reader = createEnvelopeReader(target, { origin: contextOf(origin.stream), gunzip: gunzipPayload });
  let problem: string | null = null;
  try {
    for await (const chunk of open.chunks) {
      reader.push(chunk);
      options.onProgress?.(open.bytesRead());
      if (options.onChunk) await options.onChunk();
      if (reader.declined) break;
    }
  } catch (error) {
    problem = error instanceof DamagedGzip ? error.message : ioProblem(error);
  }
  const account = reader.end();
  const reports = target.reports() - before;
  return resultOf(input.name, account, open.layers, open.bytesRead(), reports, problem);
}

/** The whole file at once, with two cores where that pays. */
async function readLargeText(
  input: Extract<ReadableInput, { kind: 'file' }>,
  found: NonNullable<Awaited<ReturnType<typeof sniffLargeText>>>,
  context: EventContext,
  target: InputTarget,
  options: ReadOptions,
): Promise<InputResult> {
  const before = target.reports();
  tellCut(found, target);
  let problem: string | null = null;
  try {
    await target.scanFile?.(input.path, input.bytes, target.context(context), (read) => options.onProgress?.(read));
  } catch (error) {
    problem = ioProblem(error);
  }
  return resultOf(input.name, textAccount(found), [], input.bytes, target.reports() - before, problem);
}

function textAccount(found: { shape: string; note: string | null; zoneless: boolean }): EnvelopeAccount {
  return {
    shape: found.shape,
    events: 0,
    controlMessages: 0,
    otherValues: 0,
    declined: null,
    note: found.note,
    zoneless: found.zoneless,
  };
}

function resultOf(
  name: string,
  account: EnvelopeAccount,
  layers: readonly string[],
  bytes: number,
  reports: number,
  damage: string | null,
): InputResult {
  const problem = damage ?? account.declined ?? (reports === 0 ? account.note : null) ?? emptiness(account, reports);
  const shape = layers.length === 0 ? account.shape : `${account.shape} (${layers.join(', ')})`;
  return {
    account: { name, shape, bytes, reports, ...(problem === null ? {} : { problem }) },
    zoneless: account.zoneless,
    ...(account.wrapping && { wrapping: account.wrapping }),
  };
}

/** JSON in which nothing was a log event. */
function emptiness(account: EnvelopeAccount, reports: number): string | null {
  if (reports > 0 || account.events > 0 || account.otherValues === 0) return null;
  return 'JSON without log events; export with `aws logs filter-log-events` or see docs/log-shapes.md';
}

function contextOf(stream: string | null): EventContext {
  return { logGroup: null, logStream: stream, functionName: null, source: 'unknown' };
}
