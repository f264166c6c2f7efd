/** AWS CDK programs in TypeScript and JavaScript: the Lambda constructs they make. */
import type { Node } from '@babel/types';
import type { Declaration, TemplateFormat } from './contract.ts';
import type { ProjectFiles } from './project-files.ts';
import { argumentsOf, classAround, importedCallee, isRepeated } from './script/constructs.ts';
import { namesItself, settingsOf, sizeOf } from './script/declare.ts';
import { type Located, refusalAt } from './script/located.ts';
import { openProgram } from './script/modules.ts';
import { targetOf } from './script/objects.ts';
import type { Program, Site } from './script/program.ts';
import { isScript } from './script/syntax.ts';

/** Lambda's default size in MB (aws-cdk-lib 2.276, FunctionOptions.memorySize). */
const DEFAULT_MB = 128;
/** Lambda's default timeout in seconds (same source). */
const DEFAULT_TIMEOUT_S = 3;

/** Helpers that call helpers are taken apart this far. */
const MAX_INSTANCES_DEEP = 4;

/** Classes of the CDK that make one Lambda function each: the last part of their name, and what their module must look like. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  Function: /^(?:aws-cdk-lib(?:\/aws-lambda)?|@aws-cdk\/(?:aws-lambda|core)|monocdk)/,
  DockerImageFunction: /^(?:aws-cdk-lib|@aws-cdk|monocdk)/,
  SingletonFunction: /^(?:aws-cdk-lib|@aws-cdk|monocdk)/,
  CfnFunction: /^(?:aws-cdk-lib|@aws-cdk|monocdk)/,
  EdgeFunction: /^(?:aws-cdk-lib|@aws-cdk|monocdk)/,
  NodejsFunction: /./,
  PythonFunction: /./,
  GoFunction: /./,
  RustFunction: /./,
  DotNetFunction: /./,
  JavaFunction: /./,
};

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
    return program.constructions.flatMap((site) => {
      const found = declare(files, program, site);
      return found ? eachInstance(found.declaration, found.inner) : [];
    });
  },
};

/** A construct; `inner`: its id as written, where it is a text and not handed in. */
interface Declared {
  readonly declaration: Declaration;
  readonly inner: string | null;
}

function declare(files: ProjectFiles, program: Program, site: Site): Declared | null {
  const callee = importedCallee(files, program, site);
  const type = callee?.name.split('.').at(-1) ?? '';
  if (!callee || !CLASSES[type]?.test(callee.module)) return null;
  if (type === 'CfnFunction' && /cloudfront/.test(`${callee.module} ${callee.name}`)) return null;
  if (/cloudfront\b/.test(`${callee.module}.${callee.name}`) && type === 'Function') return null;
  const args = argumentsOf(site.node);
  if (args.length < 2 || args[1] === null) return null;
  const around = [site.node, ...site.around];
  const properties: Located | null = args[2] ? { program, node: args[2], around } : null;
  // A class of the project's own decides what becomes of its properties; only what is plainly a size is read.
  if (callee.subclass !== null && site.node.type === 'NewExpression' && !namesItself(properties, 'memorySize'))
    return null;
  const id = idOf(files, { program, around }, args[1] ?? null, site);
  const { followed, insert } = sizeOf(files, properties, 'memorySize', DEFAULT_MB);
  const repeated = isRepeated(site.around) && !id.literal;
  const at: Located = { program, node: site.node as Located['node'], around };
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
    barrier: repeated ? { ...refusalAt(at, 'loop'), detail: id.text } : null,
  };
  return { declaration, inner: id.literal && site.node.type === 'NewExpression' ? id.text : null };
}

/** A construct in a class, helper or loop that is run several times with sizes of its own: a function for each. */
function eachInstance(declaration: Declaration, inner: string | null, depth = 0): readonly Declaration[] {
  const { followed } = declaration;
  if (followed.kind !== 'several' || followed.candidates.length === 0 || depth > MAX_INSTANCES_DEEP)
    return [declaration];
  if (followed.candidates.some((one) => one.instance === undefined)) return [declaration];
  return followed.candidates.flatMap(({ label, value, instance }) => {
    const id = inner === null ? label : `${label}/${inner}`;
    const place = instance ?? declaration.place;
    return eachInstance({ ...declaration, id, place, followed: value, barrier: null }, id, depth + 1);
  });
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
