/** AWS CDK programs in TypeScript and JavaScript: the Lambda constructs they make. */
import type { Node } from '@babel/types';
import type { EditNote } from '../../model/edit.ts';
import type { Declaration, TemplateFormat } from './contract.ts';
import type { ProjectFiles } from './project-files.ts';
import { argumentsOf, classAround, type ImportedName, importedCallee, isRepeated } from './script/constructs.ts';
import { namesItself, settingsOf, sizeOf } from './script/declare.ts';
import { type InstanceName, namesByPlace } from './script/instance-names.ts';
import type { Located } from './script/located.ts';
import { openProgram } from './script/modules.ts';
import { objectAt, propertyIn, targetOf } from './script/objects.ts';
import type { Program, Site } from './script/program.ts';
import { isScript } from './script/syntax.ts';

/** Lambda's default size in MB (aws-cdk-lib 2.276, FunctionOptions.memorySize). */
const DEFAULT_MB = 128;
/** Lambda's default timeout in seconds (same source). */
const DEFAULT_TIMEOUT_S = 3;

/** Helpers that call helpers are taken apart this far. */
const MAX_INSTANCES_DEEP = 4;

const CDK_MODULE = /^(?:aws-cdk-lib|@aws-cdk|monocdk)/;

/** Classes of the CDK that make one Lambda function each: the last part of their name, and what their module must look like. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  Function: /^(?:aws-cdk-lib(?:\/aws-lambda)?|@aws-cdk\/(?:aws-lambda|core)|monocdk)/,
  DockerImageFunction: CDK_MODULE,
  SingletonFunction: CDK_MODULE,
  CfnFunction: CDK_MODULE,
  EdgeFunction: CDK_MODULE,
  NodejsFunction: /./,
  PythonFunction: /./,
  GoFunction: /./,
  RustFunction: /./,
  DotNetFunction: /./,
  JavaFunction: /./,
  DenoFunction: /./,
  BunFunction: /./,
  TypeScriptFunction: /esbuild/,
  TriggerFunction: CDK_MODULE,
};

/** A module of the project that is called as the CDK's own is, where its file is not at hand: `import * as lambda from '../lib'`. */
const CALLED_LAMBDA = /^_?(?:aws_?)?lambda$/i;

