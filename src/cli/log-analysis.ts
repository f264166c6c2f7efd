/** Logs into an analysis, under the settings of this run: what `analyze` prints and `report` adds to its page. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { analyze } from '../actions/analyze.ts';
import { optimiseLate } from '../compose-early.ts';
import { resolveOptions, textOf } from '../core/config/resolve.ts';
import { appliedSizes, standingSizes } from '../core/sizing/standing.ts';
import type { Analysis } from '../model/analysis.ts';
import { UserError } from '../model/errors.ts';
import type { AnalysisOptions } from '../model/options.ts';
import { presentOf, readRequest } from './log-input.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';
import { wiring } from './wiring.ts';

const HISTORY = '.memfit/history.jsonl';

/** Reads the paths, and judges what they hold. */
export async function analyzeLogs(
  session: Session,
  paths: readonly string[],
): Promise<{ readonly analysis: Analysis; readonly options: AnalysisOptions }> {
  const { systemClock, logFiles, judge } = await wiring();
  const present = presentOf(systemClock);
  const options = resolveOptions(session.inputs, present);
  const read = await readRequest(session, present);
  const ports = { source: await logFiles(paths, session.edge), listener: session.terminal, clock: systemClock, judge };
  const standing = await standingBefore(session);
  // Not earlier: what Node has compiled of its own modules is only good under the flags it began with.
  optimiseLate();
  const analysis = await analyze({ read, options, memfitVersion: VERSION, standing }, ports);
  session.terminal.clear();
  return { analysis, options };
}

/** What an earlier analysis advised (--standing), else what was applied in this folder. */
async function standingBefore({ inputs, edge }: Session): Promise<ReadonlyMap<string, number>> {
  const file = textOf('standing', inputs);
  if (file === null) {
    const path = resolve(edge.cwd, HISTORY);
    return appliedSizes(existsSync(path) ? await readFile(path, 'utf8').catch(() => '') : '');
  }
  const text = await readFile(resolve(edge.cwd, file), 'utf8').catch((cause: unknown) => {
    throw new UserError('unreadable-standing', { what: 'cannot be read', where: file, next: 'check the path' }, cause);
  });
  return standingSizes(text, file);
}
