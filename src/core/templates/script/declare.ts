/** From the properties object of a construct to a declaration: own property, spread, shared object, or default. */
import type { Expression, ObjectExpression } from '@babel/types';
import { ARCHITECTURES } from '../../../model/units.ts';
import { AT_START, type Declaration, type Followed, orElse, type Patch, passing } from '../contract.ts';
import type { ProjectFiles } from '../project-files.ts';
import { followInObject, followPath, followSize } from './follow.ts';
import { bare, inPlaceOf, type Located, propertyKey, refusalAt, setLater, textOf } from './located.ts';
import { insertFirst, insertProperty } from './object-map.ts';
import { objectAt, propertyIn } from './objects.ts';
import { OWN_TRAIL } from './trail.ts';

const SIBLINGS = ['timeout', 'runtime', 'handler', 'entry', 'functionName', 'code'];

/** What the properties of a construct say about size. `null` properties: none are given. */
export interface PropertySize {
  readonly followed: Followed;
  readonly insert: Patch | null;
}

/** Reads the size of a construct; `key` is the property's name, `defaultMB` what holds without it. */
export function sizeOf(files: ProjectFiles, properties: Located | null, key: string, defaultMB: number): PropertySize {
  const fallback: Followed = { ...AT_START, kind: 'default', sizeMB: defaultMB };
  return sizeOr(files, properties, key, fallback);
}

/** As sizeOf, with what holds where nothing is written. */
export function sizeOr(files: ProjectFiles, properties: Located | null, key: string, fallback: Followed): PropertySize {
  if (properties === null) return { followed: fallback, insert: null };
  const node = bare(properties.node);
  const at = { ...properties, node };
  if (node.type === 'ObjectExpression') {
    const own = { ...at, node };
    const hasOwn = own.node.properties.some((one) => one.type === 'ObjectProperty' && propertyKey(one) === key);
    const followed = orElse(fromObject(files, own, key), fallback);
    if (hasOwn) return { followed, insert: null };
    const insert = maySpread(followed)
      ? insertFirst(at.program, node, key)
      : insertProperty(at.program, node, key, SIBLINGS);
    return { followed, insert };
  }
  const set = setLater(at, key);
  const shared = set ? null : objectAt(files, at);
  const found = set
    ? { ...AT_START, kind: 'unknown' as const, refusal: refusalAt(set, 'computed') }
    : shared
      ? throughSpread(files, at, shared, key)
      : followPath(files, at, [key], { ...OWN_TRAIL, own: false }, at);
  return { followed: orElse(found, fallback), insert: wrapPatch(at, key) };
}

/** Whether a spread that depends on a condition may hold the size: a property behind it would undo it. */
function maySpread(followed: Followed): boolean {
  return followed.kind === 'several' && followed.candidates.every(({ instance }) => instance === undefined);
}

/** The last property or spread that has the key counts; a spread that is not known may have it. */
function fromObject(files: ProjectFiles, object: Located & { readonly node: ObjectExpression }, key: string): Followed {
  let found: Followed = { ...AT_START, kind: 'absent' };
  for (const property of object.node.properties.toReversed()) {
    const next = fromProperty(files, object, property, key);
    if (next) found = orElse(found, next);
    if (next && found.kind !== 'absent' && found.kind !== 'several') return found;
  }
  return found;
}

function fromProperty(
  files: ProjectFiles,
  object: Located,
  property: ObjectExpression['properties'][number],
  key: string,
): Followed | null {
  if (property.type === 'ObjectProperty' && propertyKey(property) === key)
    return followSize(files, { ...object, node: property.value as Expression }, OWN_TRAIL);
  if (property.type !== 'SpreadElement') return null;
  const at = { ...object, node: property.argument };
  const set = setLater(at, key);
  if (set) return { ...AT_START, kind: 'unknown', refusal: refusalAt(set, 'computed') };
  const inner = objectAt(files, at);
  return inner
    ? throughSpread(files, at, inner, key)
    : followPath(files, at, [key], { ...OWN_TRAIL, own: false, origin: 'shared' }, at);
}

