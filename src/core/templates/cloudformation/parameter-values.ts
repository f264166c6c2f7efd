/** Values of template parameters written outside the template: samconfig.toml, samconfig.yaml, parameter files. They win over a parameter's Default. */
import { TemplateFault } from '../fault.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { tomlStrings } from '../toml.ts';
import { child, type Span, settle, type TreeNode } from '../tree/node.ts';

/** One value of a parameter and where it stands; the span covers the value alone. `environment` names the samconfig environment or the file. */
export interface ParameterValue extends Span {
  readonly file: string;
  readonly environment: string;
  readonly value: string;
  readonly from: 'option' | 'samconfig' | 'parameter-file';
}

/** All values of a parameter that the project's files give for a template, samconfig first. Files that do not parse are passed over: they are no templates. */
export function parameterValues(
  project: ProjectFiles,
  template: string,
  parameter: string,
  declared: ReadonlySet<string>,
): readonly ParameterValue[] {
  const option = project.options.parameters[parameter];
  if (option !== undefined) {
    return [{ file: template, environment: 'option', value: option, from: 'option', start: 0, end: 0 }];
  }
  const all = [...samconfigValues(project, template), ...fileValues(project, template, declared)];
  return all.filter((given) => given.name === parameter).map(({ name: _, ...given }) => given);
}

type Named = ParameterValue & { readonly name: string };

/** Values in the samconfig file beside the template, unless it names another template. */
function samconfigValues(project: ProjectFiles, template: string): Named[] {
  const folder = folderOf(template);
  const path = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  for (const name of ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']) {
    const file = path(name);
    if (!project.has(file)) continue;
    const values = tolerate(() => (name.endsWith('toml') ? tomlValues : yamlValues)(project, file, template));
    if (values.length > 0) return values;
  }
  return [];
}

function tomlValues(project: ProjectFiles, file: string, template: string): Named[] {
  const strings = project.parsed(file, 'toml', (text) => tomlStrings(text, file)) ?? [];
  const other = new Set(
    strings
      .filter(({ path, value }) => path.at(-1) === 'template_file' && !isSame(file, value, template))
      .map(({ path }) => path[0]),
  );
  return strings.flatMap(({ path, raw, start }) => {
    const [environment = '', command, section, key] = path;
    const applies = (command === 'deploy' || command === 'global') && section === 'parameters';
    if (!applies || key !== 'parameter_overrides' || other.has(environment)) return [];
    if (path.length > 5) return [];
    const single = path.length === 5 && !/^\d+$/.test(path[4] ?? '');
    const pairs = single ? [{ name: path[4] ?? '', value: raw, start: 0 }] : readOverrides(raw);
    return pairs.map((pair) => ({
      name: pair.name,
      file,
      environment,
      value: pair.value,
      from: 'samconfig' as const,
      start: start + pair.start,
      end: start + pair.start + pair.value.length,
    }));
  });
}

function yamlValues(project: ProjectFiles, file: string, template: string): Named[] {
  const root = project.tree(file);
  if (root?.kind !== 'map') return [];
  return root.entries.flatMap(({ key: environment, value }) => {
    const named = ['deploy', 'global'].map((command) => child(child(value, command), 'parameters'));
    const elsewhere = named.some((node) => {
      const path = child(node, 'template_file');
      return path?.kind === 'scalar' && !isSame(file, path.value, template);
    });
    if (elsewhere) return [];
    return named.flatMap((node) => overridesIn(child(node, 'parameter_overrides'), file, environment));
  });
}

function overridesIn(node: TreeNode | null, file: string, environment: string): Named[] {
  if (node?.kind === 'seq') {
    return node.items.flatMap((item) => overridesIn(settle(item)?.node ?? null, file, environment));
  }
  if (node?.kind === 'map') return pairsOfMap(node, file, environment, 'samconfig');
  if (node?.kind !== 'scalar') return [];
  const offset = node.plain ? node.start : node.start + 1;
  return readOverrides(node.value).map((pair) => ({
    name: pair.name,
    file,
    environment,
    value: pair.value,
    from: 'samconfig' as const,
    start: offset + pair.start,
    end: offset + pair.start + pair.value.length,
  }));
}

