/** One file of a corpus: its functions are found, each is planned to another size, the edit is carried out, looked at and taken back. */
import type { Declaration } from '../../src/core/templates/contract.ts';
import { FORMATS } from '../../src/core/templates/formats.ts';
import { planRequests } from '../../src/core/templates/plan-edits.ts';
import { type FilesView, NO_OPTIONS, ProjectFiles } from '../../src/core/templates/project-files.ts';
import { applyEdits, invertEdits } from '../../src/core/templates/splice.ts';
import { inventoryOf, type Survey, surveyProject } from '../../src/core/templates/survey.ts';
import type { SizeEdit } from '../../src/model/edit.ts';
import type { FoundFunction, Inventory, Refusal } from '../../src/model/template.ts';
import { overlay } from './folder.ts';

/** The most functions of one file that are tried one by one. */
const MOST_ALONE = 40;

/** What came of one function. */
export interface Tried {
  readonly found: FoundFunction;
  readonly refusal: Refusal | null;
}

/** What came of one file. */
export interface Trial {
  readonly path: string;
  readonly inventory: Inventory;
  readonly tried: readonly Tried[];
  readonly broken: readonly string[];
  readonly milliseconds: number;
}

/** Tries one file. Laws that do not hold are in `broken`, crashes too. */
export function tryFile(view: FilesView, files: ProjectFiles, path: string): Trial | null {
  const start = performance.now();
  const survey = surveyProject(files, FORMATS, [path]);
  const milliseconds = performance.now() - start;
  const inventory = inventoryOf(files, survey);
  if (inventory.functions.length === 0 && inventory.problems.length === 0) return null;
  const broken: string[] = [];
  const tried = survey.declarations.map((one, i): Tried => {
    const found = inventory.functions[i] as FoundFunction;
    if (i >= MOST_ALONE) return { found, refusal: null };
    try {
      return { found, refusal: tryFunction(view, files, survey, inventory, one, i, broken) };
    } catch (error) {
      broken.push(`${path}#${one.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return { found, refusal: null };
    }
  });
  return { path, inventory, tried, broken, milliseconds };
}

function tryFunction(
  view: FilesView,
  files: ProjectFiles,
  survey: Survey,
  before: Inventory,
  declaration: Declaration,
  index: number,
  broken: string[],
): Refusal | null {
  const { place, id } = declaration;
  const sizeMB = before.functions[index]?.sizeMB === 1_792 ? 2_048 : 1_792;
  const request = { function: `${place.file}:${place.line}:${place.column}`, sizeMB };
  const plan = planRequests(files, survey, [request]);
  const say = (law: string): void => void broken.push(`${place.file}:${place.line} ${id}: ${law}`);
  if (plan.refused[0]) return plan.refused[0].refusal;
  if (plan.edits.length !== 1) say(`${plan.edits.length} edits and ${plan.already.length} already for one request`);
  const edited = carryOut(view, plan.edits);
  for (const { file } of plan.edits) {
    const back = applyEdits(edited.get(file) ?? '', invertEdits(plan.edits.filter((one) => one.file === file)));
    if (back !== view.text(file)) say('undo does not give the text back');
  }
  const again = new ProjectFiles(overlay(view, edited), NO_OPTIONS);
  const second = surveyProject(again, FORMATS, [place.file]);
  const after = inventoryOf(again, second);
  const moved = plan.edits.flatMap((edit) => edit.functions);
  compare(before, after, moved, sizeMB, say);
  const repeat = planRequests(again, second, [request]);
  if (repeat.edits.length > 0 || repeat.refused.length > 0) say('a second plan is not empty');
  return null;
}

function carryOut(view: FilesView, edits: readonly SizeEdit[]): Map<string, string> {
  const files = [...new Set(edits.map(({ file }) => file))];
  return new Map(
    files.map((file) => [
      file,
      applyEdits(
        view.text(file) ?? '',
        edits.filter((one) => one.file === file),
      ),
    ]),
  );
}

function compare(
  before: Inventory,
  after: Inventory,
  moved: readonly string[],
  sizeMB: number,
  say: (law: string) => void,
): void {
  if (after.problems.length > before.problems.length) say(`broken by the edit: ${after.problems[0]?.text}`);
  if (after.functions.length !== before.functions.length)
    say(`${before.functions.length} functions became ${after.functions.length}`);
  before.functions.forEach((one, i) => {
    const now = after.functions[i]?.sizeMB;
    if (moved.includes(one.id) ? now !== sizeMB && now !== one.sizeMB : now !== one.sizeMB)
      say(`${one.id} went from ${one.sizeMB} to ${now}, asked was ${sizeMB}`);
  });
  if (!before.functions.some((one, i) => moved.includes(one.id) && after.functions[i]?.sizeMB === sizeMB))
    say('nothing has the size that was asked for');
}
