import { describe, expect, test } from 'vitest';
import { LIST_RENDERERS, type ListReport } from '../../../src/core/report/list.ts';
import { PLAN_RENDERERS, type PlanReport } from '../../../src/core/report/plan.ts';
import { ASCII, PLAIN } from '../../../src/core/report/style.ts';
import { REFUSAL_CODES } from '../../../src/model/template.ts';

const HOSTILE = 'Fn\u001b[31m|`@x`';
const report: PlanReport = {
  plan: {
    schemaVersion: 1,
    id: '0123456789ab',
    runId: null,
    createdAt: '2026-11-24T00:00:00.000Z',
    edits: [
      {
        file: 'template.yaml',
        sha256: 'f'.repeat(64),
        start: 1,
        end: 4,
        old: '512',
        new: '256',
        function: 'Fn',
        kind: 'value',
        line: 6,
        column: 19,
        fromMB: 512,
        toMB: 256,
        evidence: 'saves $12.30 a month (40 %)',
        notes: [{ code: 'parameter-default', detail: 'Memory' }],
      },
    ],
    already: [{ function: 'Same', sizeMB: 128 }],
    refused: [
      {
        function: HOSTILE,
        code: 'dynamic-reference',
        file: 'template.yaml',
        line: 9,
        column: 3,
        detail: '{{resolve:ssm:/x}}',
      },
    ],
  },
  diff: '--- a/template.yaml\n+++ b/template.yaml\n@@ -6 +6 @@\n-      MemorySize: 512\n+      MemorySize: 256\n',
  unjoined: [{ name: 'other', candidates: [] }],
  problems: [
    { place: { file: 'b.yaml', line: 1, column: 2 }, code: 'broken-yaml', text: 'YAML: no', excerpt: 'a: [\n ^' },
  ],
};
const look = { style: PLAIN, glyphs: ASCII, next: 'memfit apply plan.json' };
const text = (pieces: Iterable<string>): string => [...pieces].join('');

describe('a plan as people read it', () => {
  test('says each edit in one line with its place, the diff, what was refused and why, and the next command', () => {
    expect(text(PLAN_RENDERERS.table(report, look))).toBe(`Fn  512 -> 256 MB  saves $12.30 a month (40 %)
  template.yaml:6:19
  note this is the default of Memory: a stack deployed before keeps its old value unless the parameter is passed again

--- a/template.yaml
+++ b/template.yaml
@@ -6 +6 @@
-      MemorySize: 512
+      MemorySize: 256

not edited Fn\\x1b[31m|\`@x\`: the size is looked up at deployment (template.yaml:9:3): {{resolve:ssm:/x}}
  next: change it where it is kept
not joined other: no template declares it
  next: set functions.<id>.logGroup in memfit.config.yaml, or use --set
not read b.yaml:1:2: YAML: no
  a: [
   ^
1 edit in 1 file, 1 function already so, 1 function not edited
next: memfit apply plan.json
`);
  });

  test('a name from a template does nothing in Markdown', () => {
    const markdown = text(PLAN_RENDERERS.markdown(report, look));
    expect(markdown).toContain('| Fn |');
    expect(markdown).not.toMatch(/\u001b|(?<!\\|`)@x/);
  });

  test('JSON is the plan file', () => {
    expect(JSON.parse(text(PLAN_RENDERERS.json(report)))).toMatchObject({
      schemaVersion: 1,
      id: '0123456789ab',
      edits: report.plan.edits,
    });
  });

  test('every reason has words', () => {
    for (const code of REFUSAL_CODES) {
      const refused = [{ function: 'F', code, file: 'f', line: 1, column: 1, detail: '' }];
      expect(text(PLAN_RENDERERS.table({ ...report, plan: { ...report.plan, refused } }, look))).toMatch(
        /not edited F: \w.*\n {2}next: \w/,
      );
    }
  });
});

describe('the inventory', () => {
  const found = {
    id: 'Fn',
    format: 'sam',
    type: 'AWS::Serverless::Function',
    name: null,
    place: { file: 'template.yaml', line: 3, column: 3 },
    sizeMB: 128,
    sizeFrom: { origin: 'default', place: null, via: [] },
    runtime: 'nodejs20.x',
    architecture: 'arm64',
    timeoutS: 3,
    sharedWith: [],
    refusal: null,
  } as const;
  const inventory: ListReport = {
    rows: [{ function: found, deployedMB: 256, drift: true, typicalMs: 1234, typicalUsedMB: 90 }],
    problems: [],
    elsewhere: ['other'],
  };

  test('shows defaults, drift and what the logs saw', () => {
    const shown = text(LIST_RENDERERS.table(inventory, { style: PLAIN, glyphs: ASCII, width: 140 }));
    for (const part of [
      '128 MB (default)',
      '256 MB (drift)',
      '1.2 s',
      '90 MB',
      '3 s',
      'template.yaml:3',
      'only in the logs: other',
    ])
      expect(shown).toContain(part);
  });

  test('the table says where a size is written, or why it is not edited and where', () => {
    const [row] = inventory.rows;
    const found = row!.function;
    const place = { file: 'vars.tf', line: 9, column: 4 };
    const shared = { ...found, sizeFrom: { origin: 'variable-file' as const, place, via: ['var.size'] } };
    const refusal = { code: 'computed' as const, place: { ...found.place, line: 7, column: 5 }, detail: '2 * 2' };
    const rows = [
      { ...row!, function: shared },
      { ...row!, function: { ...found, refusal } },
    ];
    const shown = text(LIST_RENDERERS.table({ ...inventory, rows }, { ...look, width: 200 }));
    expect(shown).toContain('variable file, vars.tf:9:4');
    expect(shown).toContain('the size is computed, line 7:5');
  });

  test('CSV and JSON hold the same function', () => {
    const csv = text(LIST_RENDERERS.csv(inventory)).split('\n')[1];
    expect(csv).toBe(
      'Fn,sam,"AWS::Serverless::Function",,128,default,256,true,3,1234,90,nodejs20.x,arm64,template.yaml,3,,,',
    );
    expect(JSON.parse(text(LIST_RENDERERS.json(inventory))).functions).toMatchObject([
      { id: 'Fn', sizeMB: 128, deployedMB: 256, drift: true },
    ]);
  });
});
