/** `serverless.ts` and `serverless.js`: services written as one object, their functions also in files of their own. */
import type { Node, ObjectExpression } from '@babel/types';
import { ARCHITECTURES } from '../../../model/units.ts';
import { AT_START, type Declaration, type Followed, orElse, type TemplateFormat } from '../contract.ts';
import { baseName } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { sizeOr } from '../script/declare.ts';
import { type Located, propertyKey, refusalAt, textOf } from '../script/located.ts';
import { openProgram } from '../script/modules.ts';
import { objectAt, propertyIn } from '../script/objects.ts';
import { isScript } from '../script/syntax.ts';

/** The framework's defaults, as in format.ts. */
const DEFAULT_MB = 1_024;
const DEFAULT_TIMEOUT_S = 6;

/** Services in code. */
export const serverlessProgram: TemplateFormat = {
  name: 'serverless',
  mayClaim: (path) => isScript(path) && /^serverless(?:[.-][\w-]+)*\.[cm]?[jt]s$/.test(baseName(path)),
  claims: () => true,
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const program = openProgram(files, path);
    const exported = program?.exported('default');
    if (!program || exported?.kind !== 'constant') return [];
    const root = objectAt(files, { program, node: exported.value, around: program.scope });
    const functions = root && member(files, root, 'functions');
    if (!root || !functions || isOfOthers(files, root)) return [];
    return entriesOf(files, functions).map((entry) => declare(files, root, entry));
  },
};

type ObjectPlace = Located & { readonly node: ObjectExpression };

/** One function: its key, where it is named, and what it is. */
interface Entry {
  readonly id: string;
  readonly named: Node;
  readonly own: Located;
}

/** The functions of an object, also of those that are spread into it. */
function entriesOf(files: ProjectFiles, functions: ObjectPlace, depth = 0): readonly Entry[] {
  return functions.node.properties.flatMap((property): readonly Entry[] => {
    if (property.type === 'ObjectProperty') {
      const id = propertyKey(property);
      return id === '' ? [] : [{ id, named: property, own: { ...functions, node: property.value as Located['node'] } }];
    }
    if (property.type !== 'SpreadElement' || depth > 4) return [];
    const inner = objectAt(files, { ...functions, node: property.argument });
    return inner ? entriesOf(files, inner, depth + 1) : [];
  });
}

function member(files: ProjectFiles, object: ObjectPlace, key: string): ObjectPlace | null {
  const value = propertyIn(files, object, key, 0);
  return value && objectAt(files, value);
}

/** Services of other clouds. */
function isOfOthers(files: ProjectFiles, root: ObjectPlace): boolean {
  const provider = member(files, root, 'provider');
  const name = provider && propertyIn(files, provider, 'name', 0);
  return name?.node.type === 'StringLiteral' && name.node.value !== 'aws';
}

function declare(files: ProjectFiles, root: ObjectPlace, { id, named, own }: Entry): Declaration {
  const provider = member(files, root, 'provider');
  const object = objectAt(files, own);
  const inForce = (key: string): Located | null =>
    (object && propertyIn(files, object, key, 0)) ?? (provider && propertyIn(files, provider, key, 0));
  const timeout = inForce('timeout');
  const capacity = object && propertyIn(files, object, 'capacityProvider', 0);
  const place = own.program.place(named.start ?? 0);
  // What a file of its own exports is the function's own; what stands under a name here may be of several.
  const written = object && object.program !== own.program ? object : own;
  const { followed, insert } = sizeOr(files, written, 'memorySize', general(files, provider));
  return {
    id,
    format: 'serverless',
    type: 'functions',
    name: nameOf(files, root, provider, object, id),
    place,
    runtime: plain(inForce('runtime')),
    architecture: ARCHITECTURES.find((one) => one === (plain(inForce('architecture')) ?? 'x86_64')) ?? null,
    timeoutS: timeout ? numberIn(textOf(timeout, timeout.node)) : DEFAULT_TIMEOUT_S,
    followed,
    insert,
    barrier: capacity ? { ...refusalAt(capacity, 'managed-instance'), detail: id } : null,
  };
}

/** What holds for a function that says nothing: the provider's size, which serves them all, else the default. */
function general(files: ProjectFiles, provider: ObjectPlace | null): Followed {
  const fallback: Followed = { ...AT_START, kind: 'default', sizeMB: DEFAULT_MB };
  if (!provider) return fallback;
  const { followed } = sizeOr(files, provider, 'memorySize', { ...AT_START, kind: 'absent' });
  return orElse(ofProvider(followed), fallback);
}

/** A number in place of the provider's expression would serve all functions: it is no override. */
function ofProvider(followed: Followed): Followed {
  const at = { ...followed, override: null };
  if (at.kind === 'literal')
    return { ...at, site: { ...at.site, origin: at.site.origin === 'own' ? 'provider' : at.site.origin } };
  if (at.kind !== 'several') return at;
  return { ...at, candidates: at.candidates.map((one) => ({ ...one, value: ofProvider(one.value) })) };
}

/** `name`, else `<service>-<stage>-<key>` as the framework makes it. */
function nameOf(
  files: ProjectFiles,
  root: ObjectPlace,
  provider: ObjectPlace | null,
  own: ObjectPlace | null,
  id: string,
): string | null {
  const name = own && propertyIn(files, own, 'name', 0);
  if (name) return plain(name);
  const service = plain(propertyIn(files, root, 'service', 0));
  const stage = provider && propertyIn(files, provider, 'stage', 0);
  const written = stage ? textOf(stage, stage.node).replace(/^['"`](.*)['"`]$/, '$1') : 'dev';
  const byDefault =
    /^\$\{opt:stage,\s*['"]?([\w-]+)['"]?\s*\}$/.exec(written)?.[1] ?? plain(stage) ?? (stage ? null : 'dev');
  const meant = files.options.environment ?? byDefault;
  return own && service !== null && meant !== null ? `${service}-${meant}-${id}` : null;
}

/** A text without variables. */
function plain(at: Located | null): string | null {
  return at?.node.type === 'StringLiteral' && !at.node.value.includes('${') ? at.node.value : null;
}

function numberIn(written: string): number | null {
  return /^\d+$/.test(written) ? Number(written) : null;
}