/** A value that comes with an object of many: shared by all who spread it. */
function throughSpread(
  files: ProjectFiles,
  spread: Located,
  inner: Located & { readonly node: ObjectExpression },
  key: string,
): Followed {
  const written = textOf(spread, spread.node);
  const name = spread.node.type === 'Identifier' ? spread.node.name : null;
  const uses = name === null ? null : spread.program.usesOf(name);
  const own = spread.node === inner.node;
  const shared = own
    ? []
    : [{ key: `${written} @${spread.program.file}`, uses, at: `${spread.program.file}:${spread.node.start}` }];
  const way = passing(AT_START, { via: own ? [] : [`...${written}`], shared });
  return followInObject(files, inner, [key], { origin: own ? 'own' : 'shared', own: false, depth: 1, way }, spread);
}

/** `props` becomes `{ ...props, memorySize: 512 }`. */
function wrapPatch(at: Located, key: string): Patch {
  const written = at.program.text.slice(at.node.start ?? 0, at.node.end ?? 0);
  return inPlaceOf(at, `{ ...${written}, ${key}: `, ' }');
}

/** A property's expression; null: not there, or not known. */
function property(files: ProjectFiles, properties: Located | null, key: string): Located | null {
  const object = properties && objectAt(files, properties);
  return object ? propertyIn(files, object, key, 0) : null;
}

/** Whether the object that is given names the property itself. */
export function namesItself(properties: Located | null, key: string): boolean {
  const node = properties && bare(properties.node);
  if (node?.type !== 'ObjectExpression') return false;
  return node.properties.some((one) => one.type === 'ObjectProperty' && propertyKey(one) === key);
}

/** Runtime, architecture and timeout, as far as they are literals. */
export function settingsOf(
  files: ProjectFiles,
  properties: Located | null,
  defaultTimeoutS: number | null,
): Pick<Declaration, 'name' | 'runtime' | 'architecture' | 'timeoutS'> {
  const runtime = property(files, properties, 'runtime');
  const architecture = property(files, properties, 'architecture') ?? property(files, properties, 'architectures');
  const timeout = property(files, properties, 'timeout');
  const name = property(files, properties, 'functionName') ?? property(files, properties, 'name');
  return {
    name: name?.node.type === 'StringLiteral' ? name.node.value : null,
    runtime: runtime ? runtimeText(textOf(runtime, runtime.node)) : null,
    architecture: architecture ? architectureIn(textOf(architecture, architecture.node)) : 'x86_64',
    timeoutS: timeout ? secondsIn(textOf(timeout, timeout.node)) : defaultTimeoutS,
  };
}

/** `lambda.Runtime.NODEJS_20_X` → `nodejs20.x`, `PYTHON_3_12` → `python3.12`; a text is itself. */
function runtimeText(written: string): string | null {
  const quoted = /^['"`]([\w.]+)['"`]$/.exec(written)?.[1];
  if (quoted !== undefined) return quoted;
  const name = /(?:^|\.)([A-Z][A-Z\d_]*)$/.exec(written)?.[1];
  if (name === undefined) return null;
  const [language = '', ...rest] = name.toLowerCase().split('_');
  return rest.length === 0 ? language : `${language}${rest.join('.').replace(/^(\d+)\.(\d+)$/, '$1.$2')}`;
}

function architectureIn(written: string): Declaration['architecture'] {
  return ARCHITECTURES.find((one) => written.toLowerCase().replaceAll('_', '').includes(one.replace('_', ''))) ?? null;
}

/** `Duration.seconds(30)`, `Duration.minutes(1)`, `30`, `"30 seconds"`. */
function secondsIn(written: string): number | null {
  const match = /(?:seconds|minutes)?\(?["']?\b(\d+(?:\.\d+)?)/.exec(written);
  if (!match) return null;
  return Number(match[1]) * (/minute/.test(written) ? 60 : 1);
}
