/** Before a plan from a file is carried out: every edit is derived anew from the templates as they are now. */
import type { ProjectTree } from '../contracts/project-tree.ts';
import { strangeEdits } from '../core/templates/check-plan.ts';
import type { Plan } from '../model/edit.ts';
import { UserError } from '../model/errors.ts';
import { type LoadRequest, loadProject } from './project.ts';

/**
 * Refuses a plan with an edit that memfit would not make itself, UserError `strange-plan`. Files that changed are left to apply, which says so; paths that lead out of
 * the project, or to links out of it, are not among the templates and so are refused here.
 */
export async function checkPlan(plan: Plan, request: LoadRequest, tree: ProjectTree): Promise<void> {
  const { files, survey } = await loadProject(request, tree);
  const standing = plan.edits.filter((edit) => {
    const text = files.peek(edit.file);
    return text === null || text.slice(edit.start, edit.end) === edit.old;
  });
  const [strange] = strangeEdits(files, survey, standing);
  if (!strange) return;
  throw new UserError('strange-plan', {
    where: `${strange.file}:${strange.line}`,
    what: `the edit for ${strange.function} is not one that memfit would make in this project`,
    why: 'a plan may only change memory sizes; nothing was changed',
    next: 'plan again: memfit plan; or give apply the --environment, --parameter and --template that the plan was made with',
  });
}
