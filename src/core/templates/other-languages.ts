/** CDK and Pulumi programs in Python, Go, C# and Java: functions found by their text and reported with the line to change, not edited. */
import type { FormatName } from '../../model/template.ts';
import type { Declaration, TemplateFormat } from './contract.ts';
import { readSize } from './literal.ts';
import type { ProjectFiles } from './project-files.ts';
import { readOnly } from './read-only.ts';

/** How one language makes a Lambda function with one framework. */
interface Dialect {
  readonly format: FormatName;
  readonly file: RegExp;
  /** What a file that uses the framework says. */
  readonly uses: RegExp;
  /** The beginning of a construction up to its opening parenthesis or brace. */
  readonly makes: RegExp;
  /** The size, its number in the first group where it is one. */
  readonly size: RegExp;
}

const CLASSES = '(?:DockerImage|Nodejs|Python|Go|Singleton)?Function(?:Alpha)?';
const DIALECTS: readonly Dialect[] = [
  {
    format: 'cdk',
    file: /\.py$/,
    uses: /\baws_cdk\b/,
    makes: new RegExp(`\\b(?:\\w*lambda\\w*\\.)?${CLASSES}\\(\\s*(?:self|scope|stack|this|construct)\\b`, 'g'),
    size: /\bmemory_size\s*=\s*([\w.]+)/,
  },
  {
    format: 'pulumi',
    file: /\.py$/,
    uses: /\bpulumi_aws/,
    makes: /\blambda_?\.(?:Function|CallbackFunction)\(/g,
    size: /\bmemory_size\s*=\s*([\w.]+)/,
  },
  {
    format: 'cdk',
    file: /\.go$/,
    uses: /aws-cdk-go/,
    makes: /\b\w*lambda\w*\.New(?:Function|DockerImageFunction|GoFunction|NodejsFunction|PythonFunction)\(/g,
    size: /\bMemorySize:\s*(?:jsii\.Number\()?([\w.]+)/,
  },
  {
    format: 'pulumi',
    file: /\.go$/,
    uses: /pulumi-aws/,
    makes: /\blambda\.NewFunction\(/g,
    size: /\bMemorySize:\s*(?:pulumi\.Int\()?([\w.]+)/,
  },
  {
    format: 'cdk',
    file: /\.cs$/,
    uses: /Amazon\.CDK/,
    makes: new RegExp(`\\bnew\\s+(?:\\w+\\.)*${CLASSES}\\(\\s*this\\b`, 'g'),
    size: /\bMemorySize\s*=\s*([\w.]+)/,
  },
  {
    format: 'pulumi',
    file: /\.cs$/,
    uses: /Pulumi\.Aws/,
    makes: /\bnew\s+(?:[\w.]+\.)?Lambda\.Function\(/g,
    size: /\bMemorySize\s*=\s*([\w.]+)/,
  },
  {
    format: 'cdk',
    file: /\.java$/,
    uses: /software\.amazon\.awscdk/,
    makes: new RegExp(`\\b${CLASSES}\\.Builder\\.create\\(`, 'g'),
    size: /\.memorySize\(([\w.]+)\)/,
  },
];

/** Lambda's default size, which CDK and Pulumi leave as it is. */
const DEFAULT_MB = 128;
/** A construction longer than this is cut: its size is then not seen, which is said. */
const LONGEST = 8_000;

/** CDK and Pulumi in languages whose programs are not parsed. */
export const otherLanguages: TemplateFormat = {
  name: 'cdk',
  mayClaim: (path) => DIALECTS.some(({ file }) => file.test(path)),
  claims: (path, text) => DIALECTS.some(({ file, uses }) => file.test(path) && uses.test(text)),
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const text = files.text(path) ?? '';
    const dialects = DIALECTS.filter(({ file, uses }) => file.test(path) && uses.test(text));
    return dialects.flatMap((dialect) =>
      [...text.matchAll(dialect.makes)].flatMap((match) => {
        const lead = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
        return /^\s*(?:#|\/\/|\*)/.test(lead) ? [] : [declare(path, text, dialect, match.index, match[0])];
      }),
    );
  },
};

function declare(file: string, text: string, { format, size }: Dialect, at: number, made: string): Declaration {
  const body = constructionAt(text, at);
  const found = size.exec(body);
  const written = found?.[1] ?? '';
  const id = /["']([^"'\n]+)["']/.exec(body)?.[1] ?? made.trim();
  const whole = body.length < LONGEST;
  return readOnly({
    id,
    format,
    type: /(\w*Function\w*)/.exec(made)?.[1] ?? 'Function',
    file,
    text,
    declaredAt: at,
    at: found ? at + found.index : at,
    sizeMB: found ? (readSize(written)?.sizeMB ?? null) : whole ? DEFAULT_MB : null,
    isDefault: found === null && whole,
    written: found?.[0] ?? 'memory size',
  });
}

/** The text from a construction to the end of its parentheses and what is chained to them; texts and comments in between are not understood. */
function constructionAt(text: string, at: number): string {
  let depth = 0;
  for (let i = at; i < Math.min(text.length, at + LONGEST); i += 1) {
    const c = text[i];
    if (c === '(') depth += 1;
    else if (c === ')') depth -= 1;
    if (c === ')' && depth === 0 && !/^\s*\./.test(text.slice(i + 1, i + 200))) return text.slice(at, i + 1);
  }
  return text.slice(at, at + LONGEST);
}
