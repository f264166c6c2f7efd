import { describe, expect, test } from 'vitest';
import { type Breach, breachesIn } from '../../scripts/fences/breaches.ts';
import { cyclesIn } from '../../scripts/fences/cycles.ts';

/** The breaches of one file, which may import anything: a missing target is no breach. */
function judge(file: string, text: string): Breach[] {
  return breachesIn(new Map([[file, text]]));
}

const imports = (from: string, specifier: string): string[] =>
  judge(from, `import { x } from '${specifier}';\n`).map((breach) => breach.message);

describe('rings', () => {
  test.each([
    ['src/model/usage.ts', './units.ts'],
    ['src/contracts/clock.ts', '../model/units.ts'],
    ['src/core/sizing/choose.ts', '../../model/units.ts'],
    ['src/core/sizing/choose.ts', '../stats/quantile.ts'],
    ['src/core/sizing/choose.ts', '../pricing/price.ts'],
    ['src/core/tuning/stop-rule.ts', '../sizing/goal.ts'],
    ['src/core/sizing/choose.ts', './floor.ts'],
    ['src/core/index.ts', './sizing/choose.ts'],
    ['src/core/templates/sam.ts', 'yaml'],
    ['src/core/templates/cdk.ts', '@babel/parser'],
    ['src/core/config/schema.ts', 'zod'],
    ['src/sources/athena/query.ts', '../../core/logs/report-line.ts'],
    ['src/sources/athena/query.ts', '../aws-client.ts'],
    ['src/stores/files.ts', 'node:fs/promises'],
    ['src/actions/analyze.ts', '../contracts/clock.ts'],
    ['src/compose.ts', './sources/log-file/index.ts'],
    ['src/compose.ts', './actions/analyze.ts'],
    ['src/cli/main.ts', '../compose.ts'],
    ['src/cli/commands/dashboard.ts', '../../dashboard/server/serve.ts'],
    ['src/cli/version.ts', '../../package.json'],
    ['src/dashboard/web/chart.ts', '../../core/index.ts'],
    ['src/dashboard/web/chart.ts', 'preact'],
    ['src/index.ts', './core/index.ts'],
    ['src/cli/commands/schema.ts', '../../../schemas/usage.v1.json'],
  ])('%s may import %s', (from, specifier) => {
    expect(imports(from, specifier)).toEqual([]);
  });

  test.each([
    ['src/model/usage.ts', '../core/stats/quantile.ts', /model may import nothing but itself, not core/],
    ['src/model/usage.ts', 'zod', /model imports nothing from outside/],
    ['src/contracts/clock.ts', '../core/stats/quantile.ts', /contracts may import only model, not core/],
    ['src/contracts/clock.ts', 'node:stream', /ask for it through a contract/],
    ['src/core/sizing/choose.ts', '../../contracts/clock.ts', /core may import only model, not contracts/],
    ['src/core/sizing/choose.ts', '../tuning/stop-rule.ts', /within core only stats, pricing/],
    ['src/core/tuning/stop-rule.ts', '../sizing/floor.ts', /within core only stats, pricing/],
    ['src/core/usage/group.ts', '../logs/assemble.ts', /within core only stats, pricing/],
    ['src/core/stats/quantile.ts', '../index.ts', /is for users of the library/],
    ['src/core/stats/quantile.ts', 'node:crypto', /core imports nothing from outside \(node:crypto\)/],
    ['src/core/sizing/choose.ts', 'yaml', /core imports nothing from outside \(yaml\)/],
    ['src/sources/athena/query.ts', '../../engines/lambda/invoke.ts', /sources may import only .*, not engines/],
    ['src/sources/athena/query.ts', '../log-file/scan.ts', /two adapters/],
    ['src/engines/local/run.ts', '../../actions/tune.ts', /engines may import only .*, not actions/],
    ['src/actions/analyze.ts', '../stores/files.ts', /actions may import only .*, not stores/],
    ['src/actions/analyze.ts', 'node:fs', /ask for it through a contract/],
    ['src/actions/analyze.ts', '../compose.ts', /not compose/],
    ['src/compose.ts', './cli/main.ts', /nobody imports cli/],
    ['src/index.ts', './cli/exit-codes.ts', /nobody imports cli/],
    ['src/cli/main.ts', '../index.ts', /is for users of the library/],
    ['src/cli/main.ts', '../core/index.ts', /is for users of the library/],
    ['src/cli/main.ts', '../stores/files.ts', /cli may import only .*, not stores/],
    ['src/dashboard/web/chart.ts', 'node:fs', /runs in a browser/],
    ['src/dashboard/web/chart.ts', '../../actions/analyze.ts', /dashboard\/web may import only/],
    ['src/stores/files.ts', '../../test/fixtures/x.ts', /imports nothing outside src/],
    ['src/stores/files.ts', 'fast-check', /is a tool/],
    ['src/utils/x.ts', './y.ts', /is in no ring/],
  ])('%s may not import %s', (from, specifier, message) => {
    expect(imports(from, specifier)).toEqual([expect.stringMatching(message)]);
  });

  test('the types of core/logs are shared, its values are not', () => {
    expect(judge('src/core/usage/group.ts', "import type { Line } from '../logs/report-line.ts';")).toEqual([]);
    expect(judge('src/core/usage/group.ts', "type L = import('../logs/report-line.ts').Line;")).toEqual([]);
    expect(judge('src/core/usage/group.ts', "import { type Line } from '../logs/report-line.ts';")).toHaveLength(1);
  });

  test.each([
    "export { x } from '../sizing/floor.ts';",
    "export * from '../sizing/floor.ts';",
    "import '../sizing/floor.ts';",
    "const x = await import('../sizing/floor.ts');",
    'const x = await import(`../sizing/floor.ts`);',
    "type X = import('../sizing/floor.ts').X;",
    "import type { X } from '../sizing/floor.ts';",
  ])('every way to import is seen: %s', (text) => {
    expect(judge('src/core/tuning/x.ts', text)).toHaveLength(1);
  });

  test('an import in a comment or a string is none', () => {
    expect(
      judge('src/core/tuning/x.ts', "// import '../sizing/floor.ts'\nconst s = \"import '../cli/x.ts'\";"),
    ).toEqual([]);
  });

  test('an import() that cannot be read is a breach', () => {
    expect(judge('src/cli/main.ts', 'await import(name);')).toMatchObject([{ line: 1, column: 14, rule: 'imports' }]);
  });

  test('a breach tells the place', () => {
    const text = "import { a } from './a.ts';\nimport { b } from '../cli/main.ts';\n";
    expect(judge('src/actions/x.ts', text)).toEqual([
      { file: 'src/actions/x.ts', line: 2, column: 19, rule: 'imports', message: 'nobody imports cli' },
    ]);
  });
});

