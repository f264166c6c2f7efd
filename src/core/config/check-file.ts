/** Checks a parsed configuration document against its shape and brings it into its finished form. */
import type { z } from 'zod';
import type { ConfigDocument, ConfigFile, Setting, ValuePath } from './config-file.ts';
import { invalidValue, suggestion } from './fault.ts';
import { type ConfigShape, configSchema } from './file-schema.ts';
import { finishFunction } from './function-options.ts';
import type { Option } from './option.ts';
import { OPTIONS, type OptionName } from './options.ts';
import { finishStandIn } from './stand-ins.ts';
import { refuseUntrusted } from './untrusted.ts';

type Issue = z.core.$ZodIssue;

/** The finished file. Throws a UserError `invalid-option` with file:line:column and a caret at the first thing that is wrong. An empty document says nothing. */
export function checkConfig(document: ConfigDocument): ConfigFile {
  const value = document.value ?? {};
  refuseUntrusted(document);
  const result = configSchema.safeParse(value);
  if (!result.success) throw faultOf(document, first(result.error.issues));
  const functions = Object.entries(result.data.functions ?? {}).map(
    ([name, shape]) => [name, finishFunction(shape ?? {}, ['functions', name], document)] as const,
  );
  return {
    path: document.path,
    settings: settingsOf(document, result.data),
    functions: Object.fromEntries(functions),
    ...callsOf(result.data),
    standIns: Object.entries(result.data.services ?? {}).map(([name, shape]) => finishStandIn(name, shape, document)),
  };
}

function callsOf({ functions = {} }: ConfigShape): Pick<ConfigFile, 'payloads' | 'neverCalled'> {
  const entries = Object.entries(functions);
  return {
    payloads: Object.fromEntries(
      entries.flatMap(([name, shape]) => {
        const listed = shape?.payloads ?? [];
        if (listed.length === 0) return [];
        return [[name, listed.map(({ file, worst, weight = worst ? 0 : 1, expect }) => ({ file, weight, expect }))]];
      }),
    ),
    neverCalled: entries.flatMap(([name, shape]) => (shape?.invoke === 'never' ? [name] : [])),
  };
}

function settingsOf(document: ConfigDocument, shape: ConfigShape): Map<OptionName, Setting> {
  const settings = new Map<OptionName, Setting>();
  for (const option of OPTIONS as readonly Option[]) {
    if (option.key === null) continue;
    const value = shape[option.key as keyof ConfigShape];
    if (value === undefined) continue;
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    settings.set(option.name as OptionName, { texts, origin: document.originOf([option.key]) });
  }
  return settings;
}

/** Unknown keys first: a misspelt key is the cause of what else is missing. */
function first(issues: readonly Issue[]): Issue {
  return issues.find(({ code }) => code === 'unrecognized_keys') ?? (issues[0] as Issue);
}

function faultOf(document: ConfigDocument, issue: Issue): Error {
  const path = issue.path as ValuePath;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = keysAt(path);
    const next = known.length > 0 ? suggestion(key, known) : undefined;
    return invalidValue(document.originOf([...path, key], 'key'), `unknown key "${key}"`, inside(path), next);
  }
  if (issue.code === 'invalid_union') {
    const nested = deepest(issue);
    if (nested) return faultOf(document, { ...nested, path: [...path, ...nested.path] });
  }
  if (isMissing(document, path, issue)) {
    return invalidValue(document.originOf(path), `${nameOf(path)} is missing`, 'it has to be given here');
  }
  const what = path.length > 0 ? `${nameOf(path)} cannot be used` : 'this is not a configuration';
  const next = issue.code === 'invalid_value' ? choiceHint(document, path, issue.values.map(String)) : undefined;
  return invalidValue(document.originOf(path), what, plain(issue), next);
}

/** The alternative of a union that got furthest before it failed: the one that was meant. */
function deepest(issue: Extract<Issue, { code: 'invalid_union' }>): Issue | undefined {
  const candidates = issue.errors.map(first).filter((candidate) => candidate !== undefined);
  const reach = (candidate: Issue): number =>
    candidate.path.length * 2 + (candidate.code === 'unrecognized_keys' ? 1 : 0);
  const sorted = [...candidates].sort((a, b) => reach(b) - reach(a));
  return sorted[0] && reach(sorted[0]) > 0 ? sorted[0] : undefined;
}

/** The keys that the schema knows at a path: of the file, of a function, or of what lies inside one. */
function keysAt(path: ValuePath): readonly string[] {
  let schema: unknown = configSchema;
  for (const step of path) schema = childOf(schema, step);
  return keysOf(schema);
}

function childOf(schema: unknown, step: string | number): unknown {
  const inner = unwrapped(schema);
  for (const { def } of inner) {
    if (def.type === 'object' && typeof step === 'string' && def.shape?.[step]) return def.shape[step];
    if (def.type === 'record') return def.valueType;
    if (def.type === 'array' && typeof step === 'number') return def.element;
  }
  return undefined;
}

function keysOf(schema: unknown): readonly string[] {
  return unwrapped(schema).flatMap(({ def }) => (def.type === 'object' ? Object.keys(def.shape ?? {}) : []));
}

/** What zod's introspection shows of a schema. */
interface Definition {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, unknown>>;
    readonly innerType?: unknown;
    readonly options?: readonly unknown[];
    readonly valueType?: unknown;
    readonly element?: unknown;
  };
}

/** A schema without `optional`, and unions as their alternatives. */
function unwrapped(schema: unknown): readonly Definition[] {
  if (typeof schema !== 'object' || schema === null || !('def' in schema)) return [];
  const { def } = schema as Definition;
  if (def.innerType !== undefined) return unwrapped(def.innerType);
  if (def.options !== undefined) return def.options.flatMap(unwrapped);
  return [schema as Definition];
}

function choiceHint(document: ConfigDocument, path: ValuePath, values: readonly string[]): string | undefined {
  const given = valueAt(document, path);
  return typeof given === 'string' ? suggestion(given, values) : undefined;
}

function isMissing(document: ConfigDocument, path: ValuePath, issue: Issue): boolean {
  return issue.code === 'invalid_type' && path.length > 0 && valueAt(document, path) === undefined;
}

function valueAt(document: ConfigDocument, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? value[step as keyof typeof value] : undefined),
    document.value,
  );
}

function inside(path: ValuePath): string {
  return path.length === 0 ? 'the file has no such setting' : `${nameOf(path)} has no such setting`;
}

/** `functions.Poetry.policy[1]`. */
function nameOf(path: ValuePath): string {
  return path.reduce<string>(
    (name, step) => (typeof step === 'number' ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`),
    '',
  );
}

/** What zod says, in our words where its own are long or technical. */
function plain(issue: Issue): string {
  if (issue.code === 'too_small') return `at least ${issue.minimum} is wanted`;
  if (issue.code === 'too_big') return `at most ${issue.maximum} is wanted`;
  if (issue.code === 'invalid_value') return 'it is not one of the known values';
  const text = issue.message.replace(/^Invalid (?:input|option|string): /, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
