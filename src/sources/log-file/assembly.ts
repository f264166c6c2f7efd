/** How inputs are joined to the assembler of core/logs. */
import type { ReadRequest } from '../../contracts/log-source.ts';
import type { AssemblerOptions } from '../../core/logs/assembler.ts';
import type { PieceAssembler } from '../../core/logs/create-assembler.ts';
import { scanTextFile } from './parallel.ts';
import type { InputTarget } from './read-inputs.ts';

/** What the assembler must know, from what was asked. */
export function assemblerOptions(
  request: ReadRequest,
  detailed: boolean,
  expectedBytes: number | null,
  joinTimeless: boolean,
): AssemblerOptions {
  return {
    sinceMs: request.sinceMs ?? null,
    untilMs: request.untilMs ?? null,
    functionName: request.functionName ?? null,
    select: request.select ?? null,
    logGroups: request.logGroups ?? {},
    ownRequestIds: request.ownRequestIds ?? new Set(),
    includeLocal: request.includeLocal ?? false,
    joinTimeless,
    detailed,
    expectedBytes,
  };
}

/** An assembler as the target of `readInputs`. With `detailed` every report is wanted with its line, which pieces do not carry. */
export function inputTarget(assembler: PieceAssembler, detailed: boolean): InputTarget {
  return {
    beginFile: (file, label) => assembler.beginFile(file, label),
    reports: () => assembler.counts().reports,
    knowledge: () => assembler.knowledge(),
    context: (context) => assembler.context(context),
    event: (context, timeMs, bytes, start, end, line) => assembler.event(context, timeMs, bytes, start, end, line),
    parsed: (context, timeMs, line, lineNumber) => assembler.parsed(context, timeMs, line, lineNumber),
    unreadable: (line, reason, excerpt) => assembler.unreadable(line, reason, excerpt),
    text: (context, bytes, start, end) => assembler.text(context, bytes, start, end),
    endText: () => assembler.endText(),
    ...(detailed
      ? {}
      : {
          scanFile: (path: string, bytes: number, context: number, onProgress: (bytes: number) => void) =>
            scanTextFile(path, bytes, assembler, context, { worker: null, onProgress }),
        }),
  };
}
