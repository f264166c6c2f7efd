/** Names of modules that tsconfig maps to places: `@functions/*` stands for `src/functions/*`. */
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';

/** One mapping: what a name begins and ends with, and the place, from the root of the project, with `*` for what is between. */
interface Alias {
  readonly before: string;
  readonly after: string | null;
  readonly target: string;
}

/** Where a name may lead by the nearest tsconfig that maps it; empty: it is no alias. */
export function aliased(files: ProjectFiles, file: string, name: string): readonly string[] {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const found = aliasesOf(files, folder).flatMap(({ before, after, target }) => {
      if (after === null) return name === before ? [target] : [];
      if (name.length < before.length + after.length || !name.startsWith(before) || !name.endsWith(after)) return [];
      return [target.replace('*', name.slice(before.length, name.length - after.length))];
    });
    if (found.length > 0 || folder === '') return found;
  }
}

function aliasesOf(files: ProjectFiles, folder: string): readonly Alias[] {
  return files.derived(`path aliases of ${folder}`, () =>
    files
      .filesIn(folder)
      .filter((path) => /(?:^|\/)tsconfig(?:\.[\w-]+)*\.json$/.test(path))
      .flatMap((path) => read(folder, files.peek(path) ?? '')),
  );
}

/** Reads `baseUrl` and `paths` of a tsconfig, which is JSON with comments and trailing commas, by their text. */
function read(folder: string, source: string): readonly Alias[] {
  const text = source.replace(/^\s*\/\/.*$/gm, '');
  const base = /"baseUrl"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '.';
  const paths = /"paths"\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? '';
  return [...paths.matchAll(/"([^"]+)"\s*:\s*\[([^\]]*)\]/g)].flatMap(([, name = '', list = '']) =>
    [...list.matchAll(/"([^"]+)"/g)].flatMap(([, written = '']) => {
      const target = joinPath(folder, `${base}/${written}`);
      if (target === null) return [];
      const [before = '', after] = name.split('*');
      return [{ before, after: after ?? null, target }];
    }),
  );
}
