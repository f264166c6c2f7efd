/** SST's short form: a text such as `src/orders.main` in the place of a function's settings. */
import type { Node } from '@babel/types';
import { nameOf } from './script/bindings.ts';
import type { Program, Site } from './script/program.ts';

/** A handler that is a text: what it is named by, the text, and the call or construction it stands in. */
export interface TextHandler {
  readonly id: string;
  readonly node: Node;
  readonly site: Site;
}

/** A module's path and the name of what it exports. */
const HANDLER = /^[\w@./-]+\.[A-Za-z_]\w*$/;
/** Calls that take a handler: routes of version 3, subscribers of queues, topics, buses, buckets and tables. */
const METHODS = ['route', 'subscribe', 'notify', 'addSubscriber', 'addConsumer'];
/** Properties that are a handler, and properties whose members are. */
const SINGLE = /^(?:handler|function|job|consumer|subscriber|authorizer|customResource)$/;
const MANY = /^(?:routes|consumers|subscribers|targets|notifications|functions|authorizers|crons)$/;

/** All handlers of a program that are texts. */
export function textHandlers(program: Program): readonly TextHandler[] {
  const called = METHODS.flatMap((name) => program.callsNamed(name)).flatMap((site) => ofCall(program, site));
  const made = program.constructions.flatMap((site) => {
    if (site.node.type !== 'NewExpression') return [];
    const name = site.node.arguments.find((one) => one.type === 'StringLiteral');
    const id = name?.type === 'StringLiteral' ? name.value : '';
    return site.node.arguments.flatMap((one) => inObject(one, id, site, 0));
  });
  return [...called, ...made].sort((a, b) => (a.node.start ?? 0) - (b.node.start ?? 0));
}

function ofCall(program: Program, site: Site): readonly TextHandler[] {
  if (site.node.type !== 'CallExpression') return [];
  const { callee, arguments: args } = site.node;
  const texts = args.filter((one) => one.type === 'StringLiteral');
  const node = texts.findLast(({ value }) => HANDLER.test(value));
  if (!node) return [];
  const other = texts.find((one) => one !== node);
  return [{ id: other?.value ?? program.text.slice(callee.start ?? 0, callee.end ?? 0), node, site }];
}

function inObject(node: Node, id: string, site: Site, depth: number): readonly TextHandler[] {
  if (node.type !== 'ObjectExpression' || depth > 2) return [];
  // An object with a handler of its own is a function's settings.
  if (node.properties.some((one) => one.type === 'ObjectProperty' && nameOf(one.key) === 'handler')) return [];
  return node.properties.flatMap((one): readonly TextHandler[] => {
    if (one.type !== 'ObjectProperty') return [];
    const key = nameOf(one.key);
    if (SINGLE.test(key))
      return isHandler(one.value) ? [{ id, node: one.value, site }] : inObject(one.value, id, site, depth + 1);
    if (!MANY.test(key) || one.value.type !== 'ObjectExpression') return [];
    return one.value.properties.flatMap((member) =>
      member.type === 'ObjectProperty' && isHandler(member.value)
        ? [{ id: nameOf(member.key), node: member.value, site }]
        : [],
    );
  });
}

function isHandler(node: Node): boolean {
  return node.type === 'StringLiteral' && HANDLER.test(node.value);
}
