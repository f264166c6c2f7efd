/** Maps and lists of Terraform with what is in them: written out, made by `for`, `merge`, `concat`, and completed by defaults of a type. */
import type { HclExpression, HclFor } from '../hcl/nodes.ts';
import { behind, type Evaluation, MAX_STEPS, type Member } from './evaluation.ts';
import { type Bound, beside, type Located, type Reached } from './located.ts';

/** The members of a collection, later ones winning over earlier of the same key; null: not known. */
export function membersOf(evaluation: Evaluation, at: Located, depth = 0): readonly Member[] | null {
  const found = depth > MAX_STEPS ? null : behind(evaluation, at, depth + 1);
  if (found === null) return null;
  const { expression } = found;
  switch (expression.kind) {
    case 'object':
      return expression.entries.map(({ key, value }) => ({ key, value: part(found, value, key) }));
    case 'tuple':
      return numbered(expression.items.map((item) => part(found, item, null)));
    case 'for':
      return membersOfFor(evaluation, found, expression, depth);
    case 'call':
      return membersOfCall(evaluation, found, expression.name, expression.arguments, depth);
    default:
      return null;
  }
}

/** The member of a key. */
export function memberOf(evaluation: Evaluation, at: Located, key: string, depth = 0): Reached {
  const members = evaluation.membersOf(at, depth);
  if (members === null) return null;
  const found = members.findLast((one) => one.key === key);
  if (found) return found.value;
  if (members.some((one) => one.key === null)) return null;
  const type = typeOfMember(at.type ?? null, key);
  const fallback = type && optionalDefault(type);
  return fallback ? beside(type, fallback) : 'missing';
}

function part(at: Located, expression: HclExpression, key: string | null): Located {
  const type = at.type ? typeOfMember(at.type, key) : null;
  return type ? { ...beside(at, expression), type } : beside(at, expression);
}

function numbered(values: readonly Located[]): readonly Member[] {
  return values.map((value, i) => ({ key: String(i), value }));
}

function membersOfFor(evaluation: Evaluation, at: Located, made: HclFor, depth: number): readonly Member[] | null {
  const source = made.grouped ? null : evaluation.membersOf(beside(at, made.over), depth + 1);
  if (source === null) return null;
  const members: Member[] = [];
  for (const { key, value } of source) {
    const [first = '', second] = made.names;
    const names: [string, Bound][] =
      second === undefined
        ? [[first, { text: null, value }]]
        : [
            [first, { text: key, value: null }],
            [second, { text: null, value }],
          ];
    const inner = { ...beside(at, made.value), scope: new Map([...at.scope, ...names]) };
    const holds = made.test ? evaluation.truthOf(beside(inner, made.test), depth + 1) : true;
    if (holds === null) return null;
    if (!holds) continue;
    const named = made.key ? evaluation.textOf(beside(inner, made.key), depth + 1) : String(members.length);
    members.push({ key: named, value: inner });
  }
  return members;
}

function membersOfCall(
  evaluation: Evaluation,
  at: Located,
  name: string,
  args: readonly HclExpression[],
  depth: number,
): readonly Member[] | null {
  const all: (readonly Member[])[] = [];
  for (const arg of args) {
    const members = evaluation.membersOf(beside(at, arg), depth + 1);
    if (members === null) return null;
    all.push(members);
  }
  const flat = all.flat();
  if (name === 'merge') return flat;
  if (name === 'concat' || name === 'values') return numbered(flat.map(({ value }) => value));
  if (name !== 'flatten') return null;
  const values: Located[] = [];
  for (const { value } of flat) {
    const reached = behind(evaluation, value, depth + 1);
    if (reached === null) return null;
    const isList = ['tuple', 'for', 'call'].includes(reached.expression.kind);
    const inner = isList ? evaluation.membersOf(reached, depth + 1) : null;
    if (isList && inner === null) return null;
    values.push(...(inner?.map((one) => one.value) ?? [reached]));
  }
  return numbered(values);
}

/** The type of a member: of `map(T)`, `list(T)`, `set(T)`, `object({ key = T })`, also inside `optional(…)`. */
function typeOfMember(type: Located | null, key: string | null): Located | null {
  const { expression } = type ?? {};
  if (!type || expression?.kind !== 'call') return null;
  const [first] = expression.arguments;
  if (!first) return null;
  if (expression.name === 'optional') return typeOfMember(beside(type, first), key);
  if (['map', 'list', 'set'].includes(expression.name)) return beside(type, first);
  if (expression.name !== 'object' || first.kind !== 'object') return null;
  const found = first.entries.find((entry) => entry.key === key);
  return found ? beside(type, found.value) : null;
}

function optionalDefault({ expression }: Located): HclExpression | null {
  return expression.kind === 'call' && expression.name === 'optional' ? (expression.arguments[1] ?? null) : null;
}