describe('circles', () => {
  test('two files that import each other are told once, with the way round', () => {
    const files = new Map([
      ['src/model/a.ts', "import { b } from './b.ts';"],
      ['src/model/b.ts', "\nimport { a } from './a.ts';"],
    ]);
    expect(breachesIn(files)).toMatchObject([
      {
        file: 'src/model/a.ts',
        line: 1,
        rule: 'circle',
        message: expect.stringContaining('a.ts → src/model/b.ts → src/model/a.ts'),
      },
    ]);
  });

  test('a file that imports itself is a circle', () => {
    expect(cyclesIn(new Map([['a', ['a']]]))).toEqual([['a', 'a']]);
  });

  test('a diamond is none', () => {
    const graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', []],
    ]);
    expect(cyclesIn(graph)).toEqual([]);
  });

  test('a circle behind a longer way is found', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['d']],
      ['d', ['b']],
    ]);
    expect(cyclesIn(graph)).toEqual([['b', 'c', 'd', 'b']]);
  });
});

describe('purity', () => {
  const impure = (text: string) => judge('src/core/stats/x.ts', text).map((breach) => breach.message);

  test.each([
    ['const t = Date.now();', /^Date.now reads the clock; take the time as a value/],
    ['const t = new Date();', /^new Date\(\) reads the clock/],
    ['const t = new Date;', /^new Date\(\) reads the clock/],
    ['const t = Date();', /^Date\(\) reads the clock/],
    ['const clock = Date;', /^Date as a value hides/],
    ['const { now } = Date;', /^Date as a value hides/],
    ["const t = Date['now']();", /^Date as a value hides/],
    ['const o = { Date };', /^Date as a value hides/],
    ['const t = new Date(2026, 0, 1);', /time zone.*Date\.UTC/],
    ['const r = Math.random();', /^Math.random is not repeatable; take a seed/],
    ['const random = Math.random;', /^Math.random is not repeatable/],
    ['const { random } = Math;', /^Math as a value hides/],
    ['const g = globalThis;', /^globalThis hides/],
    ['const h = when.getHours();', /time zone.*UTC/],
    ['const s = n.toLocaleString();', /without a locale/],
    ['names.sort((a, b) => a.localeCompare(b));', /without a locale/],
    ['const f = new Intl.NumberFormat();', /without a locale/],
  ])('%s is a breach', (text, message) => {
    expect(impure(text)).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    'const t = new Date(at).toISOString();',
    'const t = Date.UTC(2026, 0, 1);',
    'const t = Date.parse(text);',
    'const is = x instanceof Date;',
    'const f = (d: Date): number => d.getUTCHours();',
    'const m = Math.max(1, 2);',
    "const f = new Intl.NumberFormat('en-US');",
    'const random = (seed: number) => seed;',
    'const o = { Date: 1, now: 2 };',
    'const n = clock.now();',
    '// Date.now() and Math.random() are not for core',
  ])('%s is none', (text) => {
    expect(impure(text)).toEqual([]);
  });

  test('the outer rings may read the clock', () => {
    expect(judge('src/stores/files.ts', 'const t = Date.now();')).toEqual([]);
  });
});
