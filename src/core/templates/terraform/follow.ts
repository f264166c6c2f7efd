/** From memory_size to where its number is written: variables, tfvars, locals, calls of modules, conditionals; or a typed reason. */
import type { RefusalCode, SizeOrigin } from '../../../model/template.ts';
import { AT_START, type Candidate, type Followed, passing, type Way } from '../contract.ts';
import type { HclExpression, HclTraversal } from '../hcl/nodes.ts';
import { readSize } from '../literal.ts';
import type { ProjectFiles } from '../project-files.ts';
import { evaluating } from './evaluate.ts';
import { behind, type Evaluation, MAX_STEPS } from './evaluation.ts';
import { beside, type Located } from './located.ts';
import { placeIn } from './module.ts';
import { rootOf } from './roots.ts';
import { walk } from './steps.ts';
import { countUses, variableValues } from './variables.ts';

interface Trail {
  readonly origin: SizeOrigin;
  /** Whether the expression stands in the function's own attribute. */
  readonly own: boolean;
  readonly depth: number;
  readonly way: Way;
}

/** Follows the value of a memory_size. */
export function followSize(files: ProjectFiles, at: Located | null): Followed {
  if (at === null) return { ...AT_START, kind: 'absent' };
  return new Follower(files).follow(at, { origin: 'own', own: true, depth: 0, way: AT_START });
}

/** Holds what stays the same while one value is followed. */
class Follower {
  readonly #files: ProjectFiles;
  readonly #evaluation: Evaluation;

  constructor(files: ProjectFiles) {
    this.#files = files;
    this.#evaluation = evaluating(files);
  }

  follow(at: Located, trail: Trail): Followed {
    const { expression } = at;
    if (trail.depth > MAX_STEPS) return this.#refuse(at, trail, 'unresolved-reference');
    switch (expression.kind) {
      case 'number':
        return this.#literal(at, trail, expression.start, this.#source(at, expression));
      case 'text':
        return this.#text(at, trail, expression);
      case 'word': {
        const bound = at.scope.get(expression.word)?.value;
        if (bound) return this.follow(bound, { ...trail, own: false, depth: trail.depth + 1 });
        return expression.word === 'null'
          ? { ...this.#leaving(at, trail), kind: 'absent' }
          : this.#refuse(at, trail, 'not-a-size');
      }
      case 'traversal':
        return this.#traversal(at, trail, expression);
      case 'conditional':
        return this.#conditional(at, trail, expression);
      case 'call':
        return this.#call(at, trail, expression.name, expression.arguments);
      case 'operation': {
        const sizeMB = constantValue(this.#files.peek(at.file) ?? '', expression);
        const refusal = this.#refusal(at, 'computed');
        return sizeMB === null
          ? { ...trail.way, kind: 'unknown', refusal }
          : { ...trail.way, kind: 'known', sizeMB, refusal };
      }
      default:
        return this.#refuse(at, trail, 'computed');
    }
  }

  #text(at: Located, trail: Trail, expression: HclExpression & { kind: 'text' }): Followed {
    const [only] = expression.parts;
    if (expression.whole && only) return this.follow(beside(at, only), { ...trail, depth: trail.depth + 1 });
    if (expression.text === null) return this.#refuse(at, trail, 'computed');
    return this.#literal(at, trail, expression.inner, expression.text);
  }

  #literal(at: Located, trail: Trail, start: number, text: string): Followed {
    const size = readSize(text);
    const source = this.#files.peek(at.file) ?? '';
    if (!size || source.slice(start, start + text.length) !== text) return this.#refuse(at, trail, 'not-a-size');
    const site = { file: at.file, start: start + size.start, end: start + size.end, sizeMB: size.sizeMB };
    return { ...trail.way, kind: 'literal', site: { ...site, origin: trail.origin, accepts: null } };
  }

