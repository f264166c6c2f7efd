/** What a file declares by other means than memfit's readers: whole values of another parse, or patterns on the text. It is meant to see too much rather than too little. */
import { parse, type ScalarTag } from 'yaml';

/** A function as an oracle sees it. `key`: what an id ends with; `line`: where it is made, null where the oracle has no places; `sizeMB` null: the oracle cannot tell. */
export interface Seen {
  readonly key: string;
  readonly line: number | null;
  readonly sizeMB: number | null;
}

type Plain = Readonly<Record<string, unknown>>;

/** The functions that a file seems to declare; null: not a file of any oracle, or one that other parsers do not read either. */
export function seenIn(path: string, text: string): readonly Seen[] | null {
  if (/\.(?:tf|tofu)$/.test(path)) return inTerraform(text);
  if (/\.[cm]?[jt]sx?$/.test(path)) return /\.d\.[cm]?ts$|\.min\.js$/.test(path) ? null : inProgram(text);
  if (!/\.(?:ya?ml|json|template)$/.test(path)) return null;
  if (!/AWS::(?:Lambda|Serverless)::Function|serverless\.ya?ml$/.test(`${text}${path}`)) return null;
  const value = plainValue(path, text);
  if (!isPlain(value)) return null;
  return isPlain(value.Resources) ? inStack(value, value.Resources) : inService(value);
}

const TAGS = ['And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'ForEach', 'GetAtt', 'GetAZs', 'If'];
const MORE = ['ImportValue', 'Join', 'Length', 'Not', 'Or', 'Ref', 'Select', 'Split', 'Sub', 'ToJsonString'];
const CUSTOM: ScalarTag[] = [...TAGS, ...MORE, 'Transform'].flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [name]: text }) },
  { tag: `!${name}`, collection: 'seq', resolve: () => ({ [name]: [] }) } as unknown as ScalarTag,
  { tag: `!${name}`, collection: 'map', resolve: () => ({ [name]: {} }) } as unknown as ScalarTag,
]);

function plainValue(path: string, text: string): unknown {
  try {
    if (path.endsWith('.json')) return JSON.parse(text.replace(/^\uFEFF/, ''));
    return parse(text, { customTags: CUSTOM, merge: true, logLevel: 'silent', maxAliasCount: 10_000 });
  } catch {
    return null;
  }
}

function inStack(template: Plain, resources: Plain): readonly Seen[] {
  const globals = dig(template, 'Globals', 'Function', 'MemorySize');
  return Object.entries(resources).flatMap(([key, one]): Seen[] => {
    const type = dig(one, 'Type');
    if (type !== 'AWS::Lambda::Function' && type !== 'AWS::Serverless::Function') return [];
    const own = dig(one, 'Properties', 'MemorySize');
    const written = own ?? (type === 'AWS::Serverless::Function' ? globals : undefined);
    return [{ key, line: null, sizeMB: written === undefined ? 128 : sizeOf(written, template) }];
  });
}

function sizeOf(value: unknown, template: Plain): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return /^\d+$/.test(value) ? Number(value) : null;
  const name = dig(value, 'Ref');
  return typeof name === 'string' ? Number(dig(template, 'Parameters', name, 'Default') ?? Number.NaN) || null : null;
}

function inService(service: Plain): readonly Seen[] | null {
  const { functions, provider, service: named } = service;
  if (!isPlain(functions) || !isPlain(provider) || named === undefined) return null;
  return Object.entries(functions).map(([key, one]) => {
    const written = dig(one, 'memorySize') ?? provider.memorySize ?? 1_024;
    return { key, line: null, sizeMB: typeof written === 'number' ? written : null };
  });
}

function dig(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (isPlain(at) ? at[key] : undefined), value);
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inTerraform(source: string): readonly Seen[] {
  const text = source.replace(/^\s*(?:#|\/\/).*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  const pattern = /^[ \t]*resource\s+"?aws_lambda_function"?\s+"?([\w-]+)"?\s*\{/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const size = /^\s*memory_size\s*=\s*(.+?)\s*(?:#.*|\/\/.*)?$/m.exec(bracesFrom(text, match.index));
    const written = size?.[1]?.replace(/^"(.*)"$/, '$1') ?? '128';
    return { key: match[1] ?? '', line: null, sizeMB: /^\d+$/.test(written) ? Number(written) : null };
  });
}

function bracesFrom(text: string, start: number): string {
  let depth = 0;
  for (let i = text.indexOf('{', start); i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, i);
  }
  return text.slice(start);
}

const CLASSES = 'Function|NodejsFunction|PythonFunction|DockerImageFunction|GoFunction|SingletonFunction|RustFunction';

function inProgram(source: string): readonly Seen[] | null {
  if (!/aws-cdk|monocdk/.test(source)) return null;
  // Comments become spaces, so that lines stay.
  const text = source.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, (all) => all.replace(/[^\n]/g, ' '));
  return [...text.matchAll(new RegExp(`\\bnew\\s+([\\w$.]+\\.)?(${CLASSES})\\s*\\(`, 'g'))].flatMap((match): Seen[] => {
    if (/cloudfront|appsync/i.test(match[1] ?? '')) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [{ key: match[2] ?? '', line, sizeMB: null }];
  });
}
