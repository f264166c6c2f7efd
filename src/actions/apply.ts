/** apply: carries a plan out in the user's files after showing it and asking; keeps what takes it back. */
import type { Clock } from '../contracts/clock.ts';
import type { Listener } from '../contracts/listener.ts';
import type { ProjectTree } from '../contracts/project-tree.ts';
import type { VersionControl } from '../contracts/version-control.ts';
import type { Workspace } from '../contracts/workspace.ts';
import { unifiedDiff } from '../core/report/diff.ts';
import { sha256 } from '../core/templates/sha256.ts';
import { applyEdits, invertEdits } from '../core/templates/splice.ts';
import type { Plan, PlanEdit, TextEdit, UndoRecord } from '../model/edit.ts';
import { UserError } from '../model/errors.ts';
import { addHistory, ensureFolder, readHistory } from './history.ts';
import { type FileChange, writeAll } from './write-files.ts';

/** What apply and undo need. `show` receives the diff before anything is asked. */
export interface ApplyPorts {
  readonly workspace: Workspace;
  readonly tree: ProjectTree;
  readonly versionControl: VersionControl;
  readonly listener: Listener;
  readonly clock: Clock;
  readonly show: (diff: string) => void;
}

/** What came of it. */
export interface ApplyResult {
  readonly outcome: 'applied' | 'undone' | 'declined' | 'nothing';
  readonly plan: string;
  readonly files: readonly string[];
}

/** One file with its edits and texts. */
interface Prepared extends FileChange {
  readonly edits: readonly Omit<TextEdit, 'file'>[];
}

/**
 * Carries a plan out. Refuses with UserError: `plan-outdated` when a file is not as it was planned for, `read-only-file`, `outside-workspace`.
 * Every file is written in one step; when one fails, the others are put back.
 */
export async function apply(plan: Plan, ports: ApplyPorts): Promise<ApplyResult> {
  if (plan.edits.length === 0) return { outcome: 'nothing', plan: plan.id, files: [] };
  const prepared = await prepare(plan, ports);
  const agreed = await showAndAsk(
    prepared,
    ports,
    `Apply these edits to ${prepared.length === 1 ? 'this file' : `these ${prepared.length} files`}?`,
  );
  const files = prepared.map(({ file }) => file);
  if (!agreed) return { outcome: 'declined', plan: plan.id, files: [] };
  await ensureFolder(ports.workspace);
  await ports.workspace.writeText(
    undoPath(plan.id),
    `${JSON.stringify(undoRecord(plan, prepared), null, 2)}\n`,
    'replace',
  );
  await writeAll(prepared, ports.workspace);
  await remember('apply', plan.id, movesOf(plan), ports);
  return { outcome: 'applied', plan: plan.id, files };
}

/** Takes back a plan: the one named, else the last that was applied and not taken back. Refuses with UserError `nothing-to-undo` or `file-changed`. */
export async function undo(planId: string | null, ports: ApplyPorts): Promise<ApplyResult> {
  const id = planId ?? (await lastApplied(ports.workspace));
  const record = id === null || !/^[\da-f]+$/.test(id) ? null : await readUndo(id, ports.workspace);
  if (record === null) {
    const what =
      planId === null ? 'no plan was applied that could be taken back' : `there is no record of plan ${planId}`;
    throw new UserError('nothing-to-undo', { what, where: '--undo' });
  }
  const changes = await Promise.all(record.files.map((one) => prepareUndo(one, ports.workspace)));
  const open = changes.filter(({ before, after }) => before !== after);
  if (open.length === 0) return { outcome: 'nothing', plan: record.plan, files: [] };
  await checkWritable(open, ports.tree);
  if (!(await showAndAsk(open, ports, 'Take these edits back?')))
    return { outcome: 'declined', plan: record.plan, files: [] };
  await writeAll(open, ports.workspace);
  const moves = record.functions.map((one) => ({ ...one, fromMB: one.toMB, toMB: one.fromMB }));
  await remember('undo', record.plan, moves, ports);
  return { outcome: 'undone', plan: record.plan, files: open.map(({ file }) => file) };
}

async function prepare(plan: Plan, { workspace, tree }: ApplyPorts): Promise<readonly Prepared[]> {
  const files = [...new Set(plan.edits.map(({ file }) => file))];
  const prepared = await Promise.all(
    files.map(async (file) => {
      const edits = plan.edits.filter((one) => one.file === file);
      const before = await workspace.readText(file);
      if (before === null || !fits(before, edits)) throw outdated(file, before === null);
      return { file, before, after: applyEdits(before, edits), edits };
    }),
  );
  await checkWritable(prepared, tree);
  return prepared;
}

