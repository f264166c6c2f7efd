/** memfit apply: carries a plan out in the user's files, or takes it back. */
import { resolve } from 'node:path';
import { type ApplyPorts, type ApplyResult, apply, undo } from '../../actions/apply.ts';
import { checkPlan } from '../../actions/check-plan.ts';
import { plan } from '../../actions/plan.ts';
import { switchOf } from '../../core/config/resolve.ts';
import { escapeTerminal } from '../../core/report/escape.ts';
import { planMoves, planRemarks } from '../../core/report/plan.ts';
import { commandLine } from '../../core/report/shell.ts';
import { deployCommand } from '../../core/templates/deploy-command.ts';
import { readPlan } from '../../core/templates/read-plan.ts';
import type { Plan } from '../../model/edit.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { forSink, writeOut } from '../output.ts';
import { openSession, type Session } from '../session.ts';
import { loadRequest, planRequest, readNamed } from '../template-input.ts';
import { wiring } from '../wiring.ts';

/** Shows, asks, writes; says on stderr what became of it and what deploys it. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('apply', invoked, edge);
  const ports = await portsOf(session);
  const [named] = invoked.args;
  const wanted = switchOf('undo', session.inputs) ? null : await planOf(named, session, ports);
  const result = wanted === null ? await undo(named ?? null, ports) : await apply(wanted, ports);
  session.terminal.clear();
  edge.stderr.write(forSink(`${escapeTerminal(outcome(result))}\n`, edge));
  if (result.outcome === 'applied' || result.outcome === 'undone') await sayDeploy(result, session, ports);
  // Asked for something, and none of it could be done.
  const refused = result.outcome === 'nothing' && (wanted?.refused.length ?? 0) > 0;
  return result.outcome === 'declined' || refused ? EXIT.failed : EXIT.done;
};

async function portsOf({ edge, terminal, look }: Session): Promise<ApplyPorts> {
  const { fileWorkspace, projectFiles, systemClock, versionControl } = await wiring();
  const show = (diff: string): void => {
    const { style } = look;
    const paint = (line: string): string =>
      line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
    edge.stdout.write(
      forSink(
        diff
          .split('\n')
          .map((line) => paint(escapeTerminal(line)))
          .join('\n'),
        edge,
      ),
    );
  };
  return {
    workspace: await fileWorkspace(edge.cwd),
    tree: await projectFiles(edge.cwd),
    versionControl: await versionControl(edge.cwd),
    listener: terminal,
    clock: systemClock,
    show,
  };
}

/** The plan of a file, else one made now; what it could not do is said before anything is asked. */
async function planOf(named: string | undefined, session: Session, ports: ApplyPorts): Promise<Plan> {
  if (named !== undefined) {
    const read = readPlan(await readNamed(resolve(session.edge.cwd, named), 'PLAN'), named);
    await checkPlan(read, loadRequest(session), ports.tree);
    return read;
  }
  const made = await plan(await planRequest(session), ports);
  const report = { plan: made.plan, unjoined: made.unjoined, problems: made.inventory.problems };
  const { look, edge } = session;
  await writeOut([...planRemarks(report, look.style), ...planMoves(made.plan, look)], edge);
  return made.plan;
}

function outcome({ outcome: what, plan: id, files }: ApplyResult): string {
  const words = {
    applied: `plan ${id} applied to ${files.join(', ')}; memfit apply --undo takes it back`,
    undone: `plan ${id} taken back in ${files.join(', ')}`,
    declined: 'nothing was changed',
    nothing: 'nothing was changed: there is nothing to do',
  };
  return words[what];
}

/** The deploy command of each framework that was touched. */
async function sayDeploy({ files }: ApplyResult, { edge, look }: Session, { workspace }: ApplyPorts): Promise<void> {
  const said = new Set<string>();
  for (const file of files) {
    const { folder, command, after } = deployCommand(file, (await workspace.readText(file)) ?? '');
    const line = [command, after]
      .filter(({ length }) => length > 0)
      .map((words) => commandLine(words, look.shell))
      .join(' && ');
    said.add(`to deploy: ${line}${folder === '' ? '' : `   (in ${folder})`}`);
  }
  for (const line of said) edge.stderr.write(forSink(`${escapeTerminal(line)}\n`, edge));
}
