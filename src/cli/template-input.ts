/** What plan, apply and list read from flags: sizes by hand, a saved analysis, which templates, which environment. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { PlanRequest } from '../actions/plan.ts';
import type { LoadRequest } from '../actions/project.ts';
import { listOf, resolveOptions, textOf } from '../core/config/resolve.ts';
import { DEFAULT_REGION, priceTable } from '../core/pricing/price-table.ts';
import type { SizeRequest } from '../model/edit.ts';
import { UserError } from '../model/errors.ts';
import type { AnalysisOptions } from '../model/options.ts';
import { presentOf } from './log-input.ts';
import type { Session } from './session.ts';
import { wiring } from './wiring.ts';

/** Which templates to look at, and how. */
export function loadRequest({ inputs }: Session): LoadRequest {
  const templates = listOf('template', inputs);
  const parameters = listOf('parameter', inputs).map((text) => pair(text, '--parameter', 'NAME=VALUE'));
  return {
    templates: templates.length > 0 ? templates : null,
    options: { environment: textOf('environment', inputs), parameters: Object.fromEntries(parameters) },
  };
}

/** Everything a plan is made from. Throws a UserError `usage` when there is nothing to plan. */
export async function planRequest(session: Session): Promise<PlanRequest> {
  const set = listOf('set', session.inputs).map(readSet);
  const from = textOf('from', session.inputs);
  if (set.length === 0 && from === null) {
    throw new UserError('usage', {
      what: 'there is nothing to plan',
      next: 'give --from ANALYSIS.json, --from RUN or --set NAME=MB',
    });
  }
  const advised = from === null ? [] : await advisedBy(from, session);
  return { ...loadRequest(session), set, advised, runId: from, functions: await configured(session) };
}

/** A run's id, as .memfit/runs has it. */
const RUN_ID = /^\d{8}T\d{6}Z-[a-z]+-[\da-f]{6}$/;

async function advisedBy(from: string, session: Session): Promise<PlanRequest['advised']> {
  if (RUN_ID.test(from)) {
    const { savedRuns } = await wiring();
    const { advisedByTuning, tuningOfRun } = await import('../actions/advised-tuning.ts');
    const saved = await (await savedRuns(session.edge.cwd)).read(from);
    return advisedByTuning(tuningOfRun(saved, priceTable(DEFAULT_REGION)));
  }
  const { readAdvised } = await import('../actions/advised.ts');
  return readAdvised(await readNamed(resolve(session.edge.cwd, from), '--from'), from);
}

/** The text of the saved analysis; null: --from was not given. */
export async function savedAnalysis({
  inputs,
  edge,
}: Session): Promise<{ readonly file: string; readonly text: string } | null> {
  const file = textOf('from', inputs);
  if (file === null) return null;
  return { file, text: await readNamed(resolve(edge.cwd, file), '--from') };
}

/** What the configuration says of functions. */
export async function configured(session: Session): Promise<AnalysisOptions['functions']> {
  const { systemClock } = await wiring();
  return resolveOptions(session.inputs, presentOf(systemClock)).functions;
}

/** A file a person named. */
export async function readNamed(path: string, where: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError('no-such-file', { where, what: `${path} cannot be read`, next: 'check the path' }, cause);
  }
}

function readSet(text: string): SizeRequest {
  const [name, size] = pair(text, '--set', 'NAME=MB');
  return { function: name, sizeMB: Number(size) };
}

function pair(text: string, where: string, form: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UserError('invalid-option', { where, what: `${text} is not written as ${form}` });
}
