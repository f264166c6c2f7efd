/** SAM and CloudFormation templates, YAML and JSON: the functions they declare. */
import type { Refusal } from '../../../model/template.ts';
import { ARCHITECTURES } from '../../../model/units.ts';
import { AT_START, type Declaration, type Followed, orElse, type TemplateFormat } from '../contract.ts';
import type { ProjectFiles } from '../project-files.ts';
import { insertPair } from '../tree/insert.ts';
import { fillIn, insertBelow } from '../tree/insert-below.ts';
import { allEntries, child, findEntry, type Shared, settle, type TreeNode } from '../tree/node.ts';
import { evaluate } from './evaluate.ts';
import { followSize } from './follow.ts';
import { openStack, placeIn, type Stack } from './stack.ts';

const FUNCTION = /AWS::(?:Serverless|Lambda)::Function/;
/** Lambda's default size in MB (CloudFormation reference, AWS::Lambda::Function MemorySize). */
const DEFAULT_MB = 128;
/** Lambda's default timeout in seconds (CloudFormation reference, AWS::Lambda::Function Timeout). */
const DEFAULT_TIMEOUT_S = 3;
/** Where a new MemorySize stands best. */
const SIBLINGS = ['Timeout', 'Runtime', 'Handler', 'CodeUri', 'FunctionName', 'PackageType'];
/** Logical ids of functions that the CDK's own custom resources bring along; the trailing hash is the construct's. */
const FRAMEWORK_MADE =
  /^(?:CustomS3AutoDeleteObjects|CustomCDKBucketDeployment|BucketNotificationsHandler|LogRetention[\da-f]{20,}|AWS679f53fac002430cb0da5b7982bd2287|CustomVpcRestrictDefaultSG|CustomResourceProviderframework)|framework(?:onEvent|isComplete|onTimeout)[\dA-F]{8}$|(?:CustomResourceProvider|AWSCDK\w*Provider)Handler[\dA-F]{8}$/;

/** SAM and CloudFormation share one reader; the template itself tells which it is. */
export const cloudformation: TemplateFormat = {
  name: 'cloudformation',
  mayClaim: (path) =>
    /\.(?:ya?ml|json|template|cfn|cform)$/i.test(path) && !/(?:^|\/)package(?:-lock)?\.json$/.test(path),
  claims: (_path, text) => FUNCTION.test(text) && /Resources/.test(text),
  functions(project: ProjectFiles, path: string): readonly Declaration[] {
    const stack = openStack(project, path);
    const resources = stack ? child(stack.root, 'Resources') : null;
    if (!stack || resources?.kind !== 'map') return [];
    return allEntries(resources).flatMap(({ entry }) =>
      declarationsOf(stack, entry.key, entry.value, entry.keySpan.start),
    );
  },
};

function declarationsOf(stack: Stack, id: string, value: TreeNode | null, at: number): readonly Declaration[] {
  const loop = /^Fn::ForEach::/.test(id) ? settle(value)?.node : null;
  if (loop?.kind === 'seq') return loopDeclarations(stack, loop);
  const resource = settle(value)?.node ?? null;
  const type = evaluate(stack, child(resource, 'Type'));
  if (type === null || !FUNCTION.test(type)) return [];
  return [declare(stack, id, type, resource, at)];
}

/** `Fn::ForEach::Name: [variable, [items], {"Fn${variable}": resource}]`: one declaration an item, all with the same text; one for all where the items are not known. */
function loopDeclarations(stack: Stack, loop: TreeNode & { kind: 'seq' }): readonly Declaration[] {
  const [variable, list, body] = loop.items.map((item) => settle(item)?.node ?? null);
  const name = variable?.kind === 'scalar' ? variable.value : '';
  const items = list?.kind === 'seq' && list.tag === null ? list.items.map((item) => evaluate(stack, item)) : [null];
  if (body?.kind !== 'map') return [];
  return body.entries.flatMap((entry) => {
    const type = evaluate(stack, child(entry.value, 'Type'));
    if (type === null || !FUNCTION.test(type)) return [];
    const resource = settle(entry.value)?.node ?? null;
    const at = entry.keySpan.start;
    return items.map((item) => {
      if (item === null) {
        const notes = [{ code: 'every-run' as const, detail: entry.key }];
        return { ...declare(stack, entry.key, type, resource, at), notes };
      }
      const id = entry.key.replaceAll(`\${${name}}`, item).replaceAll(`&{${name}}`, item);
      return declare({ ...stack, loop: { variable: name, item } }, id, type, resource, at);
    });
  });
}

