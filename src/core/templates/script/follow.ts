/** From a property of an object in code to where its number is written: constants, members, enums, conditionals, spreads, other files. */
import type { Expression, Node, ObjectExpression, ObjectProperty } from '@babel/types';
import type { Place, RefusalCode, SizeOrigin } from '../../../model/template.ts';
import { AT_START, type Candidate, type Followed, passing, type Way } from '../contract.ts';
import { readSize } from '../literal.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { nameOf } from './bindings.ts';
import { Program } from './program.ts';
import { isScript, parseProgram } from './syntax.ts';

/** An expression, the program it stands in, and the nodes around it. */
export interface Located {
  readonly program: Program;
  readonly node: Expression;
  readonly around: readonly Node[];
}

/** How far one has come. */
export interface Trail {
  readonly origin: SizeOrigin;
  /** Whether the expression stands in the function's own property. */
  readonly own: boolean;
  readonly depth: number;
  readonly way: Way;
}

/** A trail at its start. */
export const OWN_TRAIL: Trail = { origin: 'own', own: true, depth: 0, way: AT_START };

const MAX_DEPTH = 24;
const SHOWN = 80;

/** Opens a program; null: the file is not there. */
export function openProgram(files: ProjectFiles, file: string): Program | null {
  return files.parsed(file, 'program', (text) => new Program(file, text, parseProgram(text, file)));
}

/** Without parentheses, `as`, `satisfies`, `!`. */
export function bare(node: Expression): Expression {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
      return bare(node.expression);
    default:
      return node;
  }
}

/** Follows an expression that should be a size. */
export function followSize(files: ProjectFiles, at: Located, trail: Trail): Followed {
  const node = bare(at.node);
  if (trail.depth > MAX_DEPTH) return refuse(at, trail, 'computed');
  const here = { ...at, node };
  switch (node.type) {
    case 'NumericLiteral':
      return literal(here, trail, node);
    case 'Identifier':
      if (node.name === 'undefined') return { ...leaving(here, trail), kind: 'absent' };
      return followTarget(files, here, trail, node.name);
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return followMember(files, here, trail);
    case 'ConditionalExpression':
      return several(here, trail, [
        branch(files, here, trail, node.consequent, textOf(here, node.test)),
        branch(files, here, trail, node.alternate, `not ${textOf(here, node.test)}`),
      ]);
    case 'LogicalExpression':
      if (node.operator === '&&') return refuse(here, trail, 'computed');
      return several(here, trail, [branch(files, here, trail, node.right, `without ${textOf(here, node.left)}`)]);
    default: {
      const sizeMB = constantValue(node);
      const refusal = refusalAt(here, /process\.env/.test(textOf(here, node)) ? 'environment-variable' : 'computed');
      return sizeMB === null
        ? { ...trail.way, kind: 'unknown', refusal }
        : { ...trail.way, kind: 'known', sizeMB, refusal };
    }
  }
}

function branch(files: ProjectFiles, at: Located, trail: Trail, node: Expression, label: string): Candidate {
  const way = passing(trail.way, { notes: [{ code: 'branch-of-condition', detail: label }] });
  const origin = trail.own ? 'condition' : trail.origin;
  return { label, value: followSize(files, { ...at, node }, { ...trail, origin, way, depth: trail.depth + 1 }) };
}

function several(at: Located, trail: Trail, candidates: readonly Candidate[]): Followed {
  return { ...trail.way, kind: 'several', candidates, refusal: refusalAt(at, 'several-values') };
}

function literal(at: Located, trail: Trail, node: Node): Followed {
  const start = node.start ?? 0;
  const raw = at.program.text.slice(start, node.end ?? start);
  const size = readSize(raw);
  if (!size) return refuse(at, trail, 'not-a-size');
  const site = {
    file: at.program.file,
    start: start + size.start,
    end: start + size.end,
    sizeMB: size.sizeMB,
    accepts: null,
  };
  return {
    ...trail.way,
    kind: 'literal',
    site: { ...site, origin: trail.origin, within: { start, end: start + raw.length } },
  };
}

function followTarget(files: ProjectFiles, at: Located, trail: Trail, name: string): Followed {
  const target = targetOf(files, at, name, trail.depth);
  if (target === null) return refuse(at, trail, 'outside-value');
  const way = passing(leaving(at, trail), { via: [textOf(at, at.node)], shared: [sharedName(at, name)] });
  return followSize(files, target, { origin: 'constant', own: false, depth: trail.depth + 1, way });
}

