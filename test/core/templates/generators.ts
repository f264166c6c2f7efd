/** Random templates of every format: functions that take their size in different ways, written in different hands. */
import fc from 'fast-check';

/** A project made by a generator: texts by path, and the functions whose size may be asked for. */
export interface MadeProject {
  readonly files: Readonly<Record<string, string>>;
  readonly ids: readonly string[];
}

const size = fc.integer({ min: 128, max: 10_240 });
const comment = fc.constantFrom('', ' # note', '   # Größe: 512', '\t# tab');
const quote = fc.constantFrom('', '"', "'");
const eol = fc.constantFrom('\n', '\r\n');
const bom = fc.constantFrom('', '\uFEFF');

/** How a function says its size. */
const way = fc.record({
  kind: fc.constantFrom('own', 'none', 'shared', 'private', 'flow', 'conditional'),
  size,
  comment,
  quote,
  before: fc.boolean(),
});

/** Line ends and BOM over a text written with LF. */
function dress(text: string, end: string, mark: string): string {
  return mark + text.replaceAll('\n', end);
}

/** SAM in YAML. */
export const sam: fc.Arbitrary<MadeProject> = fc
  .record({
    ways: fc.array(way, { minLength: 1, maxLength: 5 }),
    global: fc.option(size),
    end: eol,
    mark: bom,
    indent: fc.constantFrom(2, 4),
  })
  .map(({ ways, global, end, mark, indent }) => {
    const pad = (level: number): string => ' '.repeat(level * indent);
    const privates = ways.map((one, i) =>
      one.kind === 'private'
        ? `${pad(1)}Mem${i}:\n${pad(2)}Type: Number\n${pad(2)}Default: ${one.quote}${one.size}${one.quote}\n`
        : '',
    );
    const globals = global === null ? '' : `Globals:\n${pad(1)}Function:\n${pad(2)}MemorySize: ${global}\n`;
    const functions = ways.map((one, i) => samFunction(one, i, pad));
    const text = `# made\nTransform: AWS::Serverless-2016-10-31\nParameters:\n${pad(1)}Stage: { Type: String, Default: dev }\n${pad(1)}Shared:\n${pad(2)}Type: Number\n${pad(2)}Default: 512\n${privates.join('')}Conditions:\n${pad(1)}Prod: !Equals [!Ref Stage, prod]\n${globals}Resources:\n${functions.join('')}`;
    return { files: { 'template.yaml': dress(text, end, mark) }, ids: ways.map((_, i) => `Fn${i}`) };
  });

function samFunction(
  one: { kind: string; size: number; comment: string; quote: string; before: boolean },
  i: number,
  pad: (level: number) => string,
): string {
  const head = `${pad(1)}Fn${i}:\n${pad(2)}Type: AWS::Serverless::Function\n`;
  if (one.kind === 'none' && one.quote !== '') return head + (one.before ? '' : `${pad(2)}Properties:${one.comment}\n`);
  if (one.kind === 'flow')
    return `${head}${pad(2)}Properties: { Handler: a.b, MemorySize: ${one.quote}${one.size}${one.quote}, Mode: 0755 }${one.comment}\n`;
  const value = {
    own: `${one.quote}${one.size}${one.quote}`,
    none: '',
    shared: '!Ref Shared',
    private: `!Ref Mem${i}`,
    conditional: `!If [Prod, 3008, ${one.size}]`,
  }[one.kind];
  const memory = value ? `${pad(3)}MemorySize: ${value}${one.comment}\n` : '';
  const rest = `${pad(3)}Handler: a.b${one.comment}\n${pad(3)}Policies:\n${pad(4)}- Version: 2012-10-17\n${pad(3)}Description: |\n${pad(4)}MemorySize: 1\n`;
  return `${head}${pad(2)}Properties:\n${one.before ? memory + rest : rest + memory}`;
}