/** A plan file may come from anywhere: its edits must fit this text, in order and without overlap, whatever its hash says. */
function fits(text: string, edits: readonly PlanEdit[]): boolean {
  if (edits.some(({ sha256: hash }) => hash !== sha256(text))) return false;
  const sorted = edits.toSorted((a, b) => a.start - b.start);
  return sorted.every(
    (edit, i) => edit.start >= (sorted[i - 1]?.end ?? 0) && text.slice(edit.start, edit.end) === edit.old,
  );
}

function outdated(file: string, gone: boolean): UserError {
  return new UserError('plan-outdated', {
    where: file,
    what: gone ? 'the file of this plan is gone' : 'the file changed since this plan was made',
    why: 'a plan is carried out only in the text it was made for; nothing was changed',
    next: 'plan again: memfit plan',
  });
}

async function checkWritable(changes: readonly FileChange[], tree: ProjectTree): Promise<void> {
  for (const { file } of changes) {
    if (await tree.isWritable(file)) continue;
    throw new UserError('read-only-file', {
      where: file,
      what: 'the file is read-only',
      why: 'nothing was changed',
      next: `chmod u+w ${file}`,
    });
  }
}

async function showAndAsk(changes: readonly Prepared[], ports: ApplyPorts, text: string): Promise<boolean> {
  ports.show(changes.map(({ file, before, edits }) => unifiedDiff(file, before, edits)).join(''));
  const dirty = (await ports.versionControl.dirty(changes.map(({ file }) => file))) ?? [];
  for (const file of dirty) {
    const next = 'commit or stash them first if you want this change by itself';
    ports.listener.notice({
      level: 'warning',
      code: 'dirty-file',
      text: `${file} has changes that are not committed`,
      next,
    });
  }
  return ports.listener.confirm({ code: 'change-files', text, default: false });
}

function undoRecord(plan: Plan, prepared: readonly Prepared[]): UndoRecord {
  const files = prepared.map(({ file, before, after, edits }) => ({
    file,
    before: sha256(before),
    after: sha256(after),
    edits: invertEdits(edits).map(({ start, end, old, new: text }) => ({ start, end, old, new: text })),
  }));
  return { schemaVersion: 1, plan: plan.id, files, functions: movesOf(plan) };
}

function movesOf(plan: Plan): UndoRecord['functions'] {
  return plan.edits.map(({ function: name, file, fromMB, toMB }) => ({ function: name, file, fromMB, toMB }));
}

async function prepareUndo(one: UndoRecord['files'][number], workspace: Workspace): Promise<Prepared> {
  const before = await workspace.readText(one.file);
  if (before !== null && sha256(before) === one.before) return { file: one.file, before, after: before, edits: [] };
  if (before === null || sha256(before) !== one.after) {
    const what = before === null ? 'the file is gone' : 'the file changed since the plan was applied';
    throw new UserError('file-changed', {
      where: one.file,
      what,
      why: 'taking the plan back would lose that; nothing was changed',
    });
  }
  return { file: one.file, before, after: applyEdits(before, one.edits), edits: one.edits };
}

/** The last plan that stands: one that was broken off before the history knew of it, else the last of the history. */
async function lastApplied(workspace: Workspace): Promise<string | null> {
  const history = await readHistory(workspace);
  const known = new Set(history.map(({ plan }) => plan));
  const kept = (await workspace.list('.memfit/undo')).map((name) => name.replace(/\.json$/, ''));
  const brokenOff = kept.find((id) => !known.has(id));
  if (brokenOff !== undefined) return brokenOff;
  const applied: string[] = [];
  for (const { kind, plan } of history) {
    if (plan === undefined) continue;
    const at = applied.indexOf(plan);
    if (at !== -1) applied.splice(at, 1);
    if (kind === 'apply') applied.push(plan);
  }
  return applied.at(-1) ?? null;
}

async function readUndo(id: string, workspace: Workspace): Promise<UndoRecord | null> {
  const text = await workspace.readText(undoPath(id));
  if (text === null) return null;
  try {
    return JSON.parse(text) as UndoRecord;
  } catch (cause) {
    throw new UserError('broken-file', { where: undoPath(id), what: 'the record cannot be read' }, cause);
  }
}

function undoPath(id: string): string {
  return `.memfit/undo/${id}.json`;
}

async function remember(
  kind: 'apply' | 'undo',
  plan: string,
  moves: readonly {
    readonly function: string;
    readonly file: string;
    readonly fromMB: number | null;
    readonly toMB: number | null;
  }[],
  { workspace, clock }: ApplyPorts,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  await addHistory(
    moves.map((one) => ({ at, kind, plan, ...one })),
    workspace,
  );
}
