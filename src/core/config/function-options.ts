/** Finishes what the configuration says about one function: texts read, policies ordered, contradictions refused. */
import type { FunctionOptions, PolicyRule } from '../../model/options.ts';
import type { ConfigDocument, ValuePath } from './config-file.ts';
import { invalidValue, readRegion } from './fault.ts';
import type { FunctionShape } from './file-schema.ts';
import { readGoal } from './quantity.ts';

type PolicyShape = Exclude<NonNullable<FunctionShape['policy']>, readonly unknown[]>;

/** The finished options of a function. Throws a UserError with the place of the value that contradicts. */
export function finishFunction(shape: FunctionShape, path: ValuePath, document: ConfigDocument): FunctionOptions {
  const origin = (key: string) => document.originOf([...path, key]);
  refuseBounds(shape, path, document);
  if (shape.region !== undefined) readRegion(shape.region, origin('region'));
  const ignored = [shape.ignore ?? []].flat();
  return {
    goal: shape.goal === undefined ? null : readGoal(shape.goal, origin('goal')),
    floorMB: shape.floorMB ?? null,
    minMB: shape.minMB ?? null,
    maxMB: shape.maxMB ?? null,
    pinMB: shape.pin ?? null,
    ignore: ignored.map(({ finding, reason, until }) => ({ finding, reason, until: until ?? null })),
    policy: finishPolicy(shape.policy, [...path, 'policy'], document),
    invocationsPerMonth: shape.invocationsPerMonth ?? null,
    logGroup: shape.logGroup ?? null,
    owner: shape.owner ?? null,
    architecture: shape.architecture ?? null,
    region: shape.region ?? null,
    ephemeralMB: shape.ephemeralMB ?? null,
    provisionedConcurrency: shape.provisionedConcurrency ?? null,
  };
}

function refuseBounds(shape: FunctionShape, path: ValuePath, document: ConfigDocument): void {
  const { minMB, maxMB, floorMB, pin } = shape;
  const above = (key: 'minMB' | 'floorMB' | 'pin', value: number | undefined) => {
    if (value === undefined || maxMB === undefined || value <= maxMB) return;
    throw invalidValue(
      document.originOf([...path, key]),
      `${key} ${value} is above maxMB ${maxMB}`,
      'no size meets both',
    );
  };
  above('minMB', minMB);
  above('floorMB', floorMB);
  above('pin', pin);
  if (pin !== undefined && minMB !== undefined && pin < minMB) {
    throw invalidValue(document.originOf([...path, 'pin']), `pin ${pin} is below minMB ${minMB}`, 'no size meets both');
  }
}

function finishPolicy(shape: FunctionShape['policy'], path: ValuePath, document: ConfigDocument): PolicyRule[] {
  const single = shape !== undefined && !Array.isArray(shape);
  const rules = [shape ?? []].flat().map((rule, index) => {
    const here = single ? path : [...path, index];
    return { rule: finishRule(rule, here, document), here };
  });
  for (const [index, { rule, here }] of rules.entries()) {
    const other = rules.slice(0, index).find((earlier) => overlap(earlier.rule, rule));
    if (!other) continue;
    const what = `"${rule.text}" overlaps "${other.rule.text}"`;
    throw invalidValue(document.originOf(here), what, 'for the same memory use both would apply');
  }
  return rules.map(({ rule }) => rule);
}

function finishRule(shape: PolicyShape, path: ValuePath, document: ConfigDocument): PolicyRule {
  const origin = document.originOf(path);
  const { fromMB, toMB } = spanOf(shape, path, document);
  const then = [
    ...(shape.size === undefined ? [] : [{ kind: 'size', sizeMB: shape.size } as const]),
    ...(shape.keep === undefined ? [] : [{ kind: 'keep' } as const]),
    ...(shape.investigate === undefined ? [] : [{ kind: 'investigate' } as const]),
  ];
  const [only] = then;
  if (only === undefined || then.length > 1) {
    throw invalidValue(
      origin,
      'a policy has one outcome',
      'size, keep: true or investigate: true is wanted, and one alone',
    );
  }
  const outcome = only.kind === 'size' ? String(only.sizeMB) : only.kind;
  const detail = typeof shape.investigate === 'string' ? ` (${shape.investigate})` : '';
  // biome-ignore lint/suspicious/noThenProperty: the model's name; an object, never a function, so nothing awaits it
  return { fromMB, toMB, then: only, text: `${spanText(fromMB, toMB)} → ${outcome}${detail}` };
}

function spanOf(
  { below, above, from, to }: PolicyShape,
  path: ValuePath,
  document: ConfigDocument,
): { fromMB: number | null; toMB: number | null } {
  const origin = document.originOf(path);
  if ((below !== undefined && to !== undefined) || (above !== undefined && from !== undefined)) {
    throw invalidValue(origin, 'a policy gives each bound once', 'below is the same as to, above the same as from');
  }
  const fromMB = above ?? from ?? null;
  const toMB = below ?? to ?? null;
  if (fromMB === null && toMB === null) {
    throw invalidValue(
      origin,
      'a policy needs a bound',
      'below, above, or from and to say for which memory use it holds',
    );
  }
  if (fromMB !== null && toMB !== null && fromMB >= toMB) {
    throw invalidValue(origin, `the span from ${fromMB} to ${toMB} is empty`, 'from is included, to is not');
  }
  return { fromMB, toMB };
}

function spanText(fromMB: number | null, toMB: number | null): string {
  if (fromMB === null) return `below ${toMB}`;
  return toMB === null ? `above ${fromMB}` : `${fromMB} to ${toMB}`;
}

function overlap(a: PolicyRule, b: PolicyRule): boolean {
  const begin = Math.max(a.fromMB ?? Number.NEGATIVE_INFINITY, b.fromMB ?? Number.NEGATIVE_INFINITY);
  return begin < Math.min(a.toMB ?? Number.POSITIVE_INFINITY, b.toMB ?? Number.POSITIVE_INFINITY);
}
