/** The templates' face: find the functions of a project, plan edits of their sizes. Pure: texts in, values out. */
import type { EditPlan, SizeRequest } from '../../model/edit.ts';
import type { Inventory } from '../../model/template.ts';
import { planRequests } from './plan-edits.ts';
import { type FilesView, NO_OPTIONS, ProjectFiles, type ProjectOptions } from './project-files.ts';
import { inventoryOf, surveyProject } from './survey.ts';

/** Texts by path (relative, forward slashes), or a view that lends them when asked. */
export type TemplateTexts = Readonly<Record<string, string>> | FilesView;

/**
 * Finds every Lambda function that the given files declare, with its size and where that is written. Files that are no templates are passed over;
 * files that are broken are in `problems`. Never throws for what a file contains.
 */
export function findFunctions(texts: TemplateTexts, options: Partial<ProjectOptions> = {}): Inventory {
  const files = new ProjectFiles(viewOf(texts), { ...NO_OPTIONS, ...options });
  return inventoryOf(files, surveyProject(files));
}

/**
 * Plans the edits that give functions their sizes. Sizes are whole MB (not checked against Lambda's bounds here). Each request is in exactly one of
 * `edits`, `already`, `refused`. An edit splices the value only; its result was parsed again and differs in that one path.
 */
export function planEdits(
  texts: TemplateTexts,
  requests: readonly SizeRequest[],
  options: Partial<ProjectOptions> = {},
): EditPlan {
  const files = new ProjectFiles(viewOf(texts), { ...NO_OPTIONS, ...options });
  return planRequests(files, surveyProject(files), requests);
}

/** A view on texts by path. */
function viewOf(texts: TemplateTexts): FilesView {
  if (isView(texts)) return texts;
  const byPath = new Map(Object.entries(texts));
  return { paths: [...byPath.keys()], text: (path) => byPath.get(path) ?? null };
}

function isView(texts: TemplateTexts): texts is FilesView {
  return typeof texts.text === 'function';
}
