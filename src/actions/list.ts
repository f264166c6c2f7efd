/** list: the functions of a project with their settings, and what the last analysis saw of them. */
import type { ProjectTree } from '../contracts/project-tree.ts';
import { joinName } from '../core/templates/names.ts';
import { inventoryOf } from '../core/templates/survey.ts';
import type { FunctionOptions } from '../model/options.ts';
import type { FoundFunction, TemplateProblem } from '../model/template.ts';
import { type LoadRequest, loadProject } from './project.ts';
import type { SeenFunction } from './seen.ts';

/** One row of the inventory. Null: not known, or no analysis at hand. */
export interface ListedFunction {
  readonly function: FoundFunction;
  /** Size seen in the logs last. */
  readonly deployedMB: number | null;
  /** The template says another size than is deployed. Null: one of them is unknown. */
  readonly drift: boolean | null;
  /** Median duration of warm calls at the deployed size, ms. */
  readonly typicalMs: number | null;
  /** Median over environments of the highest memory used, MB. */
  readonly typicalUsedMB: number | null;
}

/** The inventory. */
export interface ListResult {
  readonly rows: readonly ListedFunction[];
  readonly problems: readonly TemplateProblem[];
  /** Functions of the analysis that no template declares. */
  readonly elsewhere: readonly string[];
}

/** What to list. `seen`: what an analysis saw; empty: none at hand. */
export interface ListRequest extends LoadRequest {
  readonly seen: readonly SeenFunction[];
  readonly functions: Readonly<Record<string, FunctionOptions>>;
}

/** Lists the functions of a project, joined with an analysis where one is at hand. */
export async function list(request: ListRequest, { tree }: { readonly tree: ProjectTree }): Promise<ListResult> {
  const { files, survey } = await loadProject(request, tree);
  const { functions, problems } = inventoryOf(files, survey);
  const logGroups = Object.fromEntries(Object.entries(request.functions).map(([id, one]) => [id, one.logGroup]));
  const seen = new Map<FoundFunction, SeenFunction>();
  const elsewhere: string[] = [];
  for (const one of request.seen) {
    const joined = joinName(one, functions, logGroups);
    if (joined.kind === 'one') seen.set(joined.function, one);
    else elsewhere.push(one.name);
  }
  return { rows: functions.map((one) => rowOf(one, seen.get(one) ?? null)), problems, elsewhere };
}

function rowOf(found: FoundFunction, seen: SeenFunction | null): ListedFunction {
  const deployedMB = seen?.deployedMB ?? null;
  const drift = deployedMB === null || found.sizeMB === null ? null : deployedMB !== found.sizeMB;
  const { typicalMs = null, typicalUsedMB = null } = seen ?? {};
  return { function: found, deployedMB, drift, typicalMs, typicalUsedMB };
}
