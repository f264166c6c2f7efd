/** Programs of a project and what they lend one another: imports, exports, also of JSON files. */
import { TemplateFault } from '../fault.ts';
import { baseName, folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { Binding } from './bindings.ts';
import type { Located } from './located.ts';
import { aliased } from './path-aliases.ts';
import { Program } from './program.ts';
import { isScript, parseJsonProgram, parseProgram } from './syntax.ts';

/** Exports of exports are followed this far. */
const MAX_EXPORTS = 8;

/** Opens a program; null: the file is not there. */
export function openProgram(files: ProjectFiles, file: string): Program | null {
  return files.parsed(file, 'program', (text) => new Program(file, text, parseProgram(text, file)));
}

/** A name that a program exports, followed through programs that hand it on. */
export interface Exported {
  readonly program: Program;
  readonly binding: Binding;
}

/** What a program exports under a name; null: nothing known. */
export function exportedBy(files: ProjectFiles, program: Program, name: string, depth = 0): Exported | null {
  if (depth > MAX_EXPORTS) return null;
  const binding = program.exported(name);
  if (binding?.kind === 'import') {
    const other = importedProgram(files, program.file, binding.from);
    return other && exportedBy(files, other, binding.name, depth + 1);
  }
  if (binding) return { program, binding };
  for (const from of program.exportsAll) {
    const other = importedProgram(files, program.file, from);
    const found = other && exportedBy(files, other, name, depth + 1);
    if (found) return found;
  }
  return null;
}

/** The expression that a name of an imported module stands for; null: not a constant, or not there. */
export function importedValue(files: ProjectFiles, file: string, from: string, name: string): Located | null {
  const program = importedProgram(files, file, from);
  const found = program && exportedBy(files, program, name);
  if (found?.binding.kind !== 'constant') return null;
  return { program: found.program, node: found.binding.value, around: found.program.scope };
}

const ENDINGS = ['', '.ts', '.tsx', '.js', '.mjs', '.mts', '.cjs', '/index.ts', '/index.js'];

/** The program behind an import, relative or by an alias of tsconfig; null: a package, or not there. */
export function importedProgram(files: ProjectFiles, file: string, from: string): Program | null {
  if (from.startsWith('.')) {
    const path = joinPath(folderOf(file), from);
    return path === null ? null : programAt(files, path);
  }
  for (const path of aliased(files, file, from)) {
    const found = programAt(files, path);
    if (found) return found;
  }
  return null;
}

function programAt(files: ProjectFiles, path: string): Program | null {
  const stem = path.replace(/\.[cm]?js$/, '');
  const candidates = [path, stem].flatMap((base) => ENDINGS.map((ending) => base + ending));
  const found = candidates.find((one) => (isScript(one) || one === path) && files.has(one));
  if (found === undefined) return null;
  return isScript(found) ? openProgram(files, found) : openJson(files, found);
}

/** A JSON file as a program that exports its value and each of its members; null: not JSON, or not there. */
export function openJson(files: ProjectFiles, file: string): Program | null {
  if (!/\.json$/i.test(file)) return null;
  return files.parsed(file, 'json program', (text) => new Program(file, text, parseJsonProgram(text, file)));
}

/** The programs that import a program, each once; programs that do not parse are left out. */
export function importersOf(files: ProjectFiles, program: Program): readonly Program[] {
  const table = files.derived('program imports', () => importTable(files));
  const stem = program.file.replace(/\.[cm]?[jt]sx?$/, '');
  const names = [baseName(stem), ...(baseName(stem) === 'index' ? [baseName(folderOf(program.file))] : [])];
  const paths = new Set(names.flatMap((name) => table.get(name) ?? []));
  return [...paths].flatMap((path) => {
    const other = path === program.file ? null : tolerate(() => openProgram(files, path));
    return other ? [other] : [];
  });
}

/** Which files name a module by its last word; also those that get it through another that hands it on. */
function importTable(files: ProjectFiles): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const path of files.paths) {
    if (!isScript(path)) continue;
    const text = files.peek(path) ?? '';
    for (const match of text.matchAll(/(?:from|require\(|import\()\s*['"](\.[^'"\n]*)['"]/g)) {
      const name = baseName((match[1] ?? '').replace(/\/$/, '').replace(/\.[cm]?[jt]sx?$/, ''));
      const known = table.get(name);
      if (known) known.push(path);
      else table.set(name, [path]);
    }
  }
  return table;
}

function tolerate<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateFault) return null;
    throw error;
  }
}
