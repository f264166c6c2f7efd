/** What a SAM or CloudFormation template says about running its functions: code, handler, environment. Values only deployment knows are named, not guessed. */
import type { BuildRecipe } from '../../../model/function-spec.ts';
import { ARCHITECTURES, type Architecture } from '../../../model/units.ts';
import { ProjectFiles } from '../project-files.ts';
import { allEntries, child, settle, type TreeNode } from '../tree/node.ts';
import { evaluate } from './evaluate.ts';
import { openStack, type Stack } from './stack.ts';

/** One function. Null: not said, or not known before deployment. */
export interface FunctionSettings {
  readonly id: string;
  readonly runtime: string | null;
  readonly handler: string | null;
  /** Folder or file of the code, relative to the template's folder; null: it lies in S3, inline, or is not said. */
  readonly code: string | null;
  readonly package: 'zip' | 'image' | 'inline';
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables whose values only deployment knows; they are left out of `environment`. */
  readonly unresolved: readonly string[];
  readonly timeoutS: number | null;
  readonly sizeMB: number | null;
  /** Size of /tmp; null: not said. */
  readonly ephemeralMB: number | null;
  readonly architecture: Architecture | null;
  /** Layers that are local folders, relative to the template's folder, and how many others there are. */
  readonly layers: readonly string[];
  readonly otherLayers: number;
  readonly logFormat: 'text' | 'json';
  /** How SAM builds it; null: nothing is said. */
  readonly build: BuildRecipe | null;
}

const FUNCTION = /^AWS::(Serverless|Lambda)::Function$/;
/** Lambda's defaults (CloudFormation reference, AWS::Lambda::Function). */
const DEFAULT_TIMEOUT_S = 3;
const DEFAULT_MB = 128;

/**
 * The functions of the template at `path`; null: it is no template with resources. `texts` by path relative to the project: the template, and what may give its
 * parameters values (samconfig.toml beside it). Throws a TemplateFault for text that cannot be parsed.
 */
export function functionSettings(
  texts: Readonly<Record<string, string>>,
  path: string,
): readonly FunctionSettings[] | null {
  const view = { paths: Object.keys(texts), text: (name: string) => texts[name] ?? null };
  const stack = openStack(new ProjectFiles(view), path);
  const resources = stack ? child(stack.root, 'Resources') : null;
  if (!stack || resources?.kind !== 'map') return null;
  return allEntries(resources).flatMap(({ entry }) => {
    const type = evaluate(stack, child(entry.value, 'Type')) ?? '';
    const kind = FUNCTION.exec(type)?.[1];
    return kind === undefined ? [] : [settingsOf(stack, entry.key, entry.value, kind)];
  });
}

function settingsOf(stack: Stack, id: string, resource: TreeNode | null, kind: string): FunctionSettings {
  const properties = child(resource, 'Properties');
  const globals = kind === 'Serverless' ? stack.globals : null;
  const setting = (name: string): TreeNode | null => child(properties, name) ?? child(globals, name);
  const text = (name: string): string | null => evaluate(stack, setting(name));
  const code = setting(kind === 'Serverless' ? 'CodeUri' : 'Code');
  const inline = setting('InlineCode') ?? child(code, 'ZipFile');
  return {
    id,
    runtime: text('Runtime'),
    handler: text('Handler'),
    code: localPath(evaluate(stack, code)),
    package: text('PackageType') === 'Image' || setting('ImageUri') !== null ? 'image' : inline ? 'inline' : 'zip',
    ...environmentOf(stack, [globals, properties]),
    timeoutS: numberOf(text('Timeout'), setting('Timeout') === null ? DEFAULT_TIMEOUT_S : null),
    sizeMB: numberOf(text('MemorySize'), setting('MemorySize') === null ? DEFAULT_MB : null),
    ephemeralMB: numberOf(evaluate(stack, child(setting('EphemeralStorage'), 'Size')), null),
    architecture: architectureOf(stack, setting('Architectures')),
    ...layersOf(stack, [child(globals, 'Layers'), child(properties, 'Layers')]),
    logFormat: evaluate(stack, child(setting('LoggingConfig'), 'LogFormat')) === 'JSON' ? 'json' : 'text',
    build: buildOf(stack, child(resource, 'Metadata')),
  };
}

function buildOf(stack: Stack, metadata: TreeNode | null): BuildRecipe | null {
  const method = evaluate(stack, child(metadata, 'BuildMethod'));
  const written = child(metadata, 'BuildProperties');
  const entries = written?.kind === 'map' ? allEntries(written) : [];
  if (method === null && entries.length === 0) return null;
  const known = entries.flatMap(({ entry }): [string, string | string[]][] => {
    const value = settle(entry.value)?.node ?? null;
    if (value?.kind === 'seq')
      return [[entry.key, value.items.map((item) => evaluate(stack, item)).filter((text) => text !== null)]];
    const text = evaluate(stack, value);
    return text === null ? [] : [[entry.key, text]];
  });
  return { method, properties: Object.fromEntries(known) };
}

/** Variables of all functions, then the function's own, which win (SAM merges the two). */
function environmentOf(
  stack: Stack,
  holders: readonly (TreeNode | null)[],
): Pick<FunctionSettings, 'environment' | 'unresolved'> {
  const found = new Map<string, string | null>();
  for (const holder of holders) {
    const variables = child(child(holder, 'Environment'), 'Variables');
    if (variables?.kind !== 'map') continue;
    for (const { entry } of allEntries(variables)) found.set(entry.key, evaluate(stack, entry.value));
  }
  const known = [...found].filter((pair): pair is [string, string] => pair[1] !== null);
  return {
    environment: Object.fromEntries(known),
    unresolved: [...found].flatMap(([name, value]) => (value === null ? [name] : [])),
  };
}

/** A layer is local where it refers to a layer of the same template whose content is a folder. */
function layersOf(stack: Stack, lists: readonly (TreeNode | null)[]): Pick<FunctionSettings, 'layers' | 'otherLayers'> {
  const items = lists.flatMap((list) => (list?.kind === 'seq' ? list.items : []));
  const folders = items.map((item) => {
    const at = settle(item)?.node ?? null;
    const name = at?.kind === 'scalar' && at.tag === '!Ref' ? at.value : refOf(at);
    const layer = name === null ? null : child(child(child(stack.root, 'Resources'), name), 'Properties');
    return localPath(evaluate(stack, child(layer, 'ContentUri') ?? child(layer, 'Content')));
  });
  const layers = folders.filter((folder) => folder !== null);
  return { layers, otherLayers: folders.length - layers.length };
}

function refOf(node: TreeNode | null): string | null {
  const target = child(node, 'Ref');
  return target?.kind === 'scalar' ? target.value : null;
}

/** A path on this disk; not a bucket, not a web address. */
function localPath(text: string | null): string | null {
  return text === null || text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? null : text;
}

function architectureOf(stack: Stack, node: TreeNode | null): Architecture | null {
  if (node === null) return 'x86_64';
  const item = evaluate(stack, node.kind === 'seq' ? (node.items[0] ?? null) : node);
  return ARCHITECTURES.find((one) => one === item) ?? null;
}

function numberOf(text: string | null, fallback: number | null): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : fallback;
}
