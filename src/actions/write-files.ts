/** Several files written as one: all of them, or none. */
import type { Workspace } from '../contracts/workspace.ts';
import { sha256 } from '../core/templates/sha256.ts';
import { OutsideError, UserError } from '../model/errors.ts';

/** One file to change: what it must hold now, and what it shall hold. */
export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Writes every file, each in one step. Looks at each once more just before: one that changed meanwhile stops everything with UserError `file-changed`. When a
 * write fails, what was written is put back and the failure is thrown on; if putting back fails too, an OutsideError `half-applied` names the files.
 */
export async function writeAll(changes: readonly FileChange[], workspace: Workspace): Promise<void> {
  const done: FileChange[] = [];
  try {
    for (const change of changes) {
      await checkUnchanged(change, workspace);
      await workspace.writeText(change.file, change.after, 'replace');
      done.push(change);
    }
  } catch (cause) {
    await putBack(done, workspace, cause);
    throw cause;
  }
}

async function checkUnchanged({ file, before }: FileChange, workspace: Workspace): Promise<void> {
  const now = await workspace.readText(file);
  if (now !== null && sha256(now) === sha256(before)) return;
  throw new UserError('file-changed', {
    where: file,
    what: now === null ? 'the file is gone' : 'the file changed meanwhile',
    why: 'an edit is made only in the text it was planned for; nothing was changed',
    next: 'plan again: memfit plan',
  });
}

async function putBack(done: readonly FileChange[], workspace: Workspace, cause: unknown): Promise<void> {
  const left: string[] = [];
  for (const { file, before } of done) {
    await workspace.writeText(file, before, 'replace').catch(() => left.push(file));
  }
  if (left.length === 0) return;
  const what = `only these files were changed and could not be put back: ${left.join(', ')}`;
  throw new OutsideError('half-applied', { what, next: 'memfit apply --undo, once the disk can be written' }, cause);
}
