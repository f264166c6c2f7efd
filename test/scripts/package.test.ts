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

test('the lock file knows the optional packages of every platform, or `npm ci` fails', () => {
  const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const wanted = Object.values<{ optionalDependencies?: object }>(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}),
  );
  // If some are missing: the registry at hand lacks them; choose a version of the parent that it has in full.
  expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
});