/** `config.memory`, `Sizes.SMALL`, `SIZES['small']`; with a key that is not known: all members. */
function followMember(files: ProjectFiles, at: Located, trail: Trail): Followed {
  const written = textOf(at, at.node);
  if (/^process\.env\b/.test(written)) return refuse(at, trail, 'environment-variable');
  const way = passing(leaving(at, trail), { via: [written], shared: [sharedMember(at, written)] });
  const onward = { origin: 'constant' as const, own: false, depth: trail.depth + 1, way };
  const target = memberOf(files, at, trail.depth);
  if (target) return followSize(files, target, onward);
  const all = tableBehind(files, at, trail.depth).map(({ label, value }) => ({
    label,
    value: followSize(files, value, onward),
  }));
  return all.length > 0 ? several(at, trail, all) : refuse(at, trail, 'outside-value');
}

/** The expression a name stands for, in this program or one it imports; null: not known before it runs. */
export function targetOf(files: ProjectFiles, at: Located, name: string, depth: number): Located | null {
  const binding = at.program.resolve(name, at.around);
  if (binding?.kind === 'constant') return { ...at, node: binding.value };
  if (binding?.kind === 'member' && depth < MAX_DEPTH) {
    const object = objectAt(files, { ...at, node: binding.of }, depth + 1);
    return object && propertyIn(files, object, binding.key, depth + 1);
  }
  if (binding?.kind !== 'import' || binding.name === '*') return null;
  return importedValue(files, at.program.file, binding.from, binding.name);
}

function importedValue(files: ProjectFiles, file: string, from: string, name: string): Located | null {
  const program = importedProgram(files, file, from);
  const binding = program?.exported(name);
  if (!program || binding?.kind !== 'constant') return null;
  return { program, node: binding.value, around: program.scope };
}

const ENDINGS = ['', '.ts', '.js', '.mjs', '.mts', '.cjs', '/index.ts', '/index.js'];

/** The program behind a relative import; null: a package, or not there. */
export function importedProgram(files: ProjectFiles, file: string, from: string): Program | null {
  if (!from.startsWith('.')) return null;
  const path = joinPath(folderOf(file), from);
  if (path === null) return null;
  const stem = path.replace(/\.[cm]?js$/, '');
  const candidates = [path, stem].flatMap((base) => ENDINGS.map((ending) => base + ending));
  const found = candidates.find((one) => isScript(one) && files.has(one));
  return found === undefined ? null : openProgram(files, found);
}

/** The object literal an expression comes to, with its place; null: another value, or not known. */
export function objectAt(
  files: ProjectFiles,
  at: Located,
  depth = 0,
): (Located & { readonly node: ObjectExpression }) | null {
  const node = bare(at.node);
  if (depth > MAX_DEPTH) return null;
  if (node.type === 'ObjectExpression') return { ...at, node };
  if (node.type === 'Identifier') {
    const target = targetOf(files, at, node.name, depth + 1);
    return target && objectAt(files, target, depth + 1);
  }
  if (node.type === 'MemberExpression') {
    const target = memberOf(files, { ...at, node }, depth + 1);
    return target && objectAt(files, target, depth + 1);
  }
  // Object.freeze({...})
  if (node.type === 'CallExpression' && textOf(at, node.callee) === 'Object.freeze') {
    const [first] = node.arguments;
    return first?.type === 'ObjectExpression' ? { ...at, node: first } : null;
  }
  return null;
}

/** The expression of a member; null: the object or the key is not known. */
function memberOf(files: ProjectFiles, at: Located, depth: number): Located | null {
  const node = at.node;
  if ((node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') || depth > MAX_DEPTH) return null;
  const key = keyOf(files, at, node, depth);
  if (key === null) return null;
  if (node.object.type === 'Identifier') {
    const binding = at.program.resolve(node.object.name, at.around);
    if (binding?.kind === 'enum') return enumMember(at, binding.node, key);
    if (binding?.kind === 'import' && binding.name === '*')
      return importedValue(files, at.program.file, binding.from, key);
    if (binding?.kind === 'import') {
      const program = importedProgram(files, at.program.file, binding.from);
      const exported = program?.exported(binding.name);
      if (program && exported?.kind === 'enum')
        return enumMember({ ...at, program, around: program.scope }, exported.node, key);
    }
  }
  const object = node.object.type === 'Super' ? null : objectAt(files, { ...at, node: node.object }, depth + 1);
  return object && propertyIn(files, object, key, depth + 1);
}

function enumMember(at: Located, node: Node & { readonly type: 'TSEnumDeclaration' }, key: string): Located | null {
  const member = (node.body?.members ?? node.members ?? []).find((one) => nameOf(one.id) === key);
  return member?.initializer ? { ...at, node: member.initializer } : null;
}

function keyOf(files: ProjectFiles, at: Located, node: Node, depth: number): string | null {
  if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return null;
  if (!node.computed) return nameOf(node.property) || null;
  const key = node.property.type === 'PrivateName' ? null : bare(node.property);
  if (key?.type === 'StringLiteral') return key.value;
  if (key?.type !== 'Identifier') return null;
  const target = targetOf(files, at, key.name, depth + 1);
  return target?.node.type === 'StringLiteral' ? target.node.value : null;
}

/** `TABLE[stage].memory` with a stage that is not known: the member of every entry. */
function tableBehind(files: ProjectFiles, at: Located, depth: number): readonly { label: string; value: Located }[] {
  const node = at.node;
  if (node.type !== 'MemberExpression' || node.object.type === 'Super' || depth > MAX_DEPTH) return [];
  const table = node.computed
    ? node.object
    : node.object.type === 'MemberExpression' && node.object.computed
      ? node.object.object
      : null;
  const object = table && table.type !== 'Super' ? objectAt(files, { ...at, node: table }, depth + 1) : null;
  if (!object) return [];
  return object.node.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty') return [];
    const entry = { ...object, node: property.value as Expression };
    const inner = node.computed ? entry : propertyOf(files, entry, nameOf(node.property), depth + 1);
    return inner ? [{ label: nameOf(property.key), value: inner }] : [];
  });
}

