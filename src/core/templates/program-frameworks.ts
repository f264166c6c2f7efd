/** SST and Pulumi programs: functions found and reported, not edited. */
import type { Node, ObjectExpression } from '@babel/types';
import type { Declaration, TemplateFormat } from './contract.ts';
import { readSize, readSizeWithUnit } from './literal.ts';
import type { ProjectFiles } from './project-files.ts';
import { readOnly } from './read-only.ts';
import { argumentsOf } from './script/constructs.ts';
import { settingsOf } from './script/declare.ts';
import { type Located, textOf } from './script/located.ts';
import { openProgram } from './script/modules.ts';
import { objectAt, propertyIn } from './script/objects.ts';
import type { Program, Site } from './script/program.ts';
import { isScript } from './script/syntax.ts';
import { type TextHandler, textHandlers } from './sst-handlers.ts';

/** What differs between the two. */
interface Dialect {
  readonly format: 'sst' | 'pulumi';
  /** The property that holds the size, the size without it in MB, the timeout without it in seconds. */
  readonly keys: readonly string[];
  readonly defaultMB: number;
  readonly defaultTimeoutS: number;
  /** Whether a construction or call makes a function by itself; others may hold handlers. */
  readonly isFunction: (callee: string) => boolean;
  /** Whether objects with a `handler` inside calls are functions too. */
  readonly handlers: boolean;
}

/** SST 3: "1024 MB" and 20 seconds (platform/src/components/aws/function.ts); SST 2: 1024 and 10. */
const SST: Dialect = {
  format: 'sst',
  keys: ['memory', 'memorySize'],
  defaultMB: 1_024,
  defaultTimeoutS: 20,
  isFunction: (callee) => /^(?:sst\.aws\.)?Function$/.test(callee),
  handlers: true,
};

/** Pulumi passes Lambda's own defaults on. */
const PULUMI: Dialect = {
  format: 'pulumi',
  keys: ['memorySize'],
  defaultMB: 128,
  defaultTimeoutS: 3,
  isFunction: (callee) => /(?:^|\.)lambda\.(?:Function|CallbackFunction)$/.test(callee),
  handlers: false,
};

/** SST. */
export const sst: TemplateFormat = {
  name: 'sst',
  mayClaim: isScript,
  claims: (path, text) =>
    /(?:^|\/)sst\.config\.[cm]?[jt]s$/.test(path) ||
    /["'](?:sst|sst\/[\w/]+|@serverless-stack\/resources)["']|\bsst\.aws\./.test(text),
  functions: (files, path) => functionsIn(files, path, SST),
};

/** Pulumi. */
export const pulumi: TemplateFormat = {
  name: 'pulumi',
  mayClaim: isScript,
  claims: (_path, text) => /["']@pulumi\/aws(?:-native)?["'/]/.test(text),
  functions: (files, path) => functionsIn(files, path, PULUMI),
};

function functionsIn(files: ProjectFiles, path: string, dialect: Dialect): readonly Declaration[] {
  const program = openProgram(files, path);
  if (!program) return [];
  const seen = new Set<Node>();
  const sites = [...program.constructions, ...program.calls].sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0));
  const found = sites.flatMap((site) => inSite(files, program, site, dialect, seen));
  return dialect.handlers ? [...found, ...textHandlers(program).map((one) => short(program, one, dialect))] : found;
}

/** A handler that is a text alone has the size of its defaults, which the program may set elsewhere. */
function short(program: Program, { id, node, site }: TextHandler, dialect: Dialect): Declaration {
  const { text, file } = program;
  const callee = 'callee' in site.node ? text.slice(site.node.callee.start ?? 0, site.node.callee.end ?? 0) : '';
  const hasDefaults = /setDefaultFunctionProps|\bdefaults\s*:|\$transform\(/.test(text);
  return readOnly({
    id,
    format: dialect.format,
    type: callee,
    file,
    text,
    declaredAt: node.start ?? 0,
    at: node.start ?? 0,
    sizeMB: hasDefaults ? null : dialect.defaultMB,
    isDefault: !hasDefaults,
    written: text.slice(node.start ?? 0, node.end ?? 0),
  });
}

function inSite(
  files: ProjectFiles,
  program: Program,
  site: Site,
  dialect: Dialect,
  seen: Set<Node>,
): readonly Declaration[] {
  const callee =
    'callee' in site.node ? program.text.slice(site.node.callee.start ?? 0, site.node.callee.end ?? 0) : '';
  const args = argumentsOf(site.node);
  const name = args.find((one) => one?.type === 'StringLiteral');
  const id = name?.type === 'StringLiteral' ? name.value : callee;
  const around = [site.node, ...site.around];
  if (site.node.type === 'NewExpression' && dialect.isFunction(callee)) {
    const last = args.find(
      (one) => one && one.type !== 'StringLiteral' && objectAt(files, { program, node: one, around }),
    );
    const object = last ? objectAt(files, { program, node: last, around }) : null;
    if (object) seen.add(object.node);
    return [declare(files, program, site, dialect, id, callee, object)];
  }
  if (!dialect.handlers) return [];
  return args
    .flatMap((one) => handlersIn(one))
    .flatMap((object) => {
      if (seen.has(object)) return [];
      seen.add(object);
      return [declare(files, program, site, dialect, id, callee, { program, node: object, around })];
    });
}

/** Objects with a `handler` text, also one level down as in `{ function: { handler } }`. */
function handlersIn(node: Node | null, depth = 0): readonly ObjectExpression[] {
  if (node?.type !== 'ObjectExpression' || depth > 4) return [];
  const properties = node.properties.filter((one) => one.type === 'ObjectProperty');
  const own = properties.some(
    (one) => one.key.type === 'Identifier' && one.key.name === 'handler' && one.value.type === 'StringLiteral',
  );
  return own ? [node] : properties.flatMap((one) => handlersIn(one.value, depth + 1));
}

function declare(
  files: ProjectFiles,
  program: Program,
  site: Site,
  dialect: Dialect,
  id: string,
  type: string,
  object: (Located & { readonly node: ObjectExpression }) | null,
): Declaration {
  const found =
    object && (dialect.keys.map((key) => propertyIn(files, object, key, 0)).find((one) => one !== null) ?? null);
  const written = found ? textOf(found, found.node) : '';
  const unquoted = written.replace(/^(['"`])(.*)\1$/, '$2');
  const sizeMB = readSize(unquoted)?.sizeMB ?? readSizeWithUnit(unquoted);
  const file = found?.program.file ?? program.file;
  return readOnly({
    id,
    format: dialect.format,
    type,
    file,
    text: found?.program.text ?? program.text,
    declaredAt: site.node.start ?? 0,
    at: found?.node.start ?? object?.node.start ?? site.node.start ?? 0,
    sizeMB: found ? sizeMB : dialect.defaultMB,
    isDefault: !found,
    written: written === '' ? `${dialect.keys[0]}: …` : written,
    ...settingsOf(files, object, dialect.defaultTimeoutS),
  });
}
