/** All inputs into usage per function and size, with the account of what was read: one pass, and a second one where overlapping exports know more or less than each other. */
import type { Listener } from '../../contracts/listener.ts';
import type { ReadRequest } from '../../contracts/log-source.ts';
import type { AssemblyCounts } from '../../core/logs/assembler.ts';
import { createAssembler } from '../../core/logs/create-assembler.ts';
import type { Collected } from '../../core/usage/accumulate/collected.ts';
import { createUsageCollector } from '../../core/usage/accumulate/collector.ts';
import type { ReadingAccount, SetAsideReason, UsageReport } from '../../model/usage.ts';
import { assemblerOptions, inputTarget } from './assembly.ts';
import { type Input, isReadOnce } from './inputs.ts';
import { labelsOf } from './labels.ts';
import { type InputResult, type ReadOptions, readInputs } from './read-inputs.ts';
import { byName, type Reading, rereading } from './reading-order.ts';
import { tellSameNames, tellTimeless, tellWrapping, tellZones } from './tell.ts';

/** Bytes between two reports of progress. */
const PROGRESS_BYTES = 16 * 1024 * 1024;

/**
 * Reads everything. Of a record in several inputs the one in the input that knows most counts, whatever the order of the inputs. Inputs that fail are
 * in the account; nothing is thrown for them.
 */
export async function readUsage(
  inputs: readonly Input[],
  request: ReadRequest,
  listener: Listener,
  options: ReadOptions,
): Promise<UsageReport> {
  const ordered = byName(inputs);
  const labels = labelsOf(inputs, request.select);
  const first = await readOnce(ordered, request, listener, { ...options, labels }, false);
  const again = rereading(ordered, first);
  const read =
    again === null
      ? first
      : await readOnce(again.inputs, request, listener, { ...options, labels }, again.joinTimeless);
  tellZones(read.results, listener);
  tellWrapping(read.results, listener);
  tellTimeless(read.results, request, listener);
  if (request.select === undefined) tellSameNames(read.results, labels, listener);
  if (read.counts.duplicatesUnchecked) tellDuplicatesUnchecked(listener);
  const places = new Map(inputs.map((input, i) => [input.name, i]));
  const asGiven = read.results.toSorted(
    (a, b) => (places.get(a.account.name) ?? 0) - (places.get(b.account.name) ?? 0),
  );
  return { functions: read.collected.functions, account: accountOf(asGiven, read.counts, read.collected) };
}

/** One pass over the inputs in this order. */
async function readOnce(
  inputs: readonly Input[],
  request: ReadRequest,
  listener: Listener,
  options: ReadOptions,
  joinTimeless: boolean,
): Promise<Reading> {
  const total = totalBytes(inputs);
  const collector = createUsageCollector();
  const assembler = createAssembler(assemblerOptions(request, false, total, joinTimeless), collector);
  const progress = createProgress(listener, total);
  const results: InputResult[] = [];
  const reading = readInputs(inputs, inputTarget(assembler, false), { ...options, onProgress: progress.reading });
  for await (const result of reading) {
    results.push(result);
    progress.inputDone(result.account.bytes);
  }
  assembler.end();
  return { results, counts: assembler.counts(), collected: collector.finish() };
}

function accountOf(results: readonly InputResult[], counts: AssemblyCounts, collected: Collected): ReadingAccount {
  const inputs = results.map((result) => result.account);
  return {
    inputs,
    bytes: inputs.reduce((sum, input) => sum + input.bytes, 0),
    lines: counts.lines,
    reports: counts.reports,
    used: counts.used - Object.values(collected.setAside).reduce((sum, n) => sum + n, 0),
    setAside: added(counts.setAside, collected.setAside),
    unreadableCount: counts.unreadableCount,
    unreadable: counts.unreadable,
    unjoined: counts.unjoined,
    timed: counts.timed,
  };
}

type SetAside = Readonly<Partial<Record<SetAsideReason, number>>>;

/** The collector sets aside what only all lines together show: an emulator's. */
function added(a: SetAside, b: SetAside): SetAside {
  const sum: Partial<Record<SetAsideReason, number>> = { ...a };
  for (const [reason, n] of Object.entries(b) as [SetAsideReason, number][]) sum[reason] = (sum[reason] ?? 0) + n;
  return sum;
}

/** Null: not known, since standard input or a pipe is among the inputs. */
function totalBytes(inputs: readonly Input[]): number | null {
  if (inputs.some(isReadOnce)) return null;
  return inputs.reduce((sum, input) => sum + (input.kind === 'file' ? input.bytes : 0), 0);
}

interface ReadingProgress {
  /** Bytes read so far of the current input. */
  reading(bytes: number): void;
  inputDone(bytes: number): void;
}

function createProgress(listener: Listener, total: number | null): ReadingProgress {
  let before = 0;
  let told = 0;
  return {
    reading(bytes) {
      if (before + bytes - told < PROGRESS_BYTES) return;
      told = before + bytes;
      listener.progress({ step: 'read', done: told, total, unit: 'bytes' });
    },
    inputDone(bytes) {
      before += bytes;
    },
  };
}

function tellDuplicatesUnchecked(listener: Listener): void {
  listener.notice({
    level: 'warning',
    code: 'duplicates-unchecked',
    text: 'More invocations than can be remembered: records that occur twice far apart may have been counted twice.',
    next: 'read exports that do not overlap, or fewer at a time',
  });
}