function declare(stack: Stack, id: string, type: string, resource: TreeNode | null, at: number): Declaration {
  const properties = child(resource, 'Properties');
  const sam = type.startsWith('AWS::Serverless');
  const setting = (name: string): TreeNode | null =>
    child(properties, name) ?? (sam ? child(stack.globals, name) : null);
  const timeout = setting('Timeout');
  return {
    id,
    format: stack.sam ? 'sam' : 'cloudformation',
    type,
    name: evaluate(stack, child(properties, 'FunctionName')),
    place: placeIn(stack, at),
    runtime: evaluate(stack, setting('Runtime')),
    architecture: architectureOf(stack, setting('Architectures')),
    timeoutS: timeout ? numberOrNull(evaluate(stack, timeout)) : DEFAULT_TIMEOUT_S,
    followed: sizeOf(stack, properties, sam),
    insert: insertion(stack, resource, properties),
    barrier: barrierOf(stack, id, properties, at),
  };
}

/** Own property, else Globals (SAM functions only), else Lambda's default. */
function sizeOf(stack: Stack, properties: TreeNode | null, sam: boolean): Followed {
  const own = pairOf(properties);
  const first = followSize(stack, own?.value ?? null, 'own', own?.shared ?? []);
  const global = sam ? pairOf(stack.globals) : null;
  const second = followSize(stack, global?.value ?? null, 'globals', global?.shared ?? []);
  return orElse(orElse(first, second), { ...AT_START, kind: 'default', sizeMB: DEFAULT_MB });
}

function pairOf(node: TreeNode | null): { readonly value: TreeNode | null; readonly shared: readonly Shared[] } | null {
  const found = node?.kind === 'map' ? findEntry(node, 'MemorySize') : null;
  return found ? { value: found.entry.value, shared: found.shared } : null;
}

/** Beside the other properties, or as the first where none are written. */
function insertion(stack: Stack, resource: TreeNode | null, properties: TreeNode | null): Declaration['insert'] {
  const place = { file: stack.file, text: stack.text };
  if (properties?.kind === 'map') {
    const bare = properties.entries.find((entry) => entry.key === 'MemorySize');
    if (bare) return properties.flow ? null : fillIn(stack.file, stack.text, bare);
    return insertPair({ ...place, map: properties, key: 'MemorySize', after: SIBLINGS });
  }
  if (properties !== null || resource?.kind !== 'map') return null;
  return insertBelow({ ...place, map: resource, key: 'Properties', inner: 'MemorySize', after: ['Type'] });
}

function barrierOf(stack: Stack, id: string, properties: TreeNode | null, at: number): Refusal | null {
  if (FRAMEWORK_MADE.test(id)) return { code: 'generated-by-framework', place: placeIn(stack, at), detail: id };
  const provider = child(properties, 'CapacityProviderConfig');
  return provider ? { code: 'managed-instance', place: placeIn(stack, provider.start), detail: id } : null;
}

function architectureOf(stack: Stack, node: TreeNode | null): Declaration['architecture'] {
  if (node === null) return 'x86_64';
  const item = node.kind === 'seq' ? evaluate(stack, node.items[0] ?? null) : evaluate(stack, node);
  return ARCHITECTURES.find((one) => one === item) ?? null;
}

function numberOrNull(text: string | null): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
