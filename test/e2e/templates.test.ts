import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const GOLDEN = new URL('../golden/cli/', import.meta.url);

/** What happens between two commands: said in the transcript, done to the folder. */
interface Event {
  readonly said: string;
  readonly happens: (folder: string) => void;
}

/** A project, and what is typed in it. */
interface Story {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly (readonly string[] | Event)[];
}

const SAM = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    MemorySize: 1024
Parameters:
  PoetryMemory: { Type: Number, Default: 512 }
Resources:
  Poetry:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.poetry
      MemorySize: !Ref PoetryMemory # the poem
      Timeout: 30
  Thumbnail:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.thumbnail
      Timeout: 10
  Mail:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.mail
      MemorySize: '{{resolve:ssm:/mail/memory}}'
`,
  'samconfig.toml': `version = 0.1
[default.deploy.parameters]
stack_name = "canvas"
parameter_overrides = "PoetryMemory=640 Stage=prod"
`,
};

const SERVERLESS = {
  'serverless.yml': `service: shop
provider:
  name: aws
  runtime: python3.12
  memorySize: 512
custom:
  memory:
    dev: 256
    prod: 2048
functions:
  api:
    handler: api.handler
    memorySize: \${self:custom.memory.\${sls:stage}}
  worker:
    handler: worker.handler
  report:
    handler: report.handler
    memorySize: \${env:REPORT_MEMORY}
`,
};

const TERRAFORM = {
  'main.tf': `module "orders" {
  source = "./fn"
  name   = "orders"
  memory = var.orders_memory
}

resource "aws_lambda_function" "mail" {
  function_name = "mail"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
}
`,
  'variables.tf': `variable "orders_memory" {
  type    = number
  default = 512
}
`,
  'fn/main.tf': `variable "name" {}
variable "memory" {
  default = 128
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  memory_size   = var.memory
}
`,
};

const CDK = {
  'lib/stack.ts': `import { Stack } from 'aws-cdk-lib';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';

const SMALL = 256;

