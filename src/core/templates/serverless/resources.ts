/** Functions that a Serverless service declares as CloudFormation, below `resources:`. */
import { AT_START, type Declaration, orElse } from '../contract.ts';
import { insertPair } from '../tree/insert.ts';
import { allEntries, findEntry } from '../tree/node.ts';
import { followMemory } from './follow.ts';
import { type Located, reach, type Service, setting, textOf } from './service.ts';

/** Lambda's default size in MB and timeout in seconds (CloudFormation reference, AWS::Lambda::Function). */
const DEFAULT_MB = 128;
const DEFAULT_TIMEOUT_S = 3;
const SIBLINGS = ['Timeout', 'Runtime', 'Handler', 'FunctionName'];

/** The functions of `resources.Resources`, where `resources` is a map, a list of maps, or refers to files. */
export function resourceFunctions(service: Service): readonly Declaration[] {
  const resources = setting(service, service.root, 'resources');
  const parts = resources?.node.kind === 'seq' ? resources.node.items : resources ? [resources.node] : [];
  return parts.flatMap((node) => {
    const part = resources && reach(service, { file: resources.file, node }, 0);
    const map = setting(service, part, 'Resources');
    if (map?.node.kind !== 'map') return [];
    return allEntries(map.node).flatMap(({ entry }) => {
      const resource = entry.value && reach(service, { file: map.file, node: entry.value }, 0);
      const type = setting(service, resource, 'Type');
      if (!type || textOf(service, type, 0) !== 'AWS::Lambda::Function') return [];
      const at = { file: map.file, offset: entry.keySpan.start };
      return [declare(service, entry.key, at, setting(service, resource, 'Properties'))];
    });
  });
}

function declare(
  service: Service,
  id: string,
  at: { readonly file: string; readonly offset: number },
  own: Located | null,
): Declaration {
  const text = (key: string): string | null => {
    const found = setting(service, own, key);
    return found && textOf(service, found, 0);
  };
  const map = own?.node.kind === 'map' ? own.node : null;
  const found = map && findEntry(map, 'MemorySize');
  const size = { file: own?.file ?? '', node: found?.entry.value ?? null };
  const timeout = Number(setting(service, own, 'Timeout') ? (text('Timeout') ?? Number.NaN) : DEFAULT_TIMEOUT_S);
  const place = { file: own?.file ?? '', text: service.files.text(own?.file ?? '') ?? '' };
  return {
    id,
    format: 'serverless',
    type: 'AWS::Lambda::Function',
    name: text('FunctionName'),
    place: service.files.place(at.file, at.offset),
    runtime: text('Runtime'),
    architecture: setting(service, own, 'Architectures') ? null : 'x86_64',
    timeoutS: Number.isFinite(timeout) ? timeout : null,
    followed: orElse(followMemory(service, size, 'own', found?.shared ?? []), {
      ...AT_START,
      kind: 'default',
      sizeMB: DEFAULT_MB,
    }),
    insert: map && !found ? insertPair({ ...place, map, key: 'MemorySize', after: SIBLINGS }) : null,
    barrier: null,
  };
}
