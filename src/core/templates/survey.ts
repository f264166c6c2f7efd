/** All functions that the files of a project declare, with the files that failed. */
import type { FoundFunction, Inventory, SizeSource, TemplateProblem } from '../../model/template.ts';
import type { Declaration, Followed, LiteralSite, TemplateFormat } from './contract.ts';
import { problemOf, TemplateFault } from './fault.ts';
import { FORMATS } from './formats.ts';
import { baseName } from './paths.ts';
import type { ProjectFiles } from './project-files.ts';

/** Declarations of a project, each once, sorted by file and position. */
export interface Survey {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly TemplateProblem[];
}

/**
 * Reads every file that a format claims; a file that fails is a problem, the others are still read. `only`: just these files, and what they refer to.
 * Tests of programs, and JavaScript beside the TypeScript it was made from, are passed over unless they are named.
 */
export function surveyProject(
  files: ProjectFiles,
  formats: readonly TemplateFormat[] = FORMATS,
  only: readonly string[] | null = null,
): Survey {
  const declarations: Declaration[] = [];
  const problems: TemplateProblem[] = [];
  for (const path of only ?? files.paths.filter((one) => !isPassedOver(files, one))) {
    try {
      declarations.push(...files.settled(path, () => declarationsIn(files, path, formats)));
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      problems.push(problemOf(error));
    }
  }
  return { declarations: onceEach(declarations).sort(byPlace), problems: distinct(problems) };
}

function declarationsIn(files: ProjectFiles, path: string, formats: readonly TemplateFormat[]): readonly Declaration[] {
  const likely = formats.filter((format) => format.mayClaim(path));
  if (likely.length === 0) return [];
  const text = files.peek(path);
  const format = text === null ? undefined : likely.find((one) => one.claims(path, text));
  return format ? format.functions(files, path) : [];
}

/** Tests of programs, and copies: JavaScript made of TypeScript beside it or in a folder of build results, and what `sam package` wrote beside its template. */
function isPassedOver(files: ProjectFiles, path: string): boolean {
  if (/\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)__tests__\//.test(path)) return true;
  const source = path.replace(/\.(c|m)?js$/, '.$1ts');
  if (source !== path) return files.has(source) || (BUILT.test(path) && programsByName(files).has(baseName(source)));
  const packaged = /^(.*?)packaged[\w.-]*\.(?:ya?ml|json)$/.exec(path);
  if (!packaged) return false;
  return ['yaml', 'yml', 'json'].some((ending) => files.has(`${packaged[1]}template.${ending}`));
}

/** Folders that compilers write to. */
const BUILT = /(?:^|\/)(?:dist|build|out|compiled|\.build)\//;

function programsByName(files: ProjectFiles): ReadonlySet<string> {
  return files.derived('TypeScript by name', () => {
    const sources = files.paths.filter(
      (path) => /\.[cm]?ts$/.test(path) && !/\.d\.[cm]?ts$/.test(path) && !BUILT.test(path),
    );
    return new Set(sources.map(baseName));
  });
}

/** The inventory that people and other parts read. */
export function inventoryOf(files: ProjectFiles, survey: Survey): Inventory {
  const users = usersBySite(survey.declarations);
  const functions = survey.declarations.map((declaration): FoundFunction => {
    const { followed, insert: _insert, barrier, notes: _notes, ...rest } = declaration;
    const refusal = barrier ?? ('refusal' in followed ? followed.refusal : null);
    return {
      ...rest,
      sizeMB: 'site' in followed ? followed.site.sizeMB : 'sizeMB' in followed ? followed.sizeMB : null,
      sizeFrom: sourceOf(files, followed),
      sharedWith: sitesOf(followed).flatMap((site) => (users.get(siteKey(site)) ?? []).filter((id) => id !== rest.id)),
      refusal,
    };
  });
  return { functions, problems: survey.problems };
}

/** All literals a value may be read from: one, or those of its branches. */
export function sitesOf(followed: Followed): readonly LiteralSite[] {
  if (followed.kind === 'literal') return [followed.site];
  if (followed.kind !== 'several') return [];
  return followed.candidates.flatMap(({ value }) => sitesOf(value));
}

/** Identifies a literal. */
export function siteKey(site: { readonly file: string; readonly start: number }): string {
  return `${site.file}\n${site.start}`;
}

function usersBySite(declarations: readonly Declaration[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const { id, followed } of declarations) {
    for (const site of sitesOf(followed)) {
      const known = users.get(siteKey(site));
      if (known) known.push(id);
      else users.set(siteKey(site), [id]);
    }
  }
  return users;
}

function sourceOf(files: ProjectFiles, followed: Followed): SizeSource {
  if (followed.kind === 'literal') {
    const { site, via } = followed;
    return { origin: site.origin, place: files.place(site.file, site.start), via };
  }
  if (followed.kind === 'default' || followed.kind === 'absent')
    return { origin: 'default', place: null, via: followed.via };
  if (followed.kind === 'known') return { origin: 'own', place: followed.refusal.place, via: followed.via };
  return { origin: 'unknown', place: followed.refusal.place, via: followed.via };
}

/** A construct of a class of the project's own may be met where it is made and where the class makes it: once is enough, the one that is known. */
function onceEach(declarations: readonly Declaration[]): Declaration[] {
  const kept = new Map<string, Declaration>();
  for (const one of declarations) {
    const key = `${one.place.file}\n${one.place.line}:${one.place.column}\n${one.id}`;
    if (kept.get(key) === undefined || kept.get(key)?.followed.kind === 'unknown') kept.set(key, one);
  }
  return [...kept.values()];
}

function byPlace(a: Declaration, b: Declaration): number {
  const [x, y] = [a.place, b.place];
  return x.file < y.file ? -1 : x.file > y.file ? 1 : x.line - y.line || x.column - y.column;
}

/** A file that several templates need fails once. */
function distinct(problems: readonly TemplateProblem[]): readonly TemplateProblem[] {
  const seen = new Map(problems.map((one) => [`${one.place.file}:${one.place.line}:${one.code}`, one]));
  return [...seen.values()];
}