export class ShopStack extends Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    new NodejsFunction(this, 'Api', { entry: 'api.ts', memorySize: SMALL });
    new NodejsFunction(this, 'Mail', { entry: 'mail.ts', memorySize: SMALL });
    this.job('Nightly', 2_048);
    this.job('Weekly', 1_024);
  }

  private job(id: string, memorySize: number) {
    return new NodejsFunction(this, id, { entry: 'job.ts', memorySize });
  }
}
`,
};

/** The whole round: what is there, what would change, the gate, the change, nothing left to do, and back. */
function round(name: string, files: Story['files'], sizes: readonly string[]): Story {
  const set = sizes.flatMap((size) => ['--set', size]);
  const steps = [
    ['list'],
    ['plan', ...set],
    ['plan', ...set, '--check'],
    ['apply', ...set, '--yes'],
    ['plan', ...set, '--check'],
    ['list', '-o', 'csv'],
    ['apply', '--undo', '--yes'],
  ];
  return { name, files, steps };
}

const STORIES: readonly Story[] = [
  round('templates-sam', SAM, ['Poetry=768', 'Thumbnail=256', 'Mail=512']),
  round('templates-serverless', SERVERLESS, ['api=384', 'worker=1024', 'report=512']),
  round('templates-terraform', TERRAFORM, ['module.orders.aws_lambda_function.this=640', 'mail=256']),
  round('templates-cdk', CDK, ['Api=512', 'Nightly=3008']),
  {
    name: 'templates-faults',
    files: { ...SAM, 'broken.yaml': 'Resources:\n  A:\n    Type: AWS::Lambda::Function\n   Properties: {}\n' },
    steps: [
      ['plan', '--set', 'Poetry=768', '--template', 'broken.yaml'],
      ['plan', '--set', 'Nobody=768', '--template', 'template.yaml'],
      ['apply', '--set', 'Nobody=768', '--template', 'template.yaml', '--yes'],
      ['plan', '--set', 'Poetry=64'],
      ['plan'],
      ['plan', '--from', '20260101T000000Z-tune-abcdef'],
      { said: 'memfit plan --set Poetry=768 -o json > plan.json', happens: savePlan },
      { said: 'somebody adds a line to samconfig.toml', happens: (at) => touch(at, 'samconfig.toml', '# more\n') },
      ['apply', 'plan.json', '--yes'],
      { said: 'the line is taken out; the file is made read-only', happens: readOnly },
      ['apply', 'plan.json', '--yes'],
      { said: 'it can be written again; it is committed, then changed', happens: dirty },
      ['apply', 'plan.json', '--no-input'],
      { said: 'plan.json is edited by a stranger', happens: stranger },
      ['apply', 'plan.json', '--yes'],
      { said: 'template.yaml becomes a link out of the project', happens: linkOut },
      ['list'],
      ['apply', '--undo', '--yes'],
    ],
  },
];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Story['files']): string {
  const root = mkdtempSync(join(tmpdir(), 'memfit-e2e-'));
  folders.push(root);
  const folder = join(root, 'project');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function memfit(folder: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC', COLUMNS: '120' };
  return spawnSync(process.execPath, [MEMFIT, ...args], { cwd: folder, encoding: 'utf8', env, input: '' });
}

function savePlan(folder: string): void {
  writeFileSync(join(folder, 'plan.json'), memfit(folder, ['plan', '--set', 'Poetry=768', '-o', 'json']).stdout);
}

function touch(folder: string, file: string, more: string): void {
  writeFileSync(join(folder, file), readFileSync(join(folder, file), 'utf8') + more);
}

function readOnly(folder: string): void {
  writeFileSync(join(folder, 'samconfig.toml'), SAM['samconfig.toml']);
  chmodSync(join(folder, 'samconfig.toml'), 0o444);
}

function dirty(folder: string): void {
  chmodSync(join(folder, 'samconfig.toml'), 0o644);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { stdio: 'ignore' });
  git('init');
  git('add', '.');
  git('commit', '-m', 'all');
  touch(folder, 'samconfig.toml', '# mine\n');
  savePlan(folder);
}

function stranger(folder: string): void {
  const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
  plan.edits[0].new = '768 Role=admin';
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));
}

function linkOut(folder: string): void {
  writeFileSync(join(folder, '..', 'elsewhere.yaml'), SAM['template.yaml']);
  rmSync(join(folder, 'template.yaml'));
  symlinkSync('../elsewhere.yaml', join(folder, 'template.yaml'));
}

describe('templates with the built command (UPDATE=1 writes the transcripts anew)', () => {
  it.each(STORIES)('$name', { timeout: 120_000 }, ({ name, files, steps }) => {
    if (!existsSync(MEMFIT)) throw new Error('dist is missing: npm run build');
    const folder = folderOf(files);
    const told = steps.map((step) => ('happens' in step ? happen(step, folder) : transcript(folder, step)));
    const text = `# ${name}\n\n${told.join('\n')}`;
    const file = new URL(`${name}.md`, GOLDEN);
    if (process.env.UPDATE === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
    if (name === 'templates-faults') return;
    for (const [path, before] of Object.entries(files)) expect(readFileSync(join(folder, path), 'utf8')).toBe(before);
  });
});

function happen({ said, happens }: Event, folder: string): string {
  happens(folder);
  return `Then: ${said}\n`;
}

function transcript(folder: string, args: readonly string[]): string {
  const { stdout, stderr, status } = memfit(folder, args);
  const parts = [
    `\`\`\`console\n$ memfit ${args.join(' ')}\n\`\`\``,
    block('stdout', stdout.replaceAll(folder, '<project>')),
    block('stderr', stderr.replaceAll(folder, '<project>')),
    `exit code ${status}\n`,
  ];
  return parts.filter(Boolean).join('\n\n');
}

function block(name: string, text: string): string {
  return text === '' ? '' : `${name}:\n\n\`\`\`\`text\n${text.replaceAll('\r\n', '\n').trimEnd()}\n\`\`\`\``;
}