/** CloudFormation in JSON, printed in several widths. */
export const json: fc.Arbitrary<MadeProject> = fc
  .record({
    ways: fc.array(way, { minLength: 1, maxLength: 5 }),
    space: fc.constantFrom<string | number>(0, 2, '\t'),
    end: eol,
    mark: bom,
  })
  .map(({ ways, space, end, mark }) => {
    const functions = ways.map((one, i) => {
      const value = {
        own: one.size,
        none: undefined,
        shared: { Ref: 'Shared' },
        private: { Ref: `Mem${i}` },
        flow: String(one.size),
        conditional: { 'Fn::If': ['Prod', 3008, one.size] },
      }[one.kind];
      const memory = value === undefined ? {} : { MemorySize: value };
      if (one.kind === 'none' && one.quote !== '') return [`Fn${i}`, { Type: 'AWS::Lambda::Function' }];
      const properties = one.before
        ? { ...memory, Handler: 'a.b' }
        : { Handler: 'a.b', Tags: [{ MemorySize: 1 }], ...memory };
      return [`Fn${i}`, { Type: 'AWS::Lambda::Function', Properties: properties }];
    });
    const privates = ways.flatMap((one, i) =>
      one.kind === 'private' ? [[`Mem${i}`, { Type: 'Number', Default: one.size }]] : [],
    );
    const template = {
      Parameters: {
        Stage: { Type: 'String', Default: 'dev' },
        Shared: { Type: 'Number', Default: 512 },
        ...Object.fromEntries(privates),
      },
      Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: Object.fromEntries(functions),
    };
    return {
      files: { 'stack.json': dress(JSON.stringify(template, null, space), end, mark) },
      ids: ways.map((_, i) => `Fn${i}`),
    };
  });

/** A Serverless service. */
export const serverless: fc.Arbitrary<MadeProject> = fc
  .record({ ways: fc.array(way, { minLength: 1, maxLength: 5 }), provider: fc.option(size), end: eol, mark: bom })
  .map(({ ways, provider, end, mark }) => {
    const functions = ways.map((one, i) => {
      const head = `  fn${i}:\n`;
      if (one.kind === 'flow') return `  fn${i}: { handler: a.b, memorySize: ${one.size} }${one.comment}\n`;
      const value = {
        own: `${one.quote}${one.size}${one.quote}`,
        none: '',
        shared: `\${self:custom.shared}`,
        private: `\${self:custom.mem${i}}`,
        conditional: `\${self:custom.stages${i}.\${opt:stage, 'dev'}}`,
      }[one.kind];
      const memory = value ? `    memorySize: ${value}${one.comment}\n` : '';
      const rest = `    handler: a.b\n    events:\n      - http: GET /\n`;
      return head + (one.before ? memory + rest : rest + memory);
    });
    const custom = ways.map((one, i) =>
      one.kind === 'private'
        ? `  mem${i}: ${one.size}\n`
        : one.kind === 'conditional'
          ? `  stages${i}: { dev: ${one.size}, prod: 3008 }\n`
          : '',
    );
    const memory = provider === null ? '' : `  memorySize: ${provider}\n`;
    const text = `service: made\nprovider:\n  name: aws\n${memory}custom:\n  shared: 512\n${custom.join('')}functions:\n${functions.join('')}`;
    return { files: { 'serverless.yml': dress(text, end, mark) }, ids: ways.map((_, i) => `fn${i}`) };
  });

