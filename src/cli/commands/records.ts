/** memfit records: the invocations in the logs as uniform records, or every platform line for itself. */
import { platformLines, records } from '../../actions/records.ts';
import type { Listener } from '../../contracts/listener.ts';
import { switchOf } from '../../core/config/resolve.ts';
import { recordCsv, recordCsvHeader, recordNdjson } from '../../core/report/records.ts';
import { UserError } from '../../model/errors.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { pathsToRead, presentOf, readRequest } from '../log-input.ts';
import { nothingToRead } from '../nothing-to-read.ts';
import { writeOut } from '../output.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { wiring } from '../wiring.ts';

/** Records handed over in one piece: fewer writes, still steady. */
const PIECE_CHARACTERS = 65_536;

/** Prints as it reads, in bounded memory. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('records', invoked, edge);
  const paths = pathsToRead(invoked.args, session);
  if (paths === null) throw await nothingToRead('records', edge);
  const { systemClock, logFiles } = await wiring();
  const request = await readRequest(session, presentOf(systemClock));
  const source = await logFiles(paths, edge);
  const csv = session.format === 'csv';
  const lines = switchOf('lines', session.inputs);
  if (csv && lines) throw linesAsCsv();
  if (lines && request.select !== undefined) throw linesOfFunction();
  const watched = watch(session.terminal);
  const texts = lines
    ? textsOf(platformLines(source, request, watched.listener), recordNdjson, '')
    : textsOf(records(source, request, watched.listener), csv ? recordCsv : recordNdjson, csv ? recordCsvHeader() : '');
  await writeOut(texts, edge);
  session.terminal.clear();
  return watched.failed() ? EXIT.failed : EXIT.done;
};

async function* textsOf<T>(items: AsyncIterable<T>, text: (item: T) => string, heading: string): AsyncIterable<string> {
  let piece = heading;
  for await (const item of items) {
    piece += text(item);
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** An input that fails is told as an error; the rest is printed, and the exit code says so. */
function watch(terminal: Terminal): { readonly listener: Listener; readonly failed: () => boolean } {
  let failed = false;
  const listener: Listener = {
    ...terminal,
    notice(notice) {
      const problem = notice.code === 'input-problem';
      failed ||= problem;
      terminal.notice(problem ? { ...notice, level: 'error' } : notice);
    },
  };
  return { listener, failed: () => failed };
}

function linesOfFunction(): UserError {
  return new UserError('invalid-option', {
    where: '--function',
    what: 'platform lines cannot be chosen by function',
    why: 'a line for itself does not say which function it is of',
    next: 'leave --lines out for one record an invocation',
  });
}

function linesAsCsv(): UserError {
  return new UserError('invalid-option', {
    where: '--lines',
    what: 'platform lines cannot be printed as csv',
    why: 'they do not all have the same fields',
    next: 'leave -o out for one JSON object a line',
  });
}
