import { expect, test } from 'vitest';
import { packagesIn } from '../../scripts/third-party-notices.ts';

const chunk = (modules: Record<string, number>) => ({
  type: 'chunk',
  modules: Object.fromEntries(Object.entries(modules).map(([id, renderedLength]) => [id, { renderedLength }])),
});

test('a package is named once, however many of its modules are in the bundle', () => {
  const outputs = [
    chunk({ '/p/node_modules/yaml/a.js': 9, '/p/node_modules/yaml/b.js': 9 }),
    chunk({ '/p/node_modules/yaml/a.js': 9 }),
  ];
  expect(packagesIn(outputs)).toEqual(['/p/node_modules/yaml']);
});

test('a scoped package, a nested one and a Windows path are understood', () => {
  const ids = [
    '/p/node_modules/@bomb.sh/tab/x.js',
    '/p/node_modules/a/node_modules/b/x.js',
    'C:\\p\\node_modules\\zod\\x.js',
  ];
  expect(packagesIn([chunk(Object.fromEntries(ids.map((id) => [id, 1])))])).toEqual([
    '/p/node_modules/@bomb.sh/tab',
    '/p/node_modules/a/node_modules/b',
    'C:/p/node_modules/zod',
  ]);
});

test("memfit's own modules and what was shaken out are not named", () => {
  expect(packagesIn([chunk({ '/p/src/cli/main.ts': 9, '/p/node_modules/yaml/a.js': 0 }), { type: 'asset' }])).toEqual(
    [],
  );
});
