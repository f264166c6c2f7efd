/** Speed of finding and planning against the bare parse of the same texts: one large template, and a monorepo of a thousand. */
import { parse as parseProgram } from '@babel/parser';
import { parseDocument } from 'yaml';
import { parseHcl } from '../src/core/templates/hcl/bodies.ts';
import { findFunctions, planEdits } from '../src/core/templates/index.ts';
import { parseJson } from '../src/core/templates/tree/json.ts';

const ROUNDS = 7;

/** A SAM template of about `lines` lines with real-looking functions. */
function samTemplate(lines: number, seed = 0): string {
  const parts = [
    "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: nodejs20.x\nParameters:\n  Stage:\n    Type: String\n    Default: dev\nResources:\n",
  ];
  for (let i = 0; i < lines / 22; i += 1) parts.push(samFunction(i, seed));
  return parts.join('');
}

function samFunction(i: number, seed: number): string {
  const memory = i % 3 === 0 ? '' : `      MemorySize: ${128 + ((i * 64 + seed) % 2_048)} # MB\n`;
  return `  Function${i}:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src/f${i}/\n      Handler: index.handler\n${memory}      Timeout: 30\n      Environment:\n        Variables:\n          TABLE: !Ref Table${i}\n          STAGE: !Sub "\${Stage}-x"\n      Policies:\n        - DynamoDBCrudPolicy:\n            TableName: !Ref Table${i}\n      Events:\n        Api:\n          Type: Api\n          Properties:\n            Path: /f${i}\n            Method: get\n  Table${i}:\n    Type: AWS::Serverless::SimpleTable\n`;
}

function cloudFormationJson(count: number): string {
  const resources = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `F${i}`,
      {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'a.b',
          Runtime: 'nodejs20.x',
          Code: { S3Bucket: 'b', S3Key: `k${i}` },
          MemorySize: 256,
          Environment: { Variables: { A: { Ref: 'X' }, B: 'text' } },
        },
      },
    ]),
  );
  return JSON.stringify({ Resources: resources }, null, 2);
}

function terraformText(count: number): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `resource "aws_lambda_function" "f${i}" {\n  function_name = "f${i}-\${var.stage}"\n  memory_size   = 512\n  timeout       = 10\n  handler       = "index.handler"\n  environment {\n    variables = {\n      TABLE = aws_dynamodb_table.t${i}.name\n      LIST  = join(",", [for x in var.list : x.name if x.on])\n    }\n  }\n}\n\n`,
  ).join('');
}

function cdkText(count: number): string {
  const body = Array.from(
    { length: count },
    (_, i) =>
      `    const f${i} = new NodejsFunction(this, 'F${i}', {\n      entry: 'src/f${i}.ts',\n      memorySize: 512,\n      timeout: Duration.seconds(30),\n      environment: { TABLE: table.tableName, N: String(${i}) },\n    });\n    table.grantReadWriteData(f${i});\n`,
  ).join('');
  return `import { Duration, Stack } from 'aws-cdk-lib';\nimport { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';\nexport class S extends Stack {\n  constructor(scope: App, id: string) {\n    super(scope, id);\n${body}  }\n}\n`;
}

/** The best of several rounds of two works, one after the other in turn. Milliseconds. */
function race(bare: () => unknown, ours: () => unknown): { bare: number; ours: number } {
  const best = { bare: Number.POSITIVE_INFINITY, ours: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.bare = Math.min(best.bare, timed(bare));
    best.ours = Math.min(best.ours, timed(ours));
  }
  return best;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const bareYaml = (text: string) =>
  parseDocument(text, {
    customTags: ['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (value: string) => value })),
  });
const bareProgram = (text: string) => parseProgram(text, { sourceType: 'module', plugins: ['typescript'] });

function planAll(files: Record<string, string>): number {
  const { functions } = findFunctions(files);
  return planEdits(
    files,
    functions.map(({ id, place }) => ({ function: `${place.file}#${id}`, sizeMB: 777 })),
  ).edits.length;
}

function report(name: string, { bare, ours }: { bare: number; ours: number }, limit: number | null): void {
  const ratio = ours / bare;
  const verdict = limit === null ? '' : ratio <= limit ? ` (at most ${limit}: yes)` : ` (at most ${limit}: NO)`;
  console.log(
    `${name.padEnd(58)} bare ${bare.toFixed(1).padStart(8)} ms  memfit ${ours.toFixed(1).padStart(8)} ms  ratio ${ratio.toFixed(2)}${verdict}`,
  );
}

const large = samTemplate(12_000);
const one = { 'template.yaml': large };
const lines = large.split('\n').length;
report(
  `find, ${lines} lines of SAM`,
  race(
    () => bareYaml(large),
    () => findFunctions(one),
  ),
  1.5,
);
report(
  'plan one function of it',
  race(
    () => bareYaml(large),
    () => planEdits(one, [{ function: 'Function7', sizeMB: 777 }]),
  ),
  1.5,
);
report(
  'plan every function of it',
  race(
    () => bareYaml(large),
    () =>
      planEdits(
        one,
        Array.from({ length: 500 }, (_, i) => ({ function: `Function${i}`, sizeMB: 777 })),
      ),
  ),
  1.5,
);

const json = cloudFormationJson(900);
report(
  `plan every function, ${json.split('\n').length} lines of JSON`,
  race(
    () => parseJson(json, 'a.json'),
    () =>
      planEdits(
        { 'a.json': json },
        Array.from({ length: 900 }, (_, i) => ({ function: `F${i}`, sizeMB: 777 })),
      ),
  ),
  null,
);
const hcl = terraformText(850);
report(
  `plan every function, ${hcl.split('\n').length} lines of Terraform`,
  race(
    () => parseHcl(hcl, 'a.tf'),
    () =>
      planEdits(
        { 'a.tf': hcl },
        Array.from({ length: 850 }, (_, i) => ({ function: `aws_lambda_function.f${i}`, sizeMB: 777 })),
      ),
  ),
  null,
);
const ts = cdkText(1_700);
report(
  `find, ${ts.split('\n').length} lines of CDK`,
  race(
    () => bareProgram(ts),
    () => findFunctions({ 'a.ts': ts }),
  ),
  1.5,
);
report(
  'plan one function of it',
  race(
    () => bareProgram(ts),
    () => planEdits({ 'a.ts': ts }, [{ function: 'F7', sizeMB: 777 }]),
  ),
  1.5,
);
report(
  `plan every function, ${ts.split('\n').length} lines of CDK`,
  race(
    () => bareProgram(ts),
    () =>
      planEdits(
        { 'a.ts': ts },
        Array.from({ length: 1_700 }, (_, i) => ({ function: `F${i}`, sizeMB: 777 })),
      ),
  ),
  1.5,
);

for (const count of [250, 500, 1_000]) {
  const texts = Array.from({ length: count }, (_, i) => samTemplate(120, i));
  const files = Object.fromEntries(texts.map((text, i) => [`services/s${i}/template.yaml`, text]));
  report(
    `monorepo, ${count} templates, found and planned at once`,
    race(
      () => texts.map(bareYaml),
      () => {
        const requests = texts.flatMap((_, i) =>
          Array.from({ length: 6 }, (__, k) => ({
            function: `services/s${i}/template.yaml#Function${k}`,
            sizeMB: 777,
          })),
        );
        return planEdits(files, requests);
      },
    ),
    1.5,
  );
}
console.log(
  `checked: ${planAll({ 'template.yaml': samTemplate(600) })} edits planned in a template of ${samTemplate(600).split('\n').length} lines`,
);
