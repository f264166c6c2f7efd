/** memfit analyze: past invocations in, findings and recommendations out. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { analyze } from '../../actions/analyze.ts';
import { optimiseLate } from '../../compose-early.ts';
import { type OptionName, optionNamed } from '../../core/config/options.ts';
import { numberOf, resolveOptions, switchOf, textOf } from '../../core/config/resolve.ts';
import { RENDERERS } from '../../core/report/render.ts';
import { appliedSizes, standingSizes } from '../../core/sizing/standing.ts';
import type { Analysis } from '../../model/analysis.ts';
import { UserError } from '../../model/errors.ts';
import type { AnalysisOptions } from '../../model/options.ts';
import type { RunCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failedGates } from '../gates.ts';
import { pathsToRead, presentOf, readRequest } from '../log-input.ts';
import { writeOut } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';
import { WORDS } from '../words.ts';

const HISTORY = '.memfit/history.jsonl';

/** Reads, analyses, prints; the exit code says whether all inputs were read, gates passed, and there was enough to go by. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('analyze', invoked, edge);
  const { systemClock, logFiles, judge } = await wiring();
  const present = presentOf(systemClock);
  const options = resolveOptions(session.inputs, present);
  const read = await readRequest(session, present);
  const paths = pathsToRead(invoked.args, session);
  if (paths === null) throw await loadNothingToRead(edge);
  const ports = { source: await logFiles(paths, edge), listener: session.terminal, clock: systemClock, judge };
  const standing = await standingBefore(session);
  // Not earlier: what Node has compiled of its own modules is only good under the flags it began with.
  optimiseLate();
  const analysis = await analyze({ read, options, memfitVersion: VERSION, standing }, ports);
  session.terminal.clear();
  await print(analysis, paths, session);
  return verdict(analysis, options, session);
};

/** Only needed when there is nothing to read, and not small. */
async function loadNothingToRead(edge: Parameters<RunCommand>[1]): Promise<Error> {
  const { nothingToRead } = await import('../nothing-to-read.ts');
  return nothingToRead('analyze', edge);
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

async function print(
  analysis: Analysis,
  paths: readonly string[],
  { look, format, inputs, edge }: Session,
): Promise<void> {
  const render = RENDERERS[(format ?? 'table') as keyof typeof RENDERERS];
  const context = {
    ...look,
    words: WORDS,
    top: numberOf('top', inputs),
    detail: switchOf('detail', inputs),
    next: nextCommand(analysis, paths, inputs),
  };
  await writeOut(render(analysis, context), edge);
}

/** Whether the next command needs this flag to read the same logs and judge them the same way. */
function isRepeated(name: OptionName): boolean {
  if (name === 'config' || name === 'no-config') return true;
  const { group } = optionNamed(name);
  return group !== 'Output' && group !== 'This run' && !['function', 'sample', 'fail-on'].includes(name);
}

/** The function with the most money in detail, under the same flags; nothing where stdin cannot be read a second time. */
function nextCommand({ functions }: Analysis, paths: readonly string[], inputs: Session['inputs']): string[] {
  const [first, second] = functions;
  if (!first || !second || paths.includes('-')) return [];
  const from = switchOf('sample', inputs) ? ['--sample', ...paths.slice(1)] : paths;
  return ['memfit', 'analyze', ...from, ...repeated(inputs.flags), '--function', first.usage.ref.name];
}

function repeated(flags: Session['inputs']['flags']): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (!isRepeated(name as OptionName) || value === false || value === undefined) return [];
    if (value === true) return [`--${name}`];
    return typeof value === 'string' ? [`--${name}`, value] : value.flatMap((one) => [`--${name}`, one]);
  });
}

/** A failed gate weighs more than a damaged input, and that more than too little data. */
function verdict(analysis: Analysis, { failOn }: AnalysisOptions, { terminal }: Session): ExitCode {
  const failed = failedGates(analysis, failOn);
  for (const text of failed) terminal.notice({ level: 'error', code: 'gate-failed', text });
  if (failed.length > 0) return EXIT.gate;
  if (analysis.account.inputs.some(({ problem }) => problem !== undefined)) return EXIT.failed;
  return analysis.functions.every(hasTooLittle) ? EXIT.notEnoughData : EXIT.done;
}

/** Also when all that was read is an emulator's, another cloud's or memfit's own. */
function hasTooLittle({ recommendation, usage }: Analysis['functions'][number]): boolean {
  return (
    recommendation.action === 'undecided' &&
    (recommendation.reason === 'too-little-data' ||
      (recommendation.reason === 'not-sizable' && usage.sizes.length === 0))
  );
}