  #traversal(at: Located, trail: Trail, expression: HclTraversal): Followed {
    const word = expression.root.kind === 'word' ? expression.root.word : '';
    const name = typeof expression.steps[0] === 'string' ? expression.steps[0] : '';
    if (word === 'data' || word.startsWith('aws_')) return this.#refuse(at, trail, 'dynamic-reference');
    if (word === 'module' || word === 'path' || word === 'self') return this.#refuse(at, trail, 'outside-value');
    if (word === 'var' && expression.steps.length === 1) return this.#variable(at, trail, name);
    const { found, rest } = rootOf(this.#files, at, expression);
    if (!found) return this.#refuse(at, trail, word === 'each' || word === 'count' ? 'loop' : 'unresolved-reference');
    const inside = isWithin(found, at);
    // Others that take the same member move too; those that take another do not.
    const way = inside ? this.#leaving(at, trail) : this.#passing(at, trail, this.#shown(at, at.expression));
    const named = word === 'var' || word === 'local' ? ('variable' as const) : ('shared' as const);
    const onward = { origin: inside ? trail.origin : named, own: false, depth: trail.depth + 1, way };
    if (rest.length === 0) return this.follow(found, onward);
    const target = walk(this.#evaluation, at, found, rest, 0);
    if (target === 'missing') return { ...way, kind: 'absent' };
    if (target) return this.follow(target, onward);
    const all = this.#allMembers(at, found, rest, onward);
    if (all.length > 0) return this.#several(at, trail, all);
    const isRead = found.expression.kind === 'call' && /^(?:json|yaml)decode$/.test(found.expression.name);
    const code = isRead ? 'outside-value' : 'unresolved-reference';
    return this.#intoBranches(found, rest, onward) ?? this.#refuse(at, trail, code);
  }

  /** The steps taken in each thing that a place may be: `local.current.memory` of `current = local.stages[var.stage]`. Null: it is one thing. */
  #intoBranches(found: Located, steps: HclTraversal['steps'], trail: Trail): Followed | null {
    const { expression } = found;
    const member = (root: HclExpression): Located => {
      const { start, end } = root;
      return beside(
        found,
        root.kind === 'traversal'
          ? { ...root, steps: [...root.steps, ...steps] }
          : { kind: 'traversal', root, steps, start, end },
      );
    };
    if (expression.kind === 'traversal' && steps.length > 0) return this.follow(member(expression), trail);
    if (expression.kind === 'conditional') {
      const test = this.#shown(found, expression.test);
      return this.#several(found, trail, [
        { label: test, value: this.follow(member(expression.yes), trail) },
        { label: `not ${test}`, value: this.follow(member(expression.no), trail) },
      ]);
    }
    if (expression.kind !== 'call' || expression.name !== 'lookup') return null;
    const [first, , fallback] = expression.arguments;
    const table = first ? behind(this.#evaluation, beside(found, first)) : null;
    const members = (table && this.#evaluation.membersOf(table)) ?? [];
    const candidates = members.map(({ key, value }) => {
      const { start, end } = value.expression;
      const expression = { kind: 'traversal' as const, root: value.expression, steps, start, end };
      return { label: key ?? '', value: this.follow({ ...value, expression }, trail) };
    });
    if (fallback) candidates.push({ label: '', value: this.follow(member(fallback), trail) });
    return candidates.length > 0 ? this.#several(found, trail, candidates) : null;
  }

  /** `local.sizes[var.env]` with a key that is not known: every member. */
  #allMembers(at: Located, start: Located, steps: HclTraversal['steps'], trail: Trail): readonly Candidate[] {
    const index = steps.findIndex((step) => typeof step !== 'string');
    const table = index === -1 ? null : walk(this.#evaluation, at, start, steps.slice(0, index), 0);
    const members = table && table !== 'missing' ? this.#evaluation.membersOf(table) : null;
    return (members ?? []).flatMap(({ key, value }) => {
      const target = walk(this.#evaluation, at, value, steps.slice(index + 1), 0);
      return target && target !== 'missing' ? [{ label: key ?? '', value: this.follow(target, trail) }] : [];
    });
  }

  #variable(at: Located, trail: Trail, name: string): Followed {
    const values = variableValues(this.#files, at.instance, name);
    if (values.option !== null) return this.#refuse(at, trail, 'outside-value');
    const way = this.#passing(at, trail, `var.${name}`);
    const onward = (way: Way, origin: SizeOrigin): Trail => ({ origin, own: false, depth: trail.depth + 1, way });
    const others = values.others.map((one) => ({
      label: one.label,
      value: this.follow(one, onward(way, 'variable-file')),
    }));
    const { chosen } = values;
    if (!chosen) {
      if (others.length > 0) return this.#several(at, trail, others);
      return this.#refuse(at, trail, values.declaredAt === null ? 'unresolved-reference' : 'parameter-without-value');
    }
    const detail = values.others.map(({ label }) => label).join(', ');
    const notes = others.length > 0 ? [{ code: 'other-environments' as const, detail }] : [];
    // The argument of a module call belongs to that call alone, like an own value.
    const own = chosen.origin === 'caller' && trail.own;
    const origin = chosen.origin === 'caller' ? ('own' as const) : chosen.origin;
    const next =
      chosen.origin === 'caller'
        ? passing(trail.way, { via: [`var.${name}`] })
        : passing(way, { notes, alternatives: others });
    return this.follow(chosen, { ...onward(next, origin), own });
  }

  #conditional(at: Located, trail: Trail, expression: HclExpression & { kind: 'conditional' }): Followed {
    const truth = this.#evaluation.truthOf(beside(at, expression.test));
    const test = this.#shown(at, expression.test);
    const branch = (value: HclExpression, label: string): Candidate => {
      const way = passing(trail.way, { notes: [{ code: 'branch-of-condition', detail: label }] });
      const origin = trail.own ? ('condition' as const) : trail.origin;
      return {
        label,
        value: this.follow(beside(at, value), { ...trail, origin, way, depth: trail.depth + 1 }),
      };
    };
    const candidates = [branch(expression.yes, test), branch(expression.no, `not ${test}`)];
    const known = truth === null ? undefined : candidates[truth ? 0 : 1];
    return known ? known.value : this.#several(at, trail, candidates);
  }

  #call(at: Located, trail: Trail, name: string, args: readonly HclExpression[]): Followed {
    const [first] = args;
    const onward = { ...trail, depth: trail.depth + 1 };
    if (['tonumber', 'tostring', 'nonsensitive', 'floor', 'ceil'].includes(name) && first)
      return this.follow(beside(at, first), onward);
    if (!['lookup', 'coalesce', 'try'].includes(name)) return this.#refuse(at, trail, 'computed');
    const target = this.#evaluation.reach(at);
    if (target === 'missing') return { ...this.#leaving(at, trail), kind: 'absent' };
    if (target) {
      // A fallback that is written in the call itself is the function's own; what lies behind names is not.
      const inside = isWithin(target, at);
      const way = inside ? trail.way : this.#passing(at, trail, this.#upToKey(at, args));
      return this.follow(target, {
        ...onward,
        own: inside && trail.own,
        origin: inside ? trail.origin : 'variable',
        way,
      });
    }
    const table = first && name === 'lookup' ? behind(this.#evaluation, beside(at, first)) : null;
    const members = table && this.#evaluation.membersOf(table);
    if (!members || members.length === 0) return this.#refuse(at, trail, this.#ofRepeat(at) ? 'loop' : 'computed');
    const way = this.#passing(at, trail, this.#shown(at, first ?? at.expression));
    const candidates = members.map(({ key, value }) => ({
      label: key ?? '',
      value: this.follow(value, { ...onward, own: false, origin: 'variable', way }),
    }));
    return this.#several(at, trail, candidates);
  }

  /** Whether an expression takes something of `each` or `count` whose members are not known. */
  #ofRepeat(at: Located): boolean {
    return /\b(?:each\.(?:key|value)|count\.index)\b/.test(this.#source(at, at.expression));
  }

  /** The call as far as its table and key: what others must say to read the same member. */
  #upToKey(at: Located, args: readonly HclExpression[]): string {
    return this.#shown(at, { start: at.expression.start, end: (args[1] ?? args[0] ?? at.expression).end });
  }

  #several(at: Located, trail: Trail, candidates: readonly Candidate[]): Followed {
    return { ...trail.way, kind: 'several', candidates, refusal: this.#refusal(at, 'several-values') };
  }

  /** The way past a name of the module. */
  #passing(at: Located, trail: Trail, name: string): Way {
    const { folder } = at.instance;
    const isEach = name.startsWith('each.');
    const uses = isEach ? null : countUses(this.#files, folder, name);
    const shared = { key: `${name} @${folder}`, uses, at: `${at.file}:${at.expression.start}` };
    return passing(this.#leaving(at, trail), { via: [name], shared: isEach ? [] : [shared] });
  }

  #leaving(at: Located, trail: Trail): Way {
    if (!trail.own) return trail.way;
    const { start, end } = at.expression;
    const text = this.#files.peek(at.file) ?? '';
    // Inside a text such as "${var.x}" the whole text gives way to the number.
    const lead = /"\$\{~?\s*$/.exec(text.slice(Math.max(0, start - 20), start))?.[0].length ?? 0;
    const trailing = lead > 0 ? (/^\s*~?\}"/.exec(text.slice(end, end + 20))?.[0].length ?? 0) : 0;
    return {
      ...trail.way,
      override: { file: at.file, start: start - lead, end: end + trailing, before: '', after: '' },
    };
  }

  #source(at: Located, span: { readonly start: number; readonly end: number }): string {
    return (this.#files.peek(at.file) ?? '').slice(span.start, span.end);
  }

  #shown(at: Located, span: { readonly start: number; readonly end: number }): string {
    return this.#source(at, span).replace(/\s+/g, ' ').slice(0, 80);
  }

  #refusal(at: Located, code: RefusalCode): { code: RefusalCode; place: ReturnType<typeof placeIn>; detail: string } {
    return { code, place: placeIn(this.#files, at.file, at.expression.start), detail: this.#shown(at, at.expression) };
  }

  #refuse(at: Located, trail: Trail, code: RefusalCode): Followed {
    return { ...trail.way, kind: 'unknown', refusal: this.#refusal(at, code) };
  }
}

/** Whether a place lies inside the text of another. */
function isWithin(inner: Located, outer: Located): boolean {
  const { start, end } = inner.expression;
  return inner.file === outer.file && start >= outer.expression.start && end <= outer.expression.end;
}

/** The value of an operation on numbers alone, such as `1024 * 2`; null: it is not one, or mixes operators. */
function constantValue(text: string, expression: HclExpression): number | null {
  if (expression.kind === 'number') return Number(text.slice(expression.start, expression.end));
  if (expression.kind !== 'operation' || expression.operators.length !== 1) return null;
  const [left, right] = expression.operands.map((operand) => constantValue(text, operand));
  if (left == null || right == null) return null;
  const result = { '*': left * right, '+': left + right, '-': left - right, '/': left / right }[
    expression.operators[0] as '*'
  ];
  return Number.isSafeInteger(result) ? (result ?? null) : null;
}
