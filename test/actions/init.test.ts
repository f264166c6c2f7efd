import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discoverDeployment, type InitRequest, init } from '../../src/actions/init.ts';
import { checkConfig } from '../../src/core/config/check-file.ts';
import { configDraft } from '../../src/core/templates/light/config-draft.ts';
import type { FoundFunction } from '../../src/model/template.ts';
import type { UsageReport } from '../../src/model/usage.ts';
import { memoryWorkspace } from '../../src/stores/memory-workspace.ts';
import { parseYaml } from '../../src/stores/yaml-document.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  PoetryFunction:
    Type: AWS::Serverless::Function
    Properties: { MemorySize: 512, Timeout: 30, Runtime: nodejs22.x }
  YouTubeFunction:
    Type: AWS::Serverless::Function
    Properties: { MemorySize: !Ref Memory, Timeout: 60, Runtime: python3.12 }
`;
const SAMCONFIG = '[default.deploy.parameters]\nstack_name = "music"\nregion = "ap-northeast-2"\n';
const ASK: InitRequest = { template: null, usage: null, select: [], dryRun: false };

function room(files: Record<string, string>, answer = false, found: readonly FoundFunction[] = []) {
  const kept = new Map(Object.entries(files));
  const asked: string[] = [];
  const listener = {
    notice: () => undefined,
    progress: () => undefined,
    confirm: async ({ code }: { code: string }) => {
      asked.push(code);
      return answer;
    },
  };
  return { files: kept, asked, ports: { workspace: memoryWorkspace(kept), listener, survey: async () => found } };
}

/** Just what init reads of a usage report. */
function logsOf(...functions: [name: string, logGroup: string | null, sizes: [number, number][]][]): UsageReport {
  return {
    functions: functions.map(([name, logGroup, sizes]) => ({
      ref: { name, origin: 'log-group', logGroup, account: null, region: null },
      sizes: sizes.map(([sizeMB, invocations]) => ({ sizeMB, invocations })),
    })),
  } as unknown as UsageReport;
}

describe('init', () => {
  it('writes the functions of the template and the Region of the project', async () => {
    const { files, ports, asked } = room({ 'template.yaml': TEMPLATE, 'samconfig.toml': SAMCONFIG });
    const result = await init(ASK, ports);
    expect(result).toMatchObject({
      outcome: 'created',
      from: 'template.yaml',
      functions: ['PoetryFunction', 'YouTubeFunction'],
    });
    expect(files.get('memfit.config.yaml')).toBe(result.text);
    expect(asked).toEqual([]);
    expect(result.text).toMatchSnapshot();
  });

  it('writes the functions of Terraform, CDK and templates below where no template stands in the folder', async () => {
    const found = (id: string, file: string, sizeMB: number | null): FoundFunction =>
      ({ id, sizeMB, timeoutS: 3, runtime: null, place: { file, line: 7, column: 1 } }) as unknown as FoundFunction;
    const rows = [
      found('aws_lambda_function.a', 'main.tf', 256),
      found('module.b', 'b/main.tf', null),
      found('module.b', 'c/main.tf', 1),
    ];
    const { ports } = room({}, false, rows);
    const result = await init(ASK, ports);
    expect(result).toMatchObject({ from: 'main.tf and 1 more', functions: ['aws_lambda_function.a', 'module.b'] });
    expect(result.text).toContain('aws_lambda_function.a:  # 256 MB, timeout 3 s (main.tf:7)');
    expect(result.text).toContain('module.b:  # size by an expression, timeout 3 s (b/main.tf:7)');
    const file = checkConfig(await parseYaml(result.text, 'memfit.config.yaml'));
    expect(Object.keys(file.functions)).toEqual(['aws_lambda_function.a', 'module.b']);
  });

  it('writes what checks as a configuration, with its example uncommented too', async () => {
    const { text } = await init(ASK, room({ 'template.yaml': TEMPLATE, 'samconfig.toml': SAMCONFIG }).ports);
    const file = checkConfig(await parseYaml(text, 'memfit.config.yaml'));
    expect(Object.keys(file.functions)).toEqual(['PoetryFunction', 'YouTubeFunction']);
    expect(file.settings.get('region')?.texts).toEqual(['ap-northeast-2']);
    const all = text
      .replaceAll(/^(\s*)# (?=Example:|goal:|architecture:|minSaving|maxStep|accountMax|discount|savings)/gm, '$1')
      .replaceAll(/^ {2}# {3}/gm, '    ');
    const example = checkConfig(await parseYaml(all, 'memfit.config.yaml'));
    expect(example.functions.Example).toMatchObject({ pinMB: 512, invocationsPerMonth: 100_000, owner: 'team-a' });
    expect(example.settings.size).toBe(9);
  });

  it('writes the functions that logs show, with their log group where it is not the usual one', async () => {
    const usage = logsOf(
      [
        'poetry',
        '/aws/lambda/poetry',
        [
          [512, 900],
          [1_024, 3],
        ],
      ],
      ['thumb', 'shared-logs', [[256, 10]]],
    );
    const { ports } = room({});
    const { text, from, functions } = await init({ ...ASK, usage, select: ['t*', 'poet*'] }, ports);
    expect([from, functions]).toEqual(['the logs', ['poetry', 'thumb']]);
    expect(text).toContain('  poetry:  # 512 MB in 900 invocations, 1024 MB in 3 invocations\n  thumb:');
    expect(checkConfig(await parseYaml(text, 'x')).functions.thumb?.logGroup).toBe('shared-logs');
    expect((await init({ ...ASK, usage, select: ['th'] }, room({}).ports)).functions).toEqual([]);
  });

  it('asks before it replaces, and keeps what is there on no', async () => {
    const there = { 'template.yaml': TEMPLATE, 'memfit.config.yaml': 'goal: cost\n' };
    const no = room(there);
    expect((await init(ASK, no.ports)).outcome).toBe('kept');
    expect(no.files.get('memfit.config.yaml')).toBe('goal: cost\n');
    const yes = room(there, true);
    expect((await init(ASK, yes.ports)).outcome).toBe('replaced');
    expect(yes.asked).toEqual(['replace-config']);
    expect((await init(ASK, yes.ports)).outcome).toBe('unchanged');
  });

  it('writes nothing in a dry run', async () => {
    const { files, ports } = room({ 'template.yaml': TEMPLATE });
    expect((await init({ ...ASK, dryRun: true }, ports)).outcome).toBe('shown');
    expect([...files.keys()]).toEqual(['template.yaml']);
  });

  it('says what is missing', async () => {
    await expect(init(ASK, room({}).ports)).rejects.toMatchObject({ code: 'no-template' });
    await expect(init({ ...ASK, template: 'a.yaml' }, room({}).ports)).rejects.toMatchObject({ code: 'no-such-file' });
    await expect(init({ ...ASK, template: 'a.yaml' }, room({ 'a.yaml': 'x: 1' }).ports)).rejects.toMatchObject({
      code: 'no-template',
    });
  });

  it('lets no name break out of its place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        async (name, remark) => {
          fc.pre(name !== '__proto__');
          const functions = [
            { name, remark, logGroup: name },
            { name: 'last', remark: '', logGroup: null },
          ];
          const text = configDraft({
            from: remark,
            region: null,
            regionFrom: null,
            functions: name === 'last' ? [] : functions,
          });
          const file = checkConfig(await parseYaml(text, 'x'));
          expect(Object.keys(file.functions).sort()).toEqual((name === 'last' ? [] : [name, 'last']).sort());
        },
      ),
    );
  });
});

describe('discovery', () => {
  it('takes the first file that names a stack', async () => {
    const files = { 'template.yaml': TEMPLATE, 'cdk.json': '{}', 'serverless.yml': 'service: a\nprovider: {}\n' };
    expect(await discoverDeployment(room(files).ports.workspace)).toMatchObject({ file: 'serverless.yml' });
    expect(await discoverDeployment(room({ ...files, 'samconfig.toml': SAMCONFIG }).ports.workspace)).toMatchObject({
      stacks: [{ name: 'music', region: 'ap-northeast-2' }],
    });
    expect(await discoverDeployment(room({ 'template.yaml': TEMPLATE }).ports.workspace)).toMatchObject({
      tool: 'sam',
      stacks: [],
    });
    expect(await discoverDeployment(room({}).ports.workspace)).toBeNull();
  });
});

describe('a Terraform project', () => {
  it('tells the Region of its provider, whatever stands around it', async () => {
    const { ports } = room({
      'main.tf':
        'terraform {\n  required_version = ">= 1"\n}\n\nprovider "aws" {\n  profile = "x"\n  region  = "eu-west-1"\n}\n',
    });
    expect(await discoverDeployment(ports.workspace)).toEqual({
      tool: 'terraform',
      file: 'main.tf',
      stacks: [{ name: null, region: 'eu-west-1' }],
    });
  });

  it('is one without a Region too, and other Terraform is none of ours', async () => {
    const bare = room({ 'main.tf': 'resource "aws_lambda_function" "f" {\n  memory_size = 256\n}\n' }).ports;
    expect(await discoverDeployment(bare.workspace)).toEqual({ tool: 'terraform', file: 'main.tf', stacks: [] });
    const other = room({ 'main.tf': 'provider "google" {\n  region = "eu"\n}\n' }).ports;
    expect(await discoverDeployment(other.workspace)).toBeNull();
  });
});
