/** Terraform and OpenTofu: `aws_lambda_function` and modules that make one function, `.tf` and `.tf.json`. */
import type { Refusal } from '../../../model/template.ts';
import { ARCHITECTURES } from '../../../model/units.ts';
import { AT_START, type Declaration, type Followed, orElse, type TemplateFormat } from '../contract.ts';
import type { HclBody, HclExpression } from '../hcl/nodes.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { evaluating } from './evaluate.ts';
import { behind } from './evaluation.ts';
import { followSize } from './follow.ts';
import { insertAttribute } from './insert.ts';
import { instancesOf, keyed, type Making, makingsOf } from './instances.ts';
import { beside, type Located, type LocatedBlock, type ModuleInstance, NO_NAMES } from './located.ts';
import { attributeOf, isModuleFile, placeIn, plainText, readModuleFile } from './module.ts';

/** Lambda's default size and timeout (Terraform AWS provider, aws_lambda_function; the same in terraform-aws-modules/lambda). */
const DEFAULT_MB = 128;
const DEFAULT_TIMEOUT_S = 3;

/** Modules that make one function each, as their sources are written. */
const KNOWN_MODULE = /(?:^|\/)terraform-aws-(?:modules\/)?lambda(?:$|[/.?])|^terraform-aws-modules\/lambda\/aws$/;
/** Parts of them that make none. */
const PART_OF_MODULE = /\/\/modules\/(?:alias|deploy|docker-build)\b/;
/** How a module of somebody else, or one whose files are not at hand, shows that it makes a function. */
const LIKE_FUNCTION = /lambda|function/i;

/** Terraform. */
export const terraform: TemplateFormat = {
  name: 'terraform',
  mayClaim: isModuleFile,
  claims: (_path, text) => /aws_lambda_function|\bmodule\b/.test(text),
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const body = readModuleFile(files, path);
    const blocks = (body?.blocks ?? []).map((block) => ({ file: path, block })).filter((one) => isFunction(files, one));
    if (blocks.length === 0) return [];
    const instances = instancesOf(files, folderOf(path));
    return blocks.flatMap((block) => instances.flatMap((instance) => declarations(files, block, instance)));
  },
};

function isFunction(files: ProjectFiles, { file, block }: LocatedBlock): boolean {
  if (block.type === 'resource') return block.labels[0] === 'aws_lambda_function';
  if (block.type !== 'module') return false;
  const source = plainText(attributeOf(block.body, 'source')?.value) ?? '';
  if (PART_OF_MODULE.test(source)) return false;
  if (KNOWN_MODULE.test(source)) return makesFunction(block.body);
  if (attributeOf(block.body, 'memory_size') === null || isOfProject(files, file, source)) return false;
  const named = ['handler', 'runtime', 'function_name', 'lambda_name', 'package_type'];
  return LIKE_FUNCTION.test(`${source} ${block.labels[0] ?? ''}`) || named.some((one) => attributeOf(block.body, one));
}

/** Whether the module's own files are at hand: then its resources are what is found. */
function isOfProject(files: ProjectFiles, file: string, source: string): boolean {
  const folder = source.startsWith('.') ? joinPath(folderOf(file), source) : null;
  return folder !== null && files.filesIn(folder).some(isModuleFile);
}

/** The module makes layers and other things too. */
function makesFunction(body: HclBody): boolean {
  const word = (name: string): string => {
    const value = attributeOf(body, name)?.value;
    return value?.kind === 'word' ? value.word : '';
  };
  return word('create') !== 'false' && word('create_function') !== 'false' && word('create_layer') !== 'true';
}

/** One declaration, or one for each member of a `for_each` whose members are known and make a difference to size or name. */
function declarations(files: ProjectFiles, at: LocatedBlock, instance: ModuleInstance): readonly Declaration[] {
  const text = files.peek(at.file) ?? '';
  const differs = ['memory_size', 'function_name'].some((name) => {
    const found = attributeOf(at.block.body, name);
    return found && /\beach\./.test(text.slice(found.start, found.end));
  });
  const makings = differs ? makingsOf(files, at, instance) : [{ key: null, scope: NO_NAMES }];
  return makings.map((making) => declare(files, at, instance, making));
}

function declare(files: ProjectFiles, at: LocatedBlock, instance: ModuleInstance, { key, scope }: Making): Declaration {
  const { file, block } = at;
  const located = (name: string): Located | null => {
    const found = attributeOf(block.body, name);
    return found && { file, expression: found.value, instance, scope };
  };
  const text = (name: string): string | null => {
    const found = located(name);
    return found && evaluating(files).textOf(found);
  };
  const place = placeIn(files, file, block.start);
  const own = located('memory_size');
  const fallback: Followed = { ...AT_START, kind: 'default', sizeMB: DEFAULT_MB };
  const address = block.type === 'resource' ? block.labels.join('.') : `module.${block.labels[0] ?? ''}`;
  const timeout = Number(located('timeout') ? (text('timeout') ?? Number.NaN) : DEFAULT_TIMEOUT_S);
  return {
    id: `${instance.address}${address}${keyed(key)}`,
    format: 'terraform',
    type:
      block.type === 'resource'
        ? 'aws_lambda_function'
        : (plainText(attributeOf(block.body, 'source')?.value) ?? 'module'),
    name: text('function_name'),
    place,
    runtime: text('runtime'),
    architecture: architectureOf(files, located('architectures')),
    timeoutS: Number.isFinite(timeout) ? timeout : null,
    followed: orElse(followSize(files, own), fallback),
    insert: own ? null : insertAttribute(file, files.peek(file) ?? '', block.body),
    barrier: barrierOf(files, at),
  };
}

/** `ignore_changes = [memory_size]` makes an edit do nothing; a capacity provider sizes otherwise. */
function barrierOf(files: ProjectFiles, { file, block }: LocatedBlock): Refusal | null {
  for (const { type, body } of block.body.blocks) {
    const ignored = type === 'lifecycle' ? attributeOf(body, 'ignore_changes') : null;
    if (ignored && ignores(ignored.value))
      return { code: 'ignored-changes', place: placeIn(files, file, ignored.start), detail: 'ignore_changes' };
    if (type === 'capacity_provider_config')
      return { code: 'managed-instance', place: placeIn(files, file, block.start), detail: block.labels.join('.') };
  }
  return null;
}

function ignores(expression: HclExpression): boolean {
  const items = expression.kind === 'tuple' ? expression.items : [expression];
  return items.some((item) => {
    const word = item.kind === 'word' ? item.word : item.kind === 'text' ? item.text : null;
    return word === 'memory_size' || word === 'all';
  });
}

function architectureOf(files: ProjectFiles, at: Located | null): Declaration['architecture'] {
  if (at === null) return 'x86_64';
  const list = behind(evaluating(files), at);
  const item = list?.expression.kind === 'tuple' ? list.expression.items[0] : undefined;
  const text = list && item ? evaluating(files).textOf(beside(list, item)) : null;
  return ARCHITECTURES.find((one) => one === text) ?? null;
}
