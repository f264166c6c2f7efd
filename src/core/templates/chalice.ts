/** AWS Chalice: `.chalice/config.json`, found and reported, not edited. */
import type { Declaration, TemplateFormat } from './contract.ts';
import { readSize } from './literal.ts';
import type { ProjectFiles } from './project-files.ts';
import { readOnly } from './read-only.ts';
import { child, type MapNode, type TreeNode } from './tree/node.ts';

/** Lambda's default; Chalice passes it on. */
const DEFAULT_MB = 128;
/** Chalice's default timeout in seconds. */
const DEFAULT_TIMEOUT_S = 60;

/** Chalice. A function's size is its own, its stage's, or the project's. */
export const chalice: TemplateFormat = {
  name: 'chalice',
  mayClaim: (path) => /(?:^|\/)\.chalice\/config\.json$/.test(path),
  claims: () => true,
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const root = files.tree(path);
    const stages = child(root, 'stages');
    if (root?.kind !== 'map') return [];
    const found = stages?.kind === 'map' ? stages.entries : [];
    return found.flatMap(({ key, value, keySpan }) => stageFunctions(files, path, root, key, value, keySpan.start));
  },
};

function stageFunctions(
  files: ProjectFiles,
  file: string,
  root: MapNode,
  stage: string,
  value: TreeNode | null,
  at: number,
): readonly Declaration[] {
  const own = child(value, 'lambda_functions');
  const entries = own?.kind === 'map' ? own.entries : [];
  const named = entries.map((entry) => ({ name: entry.key, node: entry.value, at: entry.keySpan.start }));
  return [{ name: 'api_handler', node: null, at }, ...named.filter(({ name }) => name !== 'api_handler')].map((one) => {
    const node =
      one.name === 'api_handler' ? (named.find(({ name }) => name === 'api_handler')?.node ?? null) : one.node;
    return declare(files, file, `${stage}/${one.name}`, [node, value, root], one.at);
  });
}

function declare(
  files: ProjectFiles,
  file: string,
  id: string,
  levels: readonly (TreeNode | null)[],
  at: number,
): Declaration {
  const inForce = (key: string): TreeNode | null =>
    levels.map((level) => child(level, key)).find((one) => one !== null) ?? null;
  const size = inForce('lambda_memory_size');
  const timeout = inForce('lambda_timeout');
  const written = size?.kind === 'scalar' ? size.value : '';
  return readOnly({
    id,
    format: 'chalice',
    type: 'lambda_functions',
    file,
    text: files.text(file) ?? '',
    declaredAt: at,
    at: size?.start ?? at,
    sizeMB: size ? (readSize(written)?.sizeMB ?? null) : DEFAULT_MB,
    isDefault: size === null,
    written: written || 'lambda_memory_size',
    timeoutS: timeout?.kind === 'scalar' ? Number(timeout.value) : DEFAULT_TIMEOUT_S,
  });
}
