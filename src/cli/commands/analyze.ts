/** memfit analyze: past invocations in, findings and recommendations out. */
import { type OptionName, optionNamed } from '../../core/config/options.ts';
import { numberOf, resolveOptions, switchOf } from '../../core/config/resolve.ts';
import { RENDERERS } from '../../core/report/render.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { AnalysisOptions } from '../../model/options.ts';
import type { RunCommand } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failedGates } from '../gates.ts';
import { analyzeLogs } from '../log-analysis.ts';
import { pathsToRead, presentOf } from '../log-input.ts';
import { writeOut } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { wiring } from '../wiring.ts';
import { WORDS } from '../words.ts';

/** Reads, analyses, prints; the exit code says whether all inputs were read, gates passed, and there was enough to go by. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('analyze', invoked, edge);
  const paths = pathsToRead(invoked.args, session);
  if (paths === null) {
    // Wrong options are told first.
    resolveOptions(session.inputs, presentOf((await wiring()).systemClock));
    throw await loadNothingToRead(edge);
  }
  const { analysis, options } = await analyzeLogs(session, paths);
  await print(analysis, paths, session);
  return verdict(analysis, options, session);
};

/** Only needed when there is nothing to read, and not small. */
async function loadNothingToRead(edge: Parameters<RunCommand>[1]): Promise<Error> {
  const { nothingToRead } = await import('../nothing-to-read.ts');
  return nothingToRead('analyze', edge);
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
