/** memfit in one sentence: read the arguments, run the command, give its exit code; say what went wrong. */
import { scanAhead } from '../compose-early.ts';
import { PLAIN } from '../core/report/style.ts';
import type { Edge } from './edge.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { LOAD_COMMAND } from './load-command.ts';
import { forSink, writeOut } from './output.ts';
import { parseArguments } from './program.ts';
import { columnsOf, hasColour } from './screen.ts';
import { VERSION } from './version.ts';

/** Runs one command line. Never rejects: errors are told on stderr and become the exit code. */
export async function runMemfit(edge: Edge): Promise<ExitCode> {
  try {
    const asked = await parseArguments(edge.args, helpLook(edge));
    if (asked.kind === 'text') {
      await writeOut([asked.text], edge);
      return EXIT.done;
    }
    if (asked.name === 'analyze') await scanAhead(asked.invoked.args, edge.cwd);
    const { run } = await LOAD_COMMAND[asked.name]();
    return await run(asked.invoked, edge);
  } catch (error) {
    await tell(error, edge);
    return exitCodeOf(error);
  }
}

function helpLook(edge: Edge): Parameters<typeof parseArguments>[1] {
  const colour = hasColour(edge.stdout, edge.env, edge.args.includes('--no-color'));
  return {
    columns: Math.min(columnsOf(edge.stdout, edge.env), 120),
    bold: colour ? (text) => `\u001b[1m${text}\u001b[22m` : (text) => text,
    version: VERSION,
  };
}

/** Flags may be what could not be read, so --debug and --no-color are looked for as they were typed. */
async function tell(error: unknown, edge: Edge): Promise<void> {
  const { faultText } = await import('./fault-text.ts');
  const { default: colours } = await import('picocolors');
  const colour = hasColour(edge.stderr, edge.env, edge.args.includes('--no-color'));
  const trace = edge.args.includes('--debug') || (edge.env.MEMFIT_DEBUG ?? '') !== '';
  edge.stderr.write(forSink(faultText(error, colour ? colours.createColors(true) : PLAIN, trace), edge));
}
