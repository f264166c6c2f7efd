/** A Serverless service: its file, its stage, and what its variables come to. */
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { child, findEntry, type MapNode, settle, type TreeNode } from '../tree/node.ts';
import { type VariableSource, variablesIn } from './variables.ts';

/** A node and the file it stands in. */
export interface Located {
  readonly file: string;
  readonly node: TreeNode;
}

/** A service opened for following values. */
export interface Service {
  readonly files: ProjectFiles;
  readonly file: string;
  readonly root: Located & { readonly node: MapNode };
  readonly stage: string;
  /** The stage as the command line gives it (`--stage`); null: not given. */
  readonly stageOption: string | null;
}

/** Variables nested deeper than this are a circle. */
export const MAX_DEPTH = 24;

/** Opens a service file; null: it is none, or of another provider than AWS. */
export function openService(files: ProjectFiles, file: string, root: TreeNode | null): Service | null {
  if (root?.kind !== 'map') return null;
  const stageOption = files.options.environment ?? files.options.parameters.stage ?? null;
  const early: Service = { files, file, root: { file, node: root }, stage: stageOption ?? 'dev', stageOption };
  const provider = lookUp(early, early.root, ['provider'], 0);
  const name = provider && lookUp(early, provider, ['name'], 0);
  const named = provider?.node.kind === 'scalar' ? provider.node.value : name ? textOf(early, name, 0) : null;
  if (named !== null && named !== 'aws') return null;
  if (stageOption !== null) return early;
  const own = provider && lookUp(early, provider, ['stage'], 0);
  const stage = (own ? textOf(early, own, 0) : null) ?? 'dev';
  return { ...early, stage };
}

/** The node at a path of keys, variables and list positions followed on the way; null: not there, or not known before deployment. */
export function lookUp(service: Service, from: Located, path: readonly string[], depth: number): Located | null {
  let at: Located | null = reach(service, from, depth);
  for (const key of path) {
    if (at === null) return null;
    const next: TreeNode | null = step(at.node, key);
    at = next && reach(service, { file: at.file, node: next }, depth);
  }
  return at;
}

function step(node: TreeNode, key: string): TreeNode | null {
  if (node.kind === 'map') return settle(findEntry(node, key)?.entry.value ?? null)?.node ?? null;
  return node.kind === 'seq' ? (settle(node.items[Number(key)] ?? null)?.node ?? null) : null;
}

/** Where a scalar that is one whole variable leads; other nodes are themselves. */
export function reach(service: Service, at: Located, depth: number): Located | null {
  const node = settle(at.node)?.node;
  if (!node || depth > MAX_DEPTH) return null;
  if (node.kind !== 'scalar' || !node.value.includes('${')) return { file: at.file, node };
  const [variable] = variablesIn(node.value);
  if (variable?.start !== 0 || variable.end !== node.value.trimEnd().length) return { file: at.file, node };
  for (const source of variable.sources) {
    const target = sourceNode(service, { file: at.file, node }, source, depth + 1);
    if (target) return reach(service, target, depth + 1);
  }
  return null;
}

/** The node a source points at in the project's files; null: it points elsewhere. */
export function sourceNode(service: Service, at: Located, source: VariableSource, depth: number): Located | null {
  const address = fill(service, at, source.address, depth);
  if (address === null || depth > MAX_DEPTH) return null;
  const path = address === '' ? [] : address.split('.');
  switch (source.type) {
    case 'self':
      return lookUp(service, service.root, path, depth);
    case 'file':
      return fileNode(service, at, source, path, depth);
    case 'param':
      return paramNode(service, address, depth);
    case 'sls':
      return address === 'stage' ? made(at, service.stage) : null;
    case 'opt': {
      const given = address === 'stage' ? service.stageOption : null;
      const value = given ?? service.files.options.parameters[address];
      return value === undefined || value === null ? null : made(at, value);
    }
    case '':
      return source.kind === 'text' ? made(at, address) : null;
    default:
      return null;
  }
}

function fileNode(
  service: Service,
  at: Located,
  source: VariableSource,
  path: readonly string[],
  depth: number,
): Located | null {
  const written = fill(service, at, source.params ?? '', depth);
  const file =
    written === null ? null : joinPath(folderOf(service.file), written.trim().replace(/^(['"])(.*)\1$/, '$2'));
  if (file === null || !/\.(?:ya?ml|json)$/i.test(file)) return null;
  const root = service.files.tree(file);
  return root ? lookUp(service, { file, node: root }, path, depth + 1) : null;
}

/** `params.<stage>`, `params.default`, and version 4's `stages.<stage>.params`. */
function paramNode(service: Service, name: string, depth: number): Located | null {
  const given = service.files.options.parameters[name];
  if (given !== undefined) return null;
  const { stage } = service;
  const places = [
    ['stages', stage, 'params'],
    ['params', stage],
    ['stages', 'default', 'params'],
    ['params', 'default'],
  ];
  for (const place of places) {
    const found = lookUp(service, service.root, [...place, name], depth + 1);
    if (found) return found;
  }
  return null;
}

/** A node for a value that stands nowhere as a node of its own. Its range is empty: it is read, never edited. */
function made(at: Located, value: string): Located {
  const node = { kind: 'scalar', value, plain: true, tag: null, anchor: null, start: 0, end: 0 } as const;
  return { file: at.file, node };
}

/** A text with its variables filled in; null: one is not known. */
export function fill(service: Service, at: Located, text: string, depth: number): string | null {
  if (!text.includes('${')) return text;
  let result = '';
  let done = 0;
  for (const variable of variablesIn(text)) {
    const value = firstText(service, at, variable.sources, depth + 1);
    if (value === null) return null;
    result += text.slice(done, variable.start) + value;
    done = variable.end;
  }
  return result + text.slice(done);
}

function firstText(service: Service, at: Located, sources: readonly VariableSource[], depth: number): string | null {
  for (const source of sources) {
    const target = sourceNode(service, at, source, depth);
    const text = target && textOf(service, target, depth);
    if (text !== null) return text;
  }
  return null;
}

/** The text of a node with its variables filled in; null: not a text, or not known. */
export function textOf(service: Service, at: Located, depth: number): string | null {
  const reached = reach(service, at, depth);
  if (reached?.node.kind !== 'scalar' || reached.node.tag !== null || depth > MAX_DEPTH) return null;
  return fill(service, reached, reached.node.value, depth + 1);
}

/** The node of a key of the service, found and followed. */
export function setting(service: Service, from: Located | null, key: string): Located | null {
  return from && child(from.node, key) ? lookUp(service, from, [key], 0) : null;
}
