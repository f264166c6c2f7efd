import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const pkg = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('the package installs nothing else and runs nothing on install', () => {
  expect(pkg.dependencies ?? {}).toEqual({});
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
    expect(pkg.scripts).not.toHaveProperty(name);
  }
  for (const field of ['optionalDependencies', 'peerDependencies', 'bundleDependencies']) {
    expect(pkg).not.toHaveProperty(field);
  }
});

test('every devDependency is pinned to one exact version', () => {
  for (const [name, version] of Object.entries(pkg.devDependencies)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});
