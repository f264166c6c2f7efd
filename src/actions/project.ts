/** Loads as much of a project as its templates need, and keeps it for one run. */
import type { ProjectTree } from '../contracts/project-tree.ts';
import { FORMATS } from '../core/templates/formats.ts';
import { ProjectFiles, type ProjectOptions } from '../core/templates/project-files.ts';
import { type Survey, surveyProject } from '../core/templates/survey.ts';
import type { TemplateProblem } from '../model/template.ts';

/** Largest file that is read, bytes. */
const MAX_BYTES = 8 * 1_048_576;
/** Files read at the same time. */
const AT_ONCE = 32;
/** Looks before the rest counts as not there: each brings in files that the one before asked for. */
const MAX_LOOKS = 12;

/** A project, read. */
export interface LoadedProject {
  readonly files: ProjectFiles;
  readonly survey: Survey;
  /** Whether the walk met its bound before the end. */
  readonly truncated: boolean;
}

/** Which files to look at. `templates` null: all that the walk finds; else these, with whatever they refer to. */
export interface LoadRequest {
  readonly templates: readonly string[] | null;
  readonly options: ProjectOptions;
}

/** Reads the templates of a project. Files that cannot be read or parsed are problems of the survey; they do not stop the rest. */
export async function loadProject(request: LoadRequest, tree: ProjectTree): Promise<LoadedProject> {
  const { paths, truncated } = await tree.paths();
  const texts = new Map<string, string | null>();
  const problems: TemplateProblem[] = [];
  const files = new ProjectFiles({ paths, text: (path) => texts.get(path) }, request.options);
  const named = request.templates?.map((path) => path.replace(/^\.\//, '')) ?? null;
  let survey = surveyProject(files, FORMATS, named);
  for (let look = 1; look < MAX_LOOKS; look += 1) {
    const missing = files.takeMissing();
    if (missing.length === 0) break;
    await loadAll(missing, tree, texts, problems, named);
    survey = surveyProject(files, FORMATS, named);
  }
  return { files, survey: { ...survey, problems: [...survey.problems, ...problems] }, truncated };
}

async function loadAll(
  missing: readonly string[],
  tree: ProjectTree,
  texts: Map<string, string | null>,
  problems: TemplateProblem[],
  named: readonly string[] | null,
): Promise<void> {
  for (let i = 0; i < missing.length; i += AT_ONCE) {
    const some = missing.slice(i, i + AT_ONCE);
    const found = await Promise.all(some.map((path) => tree.read(path, MAX_BYTES)));
    found.forEach((one, k) => {
      const path = some[k] ?? '';
      texts.set(path, one.kind === 'text' ? one.text : null);
      const problem = problemOf(path, one, named?.includes(path) ?? false);
      if (problem) problems.push(problem);
    });
  }
}

/** Names by which a file is a template even where nobody named it. */
const TEMPLATE_NAME = /(?:^|\/)(?:template|serverless|cloudformation)[^/]*\.(?:ya?ml|json)$|\.(?:tf|tofu|template)$/i;

/** A large file that neither its name nor a person calls a template is data. */
function problemOf(
  path: string,
  read: Awaited<ReturnType<ProjectTree['read']>>,
  isNamed: boolean,
): TemplateProblem | null {
  const problem = (code: string, text: string): TemplateProblem => ({
    place: { file: path, line: 1, column: 1 },
    code,
    text,
    excerpt: '',
  });
  switch (read.kind) {
    case 'outside':
      return problem('outside-workspace', 'the file is a link that leads out of the project');
    case 'unreadable':
      return problem('unreadable-file', 'the file cannot be read');
    case 'too-large': {
      if (!isNamed && !TEMPLATE_NAME.test(path)) return null;
      return problem('file-too-large', `${Math.ceil(read.bytes / 1_048_576)} MB is too large for a template`);
    }
    case 'missing':
      return isNamed ? problem('no-such-file', 'there is no such file') : null;
    case 'text':
      return null;
    default:
      return read satisfies never;
  }
}
