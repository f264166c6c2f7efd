/** list: the functions of a project with their settings, and what the last analysis saw of them. */
import type { ProjectTree } from '../contracts/project-tree.ts';
import { joinName } from '../core/templates/names.ts';
import { inventoryOf } from '../core/templates/survey.ts';
import type { Analysis, FunctionAnalysis } from '../model/analysis.ts';
import type { FunctionOptions } from '../model/options.ts';
import type { FoundFunction, TemplateProblem } from '../model/template.ts';
import { type LoadRequest, loadProject } from './project.ts';

/** One row of the inventory. Null: not known, or no analysis at hand. */
export interface ListedFunction {
  readonly function: FoundFunction;
  /** Size seen in the logs last. */
  readonly deployedMB: number | null;
  /** The template says another size than is deployed. Null: one of them is unknown. */
  readonly drift: boolean | null;
  /** Mean duration of warm calls at the deployed size, ms. */
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

/** Lists the functions of a project, joined with an analysis where one is at hand. */
export async function list(
  request: LoadRequest & {
    readonly analysis: Analysis | null;
    readonly functions: Readonly<Record<string, FunctionOptions>>;
  },
  { tree }: { readonly tree: ProjectTree },
): Promise<ListResult> {
  const { files, survey } = await loadProject(request, tree);
  const { functions, problems } = inventoryOf(files, survey);
  const logGroups = Object.fromEntries(Object.entries(request.functions).map(([id, one]) => [id, one.logGroup]));
  const seen = new Map<FoundFunction, FunctionAnalysis>();
  const elsewhere: string[] = [];
  for (const one of request.analysis?.functions ?? []) {
    const joined = joinName(one.usage.ref, functions, logGroups);
    if (joined.kind === 'one') seen.set(joined.function, one);
    else elsewhere.push(one.usage.ref.name);
  }
  return { rows: functions.map((one) => rowOf(one, seen.get(one) ?? null)), problems, elsewhere };
}

function rowOf(found: FoundFunction, analysed: FunctionAnalysis | null): ListedFunction {
  const deployedMB = analysed?.currentMB ?? null;
  const usage = analysed?.usage.sizes.find(({ sizeMB }) => sizeMB === deployedMB) ?? null;
  const warm = usage?.warmMs ?? null;
  const used = usage?.environments ?? null;
  const drift = deployedMB === null || found.sizeMB === null ? null : deployedMB !== found.sizeMB;
  return {
    function: found,
    deployedMB,
    drift,
    typicalMs: warm && warm.n > 0 ? warm.sum / warm.n : null,
    typicalUsedMB: used ? median(used.maxUsedMB) : (usage?.usedMB?.max ?? null),
  };
}

function median(values: Uint16Array): number | null {
  const sorted = values.filter((one) => one > 0).sort();
  return sorted[(sorted.length - 1) >> 1] ?? null;
}
