/** memfit init: writes a commented memfit.config.yaml from a template or from logs. */
import { type InitResult, init } from '../../actions/init.ts';
import type { Workspace } from '../../contracts/workspace.ts';
import { listOf, switchOf } from '../../core/config/resolve.ts';
import { escapeTerminal } from '../../core/report/escape.ts';
import { declaredFunctions } from '../../core/templates/light/function-list.ts';
import type { Invoked, RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { presentOf, readRequest } from '../log-input.ts';
import { writeOut } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { wiring } from '../wiring.ts';

/** Shows what is written on stdout, and says on stderr what became of it. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('init', { ...invoked, flags: { ...invoked.flags, 'no-config': true } }, edge);
  const { fileWorkspace } = await wiring();
  const workspace = await fileWorkspace(edge.cwd);
  const template = await templateAmong(invoked.args, workspace);
  const result = await init(
    {
      template,
      usage: template === null && invoked.args.length > 0 ? await usageOf(invoked, session) : null,
      select: listOf('function', session.inputs),
      dryRun: switchOf('dry-run', session.inputs),
    },
    { workspace, listener: session.terminal, survey: () => surveyed(session) },
  );
  session.terminal.clear();
  await writeOut([result.text.split('\n').map(escapeTerminal).join('\n')], edge);
  edge.stderr.write(`${outcome(result)}\n`);
  return EXIT.done;
};

/** A single path that is a template; null: the paths are logs, or there are none. */
async function templateAmong(paths: readonly string[], workspace: Workspace): Promise<string | null> {
  const [path] = paths;
  if (path === undefined || paths.length > 1) return null;
  if (/\.(ya?ml|template)$/i.test(path)) return path;
  if (!/\.json$/i.test(path)) return null;
  const text = await workspace.readText(path).catch(() => null);
  return text !== null && declaredFunctions(text) ? path : null;
}

async function usageOf({ args }: Invoked, session: Session): Promise<Parameters<typeof init>[0]['usage']> {
  const { logFiles, systemClock } = await wiring();
  return (await logFiles(args, session.edge)).usage(
    await readRequest(session, presentOf(systemClock)),
    session.terminal,
  );
}

/** Read late: the formats' parsers are large. */
async function surveyed({ edge }: Session): ReturnType<Parameters<typeof init>[1]['survey']> {
  const [{ list }, { projectFiles }] = await Promise.all([import('../../actions/list.ts'), wiring()]);
  const request = { templates: null, options: { environment: null, parameters: {} }, seen: [], functions: {} };
  return (await list(request, { tree: await projectFiles(edge.cwd) })).rows.map((row) => row.function);
}

function outcome({ outcome: what, path, from }: InitResult): string {
  const words = {
    created: `${path} written`,
    replaced: `${path} replaced`,
    kept: `${path} left as it was`,
    unchanged: `${path} holds just this already`,
    shown: `nothing written (--dry-run); this is what ${path} would hold`,
  };
  return escapeTerminal(`${words[what]}, from ${from}`);
}
