/** Serverless Framework services, YAML and JSON: their functions. */
import { ARCHITECTURES } from '../../../model/units.ts';
import { AT_START, type Declaration, orElse, type TemplateFormat } from '../contract.ts';
import { baseName } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { insertPair } from '../tree/insert.ts';
import { allEntries, findEntry, type MapNode, type Shared, settle, type TreeNode } from '../tree/node.ts';
import { followMemory } from './follow.ts';
import { resourceFunctions } from './resources.ts';
import { type Located, lookUp, openService, reach, type Service, setting, textOf } from './service.ts';

/** The framework's default size in MB (serverless, lib/plugins/aws/package/compile/functions.js). */
const DEFAULT_MB = 1_024;
/** The framework's default timeout in seconds (same source). */
const DEFAULT_TIMEOUT_S = 6;
const SIBLINGS = ['timeout', 'runtime', 'handler', 'image', 'name', 'description'];

/** Serverless Framework, versions 1 to 4. */
export const serverless: TemplateFormat = {
  name: 'serverless',
  mayClaim: (path) => /\.(?:ya?ml|json)$/i.test(path),
  claims: (path, text) => isServiceName(path) || isServiceText(text),
  functions: (files: ProjectFiles, path: string) => serviceFunctions(files, path, files.tree(path)),
};

function isServiceName(path: string): boolean {
  return /^serverless(?!-compose)(?:[.-][\w-]+)*\.(?:ya?ml|json)$/i.test(baseName(path));
}

function isServiceText(text: string): boolean {
  return /^(?:service\s*:| {1,2}"service"\s*:)/m.test(text) && /^(?:provider\s*:|\s{1,8}"provider"\s*:)/m.test(text);
}

/** The functions of a service whose root is at hand. */
export function serviceFunctions(files: ProjectFiles, path: string, root: TreeNode | null): readonly Declaration[] {
  const service = openService(files, path, root);
  if (!service) return [];
  return [...resourceFunctions(service), ...ownFunctions(service)];
}

function ownFunctions(service: Service): readonly Declaration[] {
  return functionMaps(service).flatMap(({ file, node }) =>
    node.kind === 'map'
      ? allEntries(node).flatMap(({ entry }) => {
          const target = entry.value && reach(service, { file, node: entry.value }, 0);
          const at = { file, offset: entry.keySpan.start };
          return target?.node.kind === 'map'
            ? [declare(service, entry.key, at, { file: target.file, node: target.node })]
            : [];
        })
      : [],
  );
}

/** `functions` is a map, a list of maps, or a reference to either. */
function functionMaps(service: Service): readonly Located[] {
  const functions = setting(service, service.root, 'functions');
  if (functions?.node.kind !== 'seq') return functions ? [functions] : [];
  return functions.node.items.flatMap((item) => {
    const target = reach(service, { file: functions.file, node: item }, 0);
    return target ? [target] : [];
  });
}

function declare(
  service: Service,
  id: string,
  at: { readonly file: string; readonly offset: number },
  own: Located & { readonly node: MapNode },
): Declaration {
  const provider = setting(service, service.root, 'provider');
  const inForce = (key: string): string | null => {
    const found = setting(service, own, key) ?? setting(service, provider, key);
    return found && textOf(service, found, 0);
  };
  const place = service.files.place(at.file, at.offset);
  const timeout = setting(service, own, 'timeout') ?? setting(service, provider, 'timeout');
  const seconds = Number((timeout && textOf(service, timeout, 0)) ?? (timeout ? Number.NaN : DEFAULT_TIMEOUT_S));
  const capacity = lookUp(service, own, ['capacityProvider'], 0);
  return {
    id,
    format: 'serverless',
    type: 'functions',
    name: nameOf(service, id, own),
    place,
    runtime: setting(service, own, 'image') ? null : inForce('runtime'),
    architecture: ARCHITECTURES.find((one) => one === (inForce('architecture') ?? 'x86_64')) ?? null,
    timeoutS: Number.isFinite(seconds) ? seconds : null,
    followed: sizeOf(service, own, provider),
    insert: insertion(service, own),
    barrier: capacity ? { code: 'managed-instance', place, detail: id } : null,
  };
}

/** `name`, else `<service>-<stage>-<key>` as the framework makes it. */
function nameOf(service: Service, id: string, own: Located): string | null {
  const name = setting(service, own, 'name');
  if (name) return textOf(service, name, 0);
  const declared = setting(service, service.root, 'service');
  const named = declared?.node.kind === 'map' ? setting(service, declared, 'name') : declared;
  const prefix = named && textOf(service, named, 0);
  return prefix ? `${prefix}-${service.stage}-${id}` : null;
}

function sizeOf(service: Service, own: Located, provider: Located | null): Declaration['followed'] {
  const mine = pairOf(own.node);
  const first = followMemory(service, { file: own.file, node: mine.value }, 'own', mine.shared);
  const general = pairOf(provider?.node ?? null);
  const second = followMemory(service, { file: provider?.file ?? '', node: general.value }, 'provider', general.shared);
  return orElse(orElse(first, second), { ...AT_START, kind: 'default', sizeMB: DEFAULT_MB });
}

function pairOf(node: TreeNode | null): { readonly value: TreeNode | null; readonly shared: readonly Shared[] } {
  const map = settle(node)?.node;
  const found = map?.kind === 'map' ? findEntry(map, 'memorySize') : null;
  return { value: found?.entry.value ?? null, shared: found?.shared ?? [] };
}

function insertion(service: Service, own: Located & { readonly node: MapNode }): Declaration['insert'] {
  if (own.node.entries.some(({ key }) => key === 'memorySize')) return null;
  const text = service.files.text(own.file) ?? '';
  return insertPair({ file: own.file, text, map: own.node, key: 'memorySize', after: SIBLINGS });
}
