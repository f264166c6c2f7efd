/** plan: recommendations or sizes given by hand become edits of the user's own templates: a value to show, save and apply. Changes nothing. */
import type { Clock } from '../contracts/clock.ts';
import type { ProjectTree } from '../contracts/project-tree.ts';
import { joinName } from '../core/templates/names.ts';
import { planRequests } from '../core/templates/plan-edits.ts';
import type { ProjectFiles } from '../core/templates/project-files.ts';
import { sha256 } from '../core/templates/sha256.ts';
import { inventoryOf } from '../core/templates/survey.ts';
import type { EditPlan, Plan, PlanEdit, PlanRefusal, SizeEdit, SizeRequest } from '../model/edit.ts';
import type { FunctionOptions } from '../model/options.ts';
import type { FoundFunction, Inventory } from '../model/template.ts';
import { memorySize } from '../model/units.ts';
import type { AdvisedChange } from './advised-change.ts';
import { type LoadRequest, loadProject } from './project.ts';

/** What to plan. */
export interface PlanRequest extends LoadRequest {
  /** Sizes given by hand, by logical id, name or `file#id`. */
  readonly set: readonly SizeRequest[];
  /** Changes that an analysis advises. */
  readonly advised: readonly AdvisedChange[];
  readonly runId: string | null;
  /** From the configuration: pins and log groups, by logical id. */
  readonly functions: Readonly<Record<string, FunctionOptions>>;
}

/** A plan with what is needed to show it. */
export interface PlanResult {
  readonly plan: Plan;
  readonly edits: EditPlan;
  readonly inventory: Inventory;
  /** Texts of the files that the plan touches. */
  readonly texts: ReadonlyMap<string, string>;
  /** Functions of the analysis that no template declares, or several do. */
  readonly unjoined: readonly { readonly name: string; readonly candidates: readonly string[] }[];
  /** The templates differ from what was asked: there are edits, or requests that could not be carried out. */
  readonly differs: boolean;
}

/** What a plan needs. */
export interface PlanPorts {
  readonly tree: ProjectTree;
  readonly clock: Clock;
}

/** Makes a plan. Throws UserError `invalid-size`; files that are broken are problems of the inventory. */
export async function plan(request: PlanRequest, ports: PlanPorts): Promise<PlanResult> {
  for (const { sizeMB, function: name } of request.set) memorySize(sizeMB, `--set ${name}`);
  const { files, survey } = await loadProject(request, ports.tree);
  const inventory = inventoryOf(files, survey);
  const advised = advisedSizes(request, inventory.functions);
  const pinned = new Map(
    Object.entries(request.functions).flatMap(([id, one]) => (one.pinMB === null ? [] : [[id, one.pinMB]])),
  );
  const wanted = [...request.set, ...advised.requests];
  const edits = planRequests(
    files,
    survey,
    wanted.filter((one) => !isPinned(one, pinned)),
  );
  const refused = [
    ...edits.refused,
    ...wanted.filter((one) => isPinned(one, pinned)).map((one) => pinRefusal(one, inventory)),
  ];
  const all = { ...edits, refused };
  const planned = all.edits.map((edit) => planEdit(files, edit, advised.evidence));
  const document: Plan = {
    schemaVersion: 1,
    id: sha256(JSON.stringify(planned)).slice(0, 12),
    runId: request.runId,
    createdAt: new Date(ports.clock.now()).toISOString(),
    edits: planned,
    already: all.already.map(({ function: name, sizeMB }) => ({ function: shortName(name), sizeMB })),
    refused: refused.map(planRefusal),
  };
  const texts = new Map(planned.map(({ file }) => [file, files.peek(file) ?? '']));
  const differs = planned.length > 0 || refused.length > 0;
  return { plan: document, edits: all, inventory, texts, unjoined: advised.unjoined, differs };
}

/** Advised changes, joined with the functions of the templates. */
function advisedSizes({ advised, functions: configured }: PlanRequest, functions: readonly FoundFunction[]) {
  const requests: SizeRequest[] = [];
  const evidence = new Map<string, string>();
  const unjoined: { name: string; candidates: readonly string[] }[] = [];
  const logGroups = Object.fromEntries(Object.entries(configured).map(([id, one]) => [id, one.logGroup]));
  for (const one of advised) {
    const joined = joinName(one, functions, logGroups);
    if (joined.kind === 'one') {
      const { id, place } = joined.function;
      requests.push({ function: `${place.file}#${id}`, sizeMB: one.toMB, fromMB: one.fromMB });
      evidence.set(id, one.evidence);
    } else {
      const found = joined.kind === 'several' ? joined.candidates : [];
      unjoined.push({ name: one.name, candidates: found.map(({ id, place }) => `${place.file}#${id}`) });
    }
  }
  return { requests, evidence, unjoined };
}

function isPinned(request: SizeRequest, pinned: ReadonlyMap<string, number>): boolean {
  const pin = pinned.get(shortName(request.function));
  return pin !== undefined && pin !== request.sizeMB;
}

function pinRefusal({ function: name, sizeMB }: SizeRequest, { functions }: Inventory): EditPlan['refused'][number] {
  const place = functions.find(({ id }) => id === shortName(name))?.place ?? { file: '', line: 1, column: 1 };
  return { function: name, sizeMB, refusal: { code: 'pinned', place, detail: shortName(name) } };
}

function planEdit(files: ProjectFiles, edit: SizeEdit, evidence: ReadonlyMap<string, string>): PlanEdit {
  const { file, start, end, kind, place, fromMB, toMB } = edit;
  const reasons = edit.functions.map((id) => evidence.get(id)).filter((one) => one !== undefined);
  return {
    file,
    sha256: sha256(files.peek(file) ?? ''),
    start,
    end,
    old: edit.old,
    new: edit.new,
    function: edit.functions.join(', '),
    kind,
    line: place.line,
    column: place.column,
    fromMB,
    toMB,
    evidence: reasons.length > 0 ? reasons.join('; ') : 'given by hand',
    notes: edit.notes,
  };
}

function planRefusal({ function: name, refusal }: EditPlan['refused'][number]): PlanRefusal {
  const { code, place, detail } = refusal;
  return { function: shortName(name), code, file: place.file, line: place.line, column: place.column, detail };
}

/** `file#id` is shown as the id. */
function shortName(name: string): string {
  return name.slice(name.indexOf('#') + 1);
}
