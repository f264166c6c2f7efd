/** The files of a project as the formats see them: text on request, each parsed once. */
import type { Place } from '../../model/template.ts';
import { checkText, TemplateFault } from './fault.ts';
import { LineIndex } from './line-index.ts';
import { parseJson } from './tree/json.ts';
import type { TreeNode } from './tree/node.ts';
import { parseYaml } from './tree/yaml.ts';

/** What a caller lends: all paths of the project that may matter, and their texts. `undefined`: not loaded yet, ask again later; null: not there. */
export interface FilesView {
  readonly paths: readonly string[];
  text(path: string): string | null | undefined;
}

/** Settings of one look at a project. */
export interface ProjectOptions {
  /** The environment or stage the person means (`--environment`): samconfig environment, Serverless stage, tfvars name; null: the default of each tool. */
  readonly environment: string | null;
  /** Values passed at deployment: CloudFormation parameters, Serverless options and params, Terraform variables. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** No environment and no parameters said. */
export const NO_OPTIONS: ProjectOptions = { environment: null, parameters: {} };

/** Files with parses kept, so that asking twice costs once. */
export class ProjectFiles {
  readonly options: ProjectOptions;
  readonly #view: FilesView;
  readonly #kept = new Map<string, { readonly value: unknown } | { readonly fault: TemplateFault }>();
  readonly #derived = new Map<string, { readonly value: unknown; readonly complete: boolean }>();
  readonly #settled = new Map<string, unknown>();
  readonly #lines = new Map<string, LineIndex>();
  readonly #missing = new Set<string>();
  readonly #checked = new Set<string>();
  /** How often something was asked for that is not loaded. */
  #gaps = 0;
  #folders: Map<string, string[]> | null = null;

  constructor(view: FilesView, options: ProjectOptions = NO_OPTIONS) {
    this.#view = view;
    this.options = options;
  }

  /** All paths, as lent. */
  get paths(): readonly string[] {
    return this.#view.paths;
  }

  /** Files that were asked for and are not loaded yet: load them and look again. Emptied by the call. */
  takeMissing(): readonly string[] {
    const missing = [...this.#missing];
    this.#missing.clear();
    if (missing.length > 0) this.#derived.clear();
    for (const path of missing) this.#lines.delete(path);
    return missing;
  }

  /** What is made from several files, kept under a name until more files are loaded. */
  derived<T>(name: string, make: () => T): T {
    const kept = this.#derived.get(name);
    if (kept) {
      if (!kept.complete) this.#gaps += 1;
      return kept.value as T;
    }
    const gaps = this.#gaps;
    const value = make();
    this.#derived.set(name, { value, complete: gaps === this.#gaps });
    return value;
  }

  /** What is made of one template, kept for the next look if all it asked for was there; the template's tree is then let go, since nobody else reads it. */
  settled<T>(path: string, make: () => T): T {
    if (this.#settled.has(path)) return this.#settled.get(path) as T;
    const gaps = this.#gaps;
    const value = make();
    if (gaps === this.#gaps) {
      this.#settled.set(path, value);
      this.#kept.delete(`tree\n${path}`);
    }
    return value;
  }

  /** Paths of the files that lie in a folder, in the order lent. */
  filesIn(folder: string): readonly string[] {
    if (this.#folders === null) {
      this.#folders = new Map();
      for (const path of this.#view.paths) {
        const key = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
        const names = this.#folders.get(key);
        if (names) names.push(path);
        else this.#folders.set(key, [path]);
      }
    }
    return this.#folders.get(folder) ?? [];
  }

  /** Whether a path was lent. */
  has(path: string): boolean {
    return this.filesIn(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '').includes(path);
  }

  /** Line and column of an offset in a file; a file that is not there has one line. */
  place(path: string, offset: number): Place {
    const index = this.#lines.get(path) ?? new LineIndex(this.peek(path) ?? '', path);
    this.#lines.set(path, index);
    return index.place(offset);
  }

  /** The text of a file without any check, for a first look; null: not there or not loaded yet. */
  peek(path: string): string | null {
    const text = this.#view.text(path);
    if (text === undefined) {
      this.#missing.add(path);
      this.#gaps += 1;
    }
    return text ?? null;
  }

  /** The text of a file; null: not there or not loaded yet. Throws a TemplateFault for what cannot be a template. */
  text(path: string): string | null {
    const text = this.peek(path);
    if (text === null || this.#checked.has(path)) return text;
    checkText(text, path);
    this.#checked.add(path);
    return text;
  }

  /** A YAML or JSON file as a tree, told by its name and first sign; null: not there or empty. */
  tree(path: string): TreeNode | null {
    return this.parsed(path, 'tree', (text) => (isJson(path, text) ? parseJson : parseYaml)(text, path));
  }

  /** What `parse` makes of a file's text, kept under a name; null: the file is not there. Faults are kept too. */
  parsed<T>(path: string, name: string, parse: (text: string) => T): T | null {
    const key = `${name}\n${path}`;
    const kept = this.#kept.get(key);
    if (kept) {
      if ('fault' in kept) throw kept.fault;
      return kept.value as T;
    }
    const text = this.text(path);
    if (text === null) return null;
    try {
      const value = parse(text);
      this.#kept.set(key, { value });
      return value;
    } catch (error) {
      if (error instanceof TemplateFault) this.#kept.set(key, { fault: error });
      throw error;
    }
  }
}

/** JSON by name, or a `.template` file that begins with a brace. YAML that begins with a brace and is named so stays YAML. */
export function isJson(path: string, text: string): boolean {
  if (/\.json$/i.test(path)) return true;
  return !/\.ya?ml$/i.test(path) && /^\uFEFF?\s*\{/.test(text);
}