/** Terraform, with variables and tfvars. */
export const terraform: fc.Arbitrary<MadeProject> = fc
  .record({ ways: fc.array(way, { minLength: 1, maxLength: 5 }), end: eol, mark: bom })
  .map(({ ways, end, mark }) => {
    const functions = ways.map((one, i) => {
      const value = {
        own: one.quote === '"' ? `"${one.size}"` : String(one.size),
        none: '',
        shared: 'var.shared',
        private: `"\${var.mem${i}}"`,
        flow: `local.sizes${i}["a"]`,
        conditional: `var.env == "prod" ? 3008 : ${one.size}`,
      }[one.kind];
      const memory = value ? `  memory_size   = ${value}${one.comment}\n` : '';
      if (one.kind === 'none' && one.quote !== '') {
        const body =
          one.quote === '"'
            ? one.before
              ? ''
              : ' runtime = "nodejs20.x" '
            : `\n${one.before ? '' : '  environment {\n  }\n'}`;
        return `resource "aws_lambda_function" "fn${i}" {${body}}\n`;
      }
      const rest = `  function_name = "fn${i}"\n  description   = <<-EOT\n    memory_size = 1\n  EOT\n`;
      return `resource "aws_lambda_function" "fn${i}" {\n${one.before ? memory + rest : rest + memory}}\n`;
    });
    const variables = ways.map((one, i) =>
      one.kind === 'private'
        ? `variable "mem${i}" {\n  default = ${one.size}\n}\n`
        : one.kind === 'flow'
          ? `locals {\n  sizes${i} = { a = ${one.size}, b = 1 }\n}\n`
          : '',
    );
    const text = `variable "env" {\n  default = "dev"\n}\nvariable "shared" {}\n${variables.join('')}${functions.join('')}`;
    return {
      files: { 'main.tf': dress(text, end, mark), 'terraform.tfvars': dress('shared = 512 # all\n', end, mark) },
      ids: ways.map((_, i) => `aws_lambda_function.fn${i}`),
    };
  });

/** A CDK program. */
export const cdk: fc.Arbitrary<MadeProject> = fc
  .record({ ways: fc.array(way, { minLength: 1, maxLength: 5 }), end: eol, mark: bom })
  .map(({ ways, end, mark }) => {
    const functions = ways.map((one, i) => {
      const note = one.comment.replace('#', '//');
      const properties = {
        own: `{\n      // size\n      memorySize: ${one.size},${note}\n      entry: 'a.ts',\n    }`,
        none: one.before ? `{}` : `{\n      entry: 'a.ts'\n    }`,
        shared:
          one.quote === '"' ? `{ memorySize, entry: 'a.ts' }` : one.before ? `{ ...shared, entry: 'a.ts' }` : 'shared',
        private: {
          '': `{ memorySize: MEM${i}, entry: 'a.ts' }`,
          '"': one.before ? `{ ...settings${i}(), entry: 'a.ts' }` : `settings${i}('a.ts')`,
          "'": `{ entry: 'a.ts', memorySize: taken${i} }`,
        }[one.quote],
        flow: `{ entry: 'a.ts', memorySize: ${one.size >= 1000 ? String(one.size).replace(/(?=\d{3}$)/, '_') : one.size} }`,
        conditional: `{ memorySize: SIZES${i}['dev'] }`,
      }[one.kind];
      return `    new NodejsFunction(this, 'Fn${i}', ${properties});${note}\n`;
    });
    const constants = ways.map((one, i) =>
      one.kind === 'private'
        ? {
            '': `const MEM${i} = ${one.size};\n`,
            '"': `function settings${i}(entry = 'b.ts') {\n  return { memorySize: ${one.size}, entry };\n}\n`,
            "'": `const { inner: { taken${i} } } = { inner: { taken${i}: ${one.size} } };\n`,
          }[one.quote]
        : one.kind === 'conditional'
          ? `const SIZES${i} = { dev: ${one.size}, prod: 3008 };\n`
          : '',
    );
    const text = `import { Stack } from 'aws-cdk-lib';\nimport { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';\nconst shared = { memorySize: 512, entry: 's.ts' };\nconst memorySize = 384;\n${constants.join('')}export class Made extends Stack {\n  constructor(scope: App, id: string) {\n    super(scope, id);\n${functions.join('')}  }\n}\n`;
    return { files: { 'stack.ts': dress(text, end, mark) }, ids: ways.map((_, i) => `Fn${i}`) };
  });