/** CDK. */
export const cdk: TemplateFormat = {
  name: 'cdk',
  mayClaim: isScript,
  claims: (_path, text) =>
    /aws-cdk|monocdk|["']constructs["']|(?:Nodejs|Python|Go|Rust)Function\b/.test(text) &&
    /(?:Function|Lambda|Handler|super)\b/.test(text) &&
    !/["']sst\//.test(text),
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const program = openProgram(files, path);
    if (!program) return [];
    return distinct(
      program.constructions.flatMap((site) => {
        const found = declare(files, program, site);
        const owner = classAround(site.around);
        return found ? eachMaking(found).map((declaration) => ({ declaration, owner })) : [];
      }),
    );
  },
};

/** Constructs of several stacks may have the same id: then the class tells them apart, or else the line. */
function distinct(
  found: readonly { readonly declaration: Declaration; readonly owner: string | null }[],
): readonly Declaration[] {
  const plain = repeatedIds(found.map(({ declaration }) => declaration));
  const owned = found.map(({ declaration, owner }) => {
    const { id } = declaration;
    return plain.has(id) && owner !== null ? { ...declaration, id: `${owner}/${id}` } : declaration;
  });
  const left = repeatedIds(owned);
  return owned.map((one) => (left.has(one.id) ? { ...one, id: `${one.id}:${one.place.line}` } : one));
}

/** Ids of more than one place. What is met twice at one place is one. */
function repeatedIds(declarations: readonly Declaration[]): ReadonlySet<string> {
  const places = new Map<string, string>();
  const repeated = new Set<string>();
  for (const { id, place } of declarations) {
    const at = `${place.file}:${place.line}:${place.column}`;
    if ((places.get(id) ?? at) !== at) repeated.add(id);
    places.set(id, at);
  }
  return repeated;
}

/** Patterns that make a function beside other things, its properties in `lambdaFunctionProps`. */
const PATTERN_MODULE = /^@aws-solutions-constructs\//;

function isFunctionClass({ module, name, local }: ImportedName, type: string): boolean {
  if (type === 'CfnFunction' && /cloudfront/.test(`${module} ${name}`)) return false;
  if (type === 'Function' && /cloudfront\b/.test(`${module}.${name}`)) return false;
  if (CLASSES[type]?.test(module)) return true;
  if (CLASSES[type] === undefined || !module.startsWith('.') || name !== type) return false;
  return CALLED_LAMBDA.test(local) || /\/aws-lambda(?:-[a-z]+)?$/.test(module);
}

/** A construct; `inner`: its id as written, where it is a text and not handed in; `names`: its ids by who hands them in; `notes`: where it runs in a loop. */
interface Declared {
  readonly declaration: Declaration;
  readonly inner: string | null;
  readonly names: ReadonlyMap<string, InstanceName>;
  readonly notes: readonly EditNote[];
  /** It is the `super(…)` of a class of the project's own. */
  readonly isSuper: boolean;
}

function declare(files: ProjectFiles, program: Program, site: Site): Declared | null {
  const callee = importedCallee(files, program, site);
  const type = callee?.name.split('.').at(-1) ?? '';
  if (!callee) return null;
  const pattern = PATTERN_MODULE.test(callee.module);
  if (!pattern && !isFunctionClass(callee, type)) return null;
  const args = argumentsOf(site.node);
  if (args.length < 2 || args[1] === null) return null;
  const around = [site.node, ...site.around];
  const given: Located | null = args[2] ? { program, node: args[2], around } : null;
  const properties = pattern ? given && lambdaProperties(files, given) : given;
  if (pattern && properties === null) return null;
  // A class of the project's own decides what becomes of its properties; only what is plainly a size is read.
  if (callee.subclass !== null && site.node.type === 'NewExpression' && !namesItself(properties, 'memorySize'))
    return null;
  const id = idOf(files, { program, around }, args[1] ?? null, site);
  const { followed, insert } = sizeOf(files, properties, 'memorySize', DEFAULT_MB);
  const declaration: Declaration = {
    id: id.text,
    format: 'cdk',
    type: callee.subclass ?? type,
    ...settingsOf(files, properties, DEFAULT_TIMEOUT_S),
    place: program.place(site.node.start ?? 0),
    followed,
    insert:
      args.length === 2 && site.node.type === 'NewExpression'
        ? newArgument(program, site.node, args[1] ?? null)
        : insert,
    barrier: null,
  };
  const isSuper = site.node.type === 'CallExpression';
  const names =
    (id.literal && !isSuper) || !args[1] ? NO_NAMES : namesByPlace(files, { program, node: args[1], around });
  const notes = isRepeated(site.around) ? [{ code: 'every-run' as const, detail: id.text }] : [];
  return { declaration, inner: id.literal && !isSuper ? id.text : null, names, notes, isSuper };
}

const NO_NAMES: ReadonlyMap<string, InstanceName> = new Map();

/** A construct in a class, helper or loop that runs several times: a function for each where they can be told apart, with sizes of their own or the same for all. */
function eachMaking({ declaration, inner, names, notes, isSuper }: Declared): readonly Declaration[] {
  const found = eachInstance(declaration, inner, names);
  if (found.length > 1 || found[0] !== declaration) return found;
  // A class of the project's own is a function wherever it is made.
  if (isSuper && names.size > 0)
    return [...names.values()].map(({ text, place }) => ({ ...declaration, id: text, place }));
  const texts = new Set([...names.values()].map(({ text }) => text));
  if (texts.size === 0 || texts.size < names.size) return [{ ...declaration, notes }];
  return [...texts].map((id) => ({ ...declaration, id }));
}

function eachInstance(
  declaration: Declaration,
  inner: string | null,
  names: ReadonlyMap<string, InstanceName>,
  depth = 0,
): readonly Declaration[] {
  const { followed } = declaration;
  if (followed.kind !== 'several' || followed.candidates.length === 0 || depth > MAX_INSTANCES_DEEP)
    return [declaration];
  if (followed.candidates.some((one) => one.instance === undefined)) return [declaration];
  return followed.candidates.flatMap(({ label, value, instance }) => {
    const id = names.get(instance?.key ?? '')?.text ?? (inner === null ? label : `${label}/${inner}`);
    const place = instance?.place ?? declaration.place;
    return eachInstance({ ...declaration, id, place, followed: value }, id, NO_NAMES, depth + 1);
  });
}

function lambdaProperties(files: ProjectFiles, given: Located): Located | null {
  const object = objectAt(files, given);
  return object && propertyIn(files, object, 'lambdaFunctionProps', 0);
}

/** A third argument with the size alone. */
function newArgument(program: Program, node: Node, last: Node | null): Declaration['insert'] {
  const at = last?.end;
  if (at == null) return null;
  const within = { start: node.start ?? 0, end: node.end ?? 0 };
  return { file: program.file, start: at, end: at, before: ', { memorySize: ', after: ' }', within };
}

/** The construct id where it is a text or a constant; else its source, and the class for `super(…)`. */
function idOf(
  files: ProjectFiles,
  at: Omit<Located, 'node'>,
  node: Node | null,
  site: Site,
): { readonly text: string; readonly literal: boolean } {
  if (site.node.type === 'CallExpression') return { text: classAround(site.around) ?? 'super', literal: true };
  if (node?.type === 'StringLiteral') return { text: node.value, literal: true };
  if (node?.type === 'Identifier') {
    const target = targetOf(files, { ...at, node }, node.name, 0);
    if (target?.node.type === 'StringLiteral') return { text: target.node.value, literal: true };
  }
  return { text: at.program.text.slice(node?.start ?? 0, node?.end ?? 0), literal: false };
}