const PAIR =
  /(?:ParameterKey=(["']?)(\w+)\1,ParameterValue=|(?:^|(?<=\s))(\\?["']?)(\w+)\3=)(?:(\\?["'])(.*?)\5|([^\s"'\\]*))/g;

/** Reads `A=1 B="2"` and `ParameterKey=A,ParameterValue=1`; `start` is the offset of the value. */
function readOverrides(text: string): { name: string; value: string; start: number }[] {
  return [...text.matchAll(PAIR)].map((match) => {
    const value = match[6] ?? match[7] ?? '';
    const start = match.index + match[0].length - value.length - (match[5] ?? '').length;
    return { name: match[2] ?? match[4] ?? '', value, start };
  });
}

/** Folders, seen from the template's, in which parameter files are looked for. */
const FOLDERS = [
  '',
  'params',
  'parameters',
  'config',
  'configs',
  'env',
  'environments',
  'cfn',
  '..',
  '../params',
  '../parameters',
];

function fileValues(project: ProjectFiles, template: string, declared: ReadonlySet<string>): Named[] {
  const folders = new Set(FOLDERS.map((folder) => joinPath(folderOf(template), folder)));
  const found: Named[] = [];
  for (const folder of folders) {
    if (folder === null) continue;
    for (const path of project.filesIn(folder)) {
      if (path === template || !/(?:param|config|env|dev|prod|stag|test|\.parameters)[^/]*\.json$/i.test(path))
        continue;
      const pairs = tolerate(() => readParameterFile(project, path));
      if (pairs.length > 0 && pairs.every(({ name }) => declared.has(name))) found.push(...pairs);
    }
  }
  return found;
}

/** The three shapes: a list of ParameterKey/ParameterValue, `{Parameters: {…}}`, a list of `Key=Value`. */
function readParameterFile(project: ProjectFiles, file: string): Named[] {
  const text = project.text(file);
  if (text === null || !/"ParameterKey"|"Parameters"|"[\w]+=/.test(text)) return [];
  const root = project.tree(file);
  if (root?.kind === 'map') {
    const parameters = child(root, 'Parameters');
    return parameters?.kind === 'map' ? pairsOfMap(parameters, file, file, 'parameter-file') : [];
  }
  if (root?.kind !== 'seq') return [];
  return root.items.flatMap((item) => {
    if (item.kind === 'scalar') {
      const [name, value] = item.value.split('=', 2);
      const start = item.start + 2 + (name ?? '').length;
      return [{ name: name ?? '', ...named(file, value ?? '', start) }];
    }
    const name = child(item, 'ParameterKey');
    const value = child(item, 'ParameterValue');
    if (name?.kind !== 'scalar' || value?.kind !== 'scalar') return [];
    return [{ name: name.value, ...named(file, value.value, value.plain ? value.start : value.start + 1) }];
  });
}

function named(file: string, value: string, start: number): ParameterValue {
  return { file, environment: file, value, from: 'parameter-file', start, end: start + value.length };
}

function pairsOfMap(
  node: TreeNode & { readonly kind: 'map' },
  file: string,
  environment: string,
  from: ParameterValue['from'],
): Named[] {
  return node.entries.flatMap(({ key, value }) => {
    if (value?.kind !== 'scalar' || value.tag !== null) return [];
    const start = value.plain ? value.start : value.start + 1;
    return [{ name: key, file, environment, value: value.value, from, start, end: start + value.value.length }];
  });
}

function isSame(config: string, written: string, template: string): boolean {
  return joinPath(folderOf(config), written) === template;
}

/** A configuration file that does not parse gives no values; it is reported where it is read as what it is. */
function tolerate(read: () => Named[]): Named[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateFault) return [];
    throw error;
  }
}