function propertyOf(files: ProjectFiles, at: Located, key: string, depth: number): Located | null {
  const object = objectAt(files, at, depth);
  return object && propertyIn(files, object, key, depth);
}

/** The value of a property of an object literal, also of one that is spread into it; null: not there. The last one counts. */
export function propertyIn(
  files: ProjectFiles,
  object: Located & { readonly node: ObjectExpression },
  key: string,
  depth: number,
): Located | null {
  for (const property of object.node.properties.toReversed()) {
    if (property.type === 'ObjectProperty' && propertyKey(property) === key)
      return { ...object, node: property.value as Expression };
    if (property.type !== 'SpreadElement' || depth > MAX_DEPTH) continue;
    const inner = propertyOf(files, { ...object, node: property.argument }, key, depth + 1);
    if (inner) return inner;
  }
  return null;
}

/** The key of a property; '' where it is computed. */
export function propertyKey(property: ObjectProperty): string {
  return property.computed ? '' : nameOf(property.key);
}

/** The size that an expression of numbers comes to, such as `1024 * 2`; null: not made of numbers alone. */
function constantValue(node: Expression): number | null {
  const at = bare(node);
  if (at.type === 'NumericLiteral') return at.value;
  if (at.type !== 'BinaryExpression' || at.left.type === 'PrivateName') return null;
  const [left, right] = [constantValue(at.left), constantValue(at.right)];
  if (left === null || right === null) return null;
  const result = { '*': left * right, '+': left + right, '-': left - right, '/': left / right, '**': left ** right }[
    at.operator as '*'
  ];
  return Number.isSafeInteger(result) ? (result ?? null) : null;
}

function sharedName(at: Located, name: string): Way['shared'][number] {
  const binding = at.program.resolve(name, at.around);
  const imported = binding?.kind === 'import' ? ` from ${joinPath(folderOf(at.program.file), binding.from)}` : '';
  // An imported name may be used by any program: only functions that share its place are known.
  return {
    key: `${name}${imported} @${at.program.file}`,
    uses: at.program.usesOf(name),
    at: `${at.program.file}:${at.node.start}`,
  };
}

/** How often the same words stand in the program. */
function sharedMember(at: Located, written: string): Way['shared'][number] {
  const pattern = new RegExp(`(?<![\\w.$])${written.replace(/[^\w\s]/g, '\\$&')}(?![\\w$])`, 'g');
  return {
    key: `${written} @${at.program.file}`,
    uses: at.program.text.match(pattern)?.length ?? 1,
    at: `${at.program.file}:${at.node.start}`,
  };
}

/** The way on which the function's own text is left: a number may stand there instead. */
function leaving(at: Located, trail: Trail): Way {
  if (!trail.own) return trail.way;
  const [start, end] = [at.node.start ?? 0, at.node.end ?? 0];
  return {
    ...trail.way,
    override: { file: at.program.file, start, end, before: '', after: '', within: { start, end } },
  };
}

/** The text of a node on one line, cut to what can be shown. */
export function textOf(at: Located, node: Node): string {
  const text = at.program.text.slice(node.start ?? 0, node.end ?? 0).replace(/\s+/g, ' ');
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}

/** A refusal at an expression. */
export function refusalAt(at: Located, code: RefusalCode): { code: RefusalCode; place: Place; detail: string } {
  return { code, place: at.program.place(at.node.start ?? 0), detail: textOf(at, at.node) };
}

function refuse(at: Located, trail: Trail, code: RefusalCode): Followed {
  return { ...trail.way, kind: 'unknown', refusal: refusalAt(at, code) };
}
