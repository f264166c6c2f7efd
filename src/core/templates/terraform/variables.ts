/** Values of variables as Terraform finds them: the calling module, tfvars files by precedence, the default. */
import { TemplateFault } from '../fault.ts';
import { baseName, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type Located, type ModuleInstance, NO_NAMES } from './located.ts';
import { attributeOf, blocksIn, readVariables } from './module.ts';

/** What a variable may be. */
export interface VariableValues {
  /** The value that counts by the files alone; null: none. */
  readonly chosen: (Located & { readonly origin: 'variable' | 'variable-file' | 'caller' }) | null;
  /** Values in variable files that are passed by hand (`-var-file`). */
  readonly others: readonly (Located & { readonly label: string })[];
  readonly declaredAt: Located['file'] | null;
  /** Given on the command line: no file holds it. */
  readonly option: string | null;
}

/** Looks a variable up. */
export function variableValues(files: ProjectFiles, instance: ModuleInstance, name: string): VariableValues {
  const declared = blocksIn(files, instance.folder, 'variable').find(({ block }) => block.labels[0] === name);
  const fallback = declared ? attributeOf(declared.block.body, 'default') : null;
  const constraint = declared ? attributeOf(declared.block.body, 'type') : null;
  const here = { instance, scope: NO_NAMES };
  const type = declared && constraint ? { file: declared.file, expression: constraint.value, ...here } : null;
  const byDefault =
    declared && fallback
      ? { file: declared.file, expression: fallback.value, ...here, type, origin: 'variable' as const }
      : null;
  const base = { declaredAt: declared?.file ?? null, option: null, others: [] };
  if (instance.call) {
    const { by, block, scope } = instance.call;
    const given = attributeOf(block.block.body, name);
    const chosen = given
      ? { file: block.file, expression: given.value, instance: by, scope, type, origin: 'caller' as const }
      : byDefault;
    return { ...base, chosen };
  }
  const option = files.options.parameters[name] ?? null;
  const inFiles = variableFiles(files, instance.folder).flatMap(({ file, automatic, label }) => {
    const given = tolerate(() => readVariables(files, file))?.attributes.find((one) => one.name === name);
    return given ? [{ file, expression: given.value, ...here, type, automatic, label }] : [];
  });
  const wanted = files.options.environment;
  const named =
    wanted === null
      ? []
      : inFiles.filter(({ automatic, label }) => !automatic && label.split(/[^A-Za-z0-9]+/).includes(wanted));
  const last = named.at(-1) ?? inFiles.findLast(({ automatic }) => automatic);
  const chosen = last ? { ...last, origin: 'variable-file' as const } : byDefault;
  return { ...base, option, chosen, others: inFiles.filter((one) => one !== last && !one.automatic) };
}

interface VariableFile {
  readonly file: string;
  /** Loaded without being named: terraform.tfvars and *.auto.tfvars, in Terraform's order. */
  readonly automatic: boolean;
  readonly label: string;
}

const FOLDERS = ['', 'env', 'envs', 'environments', 'vars', 'tfvars', 'config', 'variables'];

function variableFiles(files: ProjectFiles, folder: string): readonly VariableFile[] {
  const own = files.filesIn(folder).filter((path) => /\.tfvars(?:\.json)?$/i.test(path));
  const rank = (path: string): number =>
    /^terraform\.tfvars$/i.test(baseName(path)) ? 0 : /^terraform\.tfvars\.json$/i.test(baseName(path)) ? 1 : 2;
  const automatic = own.filter((path) => rank(path) < 2 || /\.auto\.tfvars(?:\.json)?$/i.test(path));
  const nested = FOLDERS.slice(1).flatMap((name) => {
    const inner = joinPath(folder, name);
    if (inner === null) return [];
    return files.paths.filter((path) => path.startsWith(`${inner}/`) && /\.tfvars(?:\.json)?$/i.test(path));
  });
  const byHand = [...own.filter((path) => !automatic.includes(path)), ...nested];
  return [
    ...byHand.map((file) => ({ file, automatic: false, label: file.slice(folder === '' ? 0 : folder.length + 1) })),
    ...automatic
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map((file) => ({ file, automatic: true, label: baseName(file) })),
  ];
}

/** The expression of a local value; null: not there. */
export function localValue(files: ProjectFiles, instance: ModuleInstance, name: string): Located | null {
  for (const { file, block } of blocksIn(files, instance.folder, 'locals')) {
    const found = attributeOf(block.body, name);
    if (found) return { file, expression: found.value, instance, scope: NO_NAMES };
  }
  return null;
}

/** How many times a name such as `var.memory` stands in the files of a module. Comments count too: too many, never too few. */
export function countUses(files: ProjectFiles, folder: string, name: string): number {
  return files.derived(`terraform uses of ${name} in ${folder}`, () => {
    const pattern = new RegExp(`(?<![\\w.-])${name.replace(/[^\w\s]/g, '\\$&')}(?![\\w-])`, 'g');
    return files
      .filesIn(folder)
      .filter((path) => /\.(?:tf|tofu)(?:\.json)?$/i.test(path))
      .reduce((sum, path) => sum + ((files.peek(path) ?? '').match(pattern)?.length ?? 0), 0);
  });
}

function tolerate<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateFault) return null;
    throw error;
  }
}
