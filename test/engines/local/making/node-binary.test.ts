import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arch } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { cacheFolder, openCache } from '../../../../src/engines/local/making/cache.ts';
import { nodeBinary } from '../../../../src/engines/local/making/node-binary.ts';
import { World } from './making-world.ts';

const NAME = `node-linux-${arch()}`;
const LINUX = process.platform === 'linux' && spawnSync('npm', ['--version']).status === 0;
const worlds: World[] = [];
const servers: Server[] = [];
afterEach(() => {
  delete process.env.npm_config_registry;
});
afterAll(() => {
  for (const world of worlds) world.remove();
  for (const server of servers) server.close();
});

function world(): World {
  const one = new World();
  worlds.push(one);
  return one;
}

/** A registry that has version 77.0.0 of the package, whose "binary" is a script; `claimed` is the hash that its record names. */
async function registry(folder: string, claimed?: string): Promise<void> {
  const place = join(folder, 'package', 'bin');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'node'), '#!/bin/sh\necho v77.0.0\n', { mode: 0o755 });
  writeFileSync(join(folder, 'package', 'package.json'), JSON.stringify({ name: NAME, version: '77.0.0' }));
  spawnSync('tar', ['-czf', join(folder, 'x.tgz'), '-C', folder, 'package']);
  const tarball = readFileSync(join(folder, 'x.tgz'));
  const integrity = claimed ?? `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) return response.end(tarball);
    const { port } = server.address() as AddressInfo;
    const dist = { tarball: `http://127.0.0.1:${port}/x.tgz`, integrity };
    const versions = { '77.0.0': { name: NAME, version: '77.0.0', dist } };
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify({ name: NAME, 'dist-tags': { latest: '77.0.0' }, versions }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  process.env.npm_config_registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.skipIf(!LINUX)(`another version of Node ${LINUX ? '' : '(needs Linux and npm)'}`, { timeout: 120_000 }, () => {
  it('is fetched after asking, and kept', async () => {
    const own = world();
    await registry(own.folder);
    const found = await nodeBinary('nodejs77.x', own);
    expect(found.path).toMatch(/\/cache\/node\/77\.0\.0-\w+\/node$/);
    expect(own.asked).toEqual([expect.stringContaining(`npm package ${NAME}`)]);
    delete process.env.npm_config_registry;
    expect(await nodeBinary('nodejs77.x', own)).toEqual(found);
    expect(own.asked).toHaveLength(1);
  });

  it('is not taken when its hash is another than the registry names', async () => {
    const own = world();
    await registry(own.folder, `sha512-${Buffer.alloc(64, 7).toString('base64')}`);
    const found = await nodeBinary('nodejs77.x', own);
    expect(found).toMatchObject({ path: null, why: expect.stringMatching(/EINTEGRITY|integrity|hash/i) });
  });

  it('that nobody wants fetched is done without, and the reason names the flag', async () => {
    const own = world();
    own.yes = false;
    expect(await nodeBinary('nodejs77.x', own)).toMatchObject({ path: null, why: expect.stringContaining('--yes') });
    const major = process.versions.node.split('.')[0];
    expect(await nodeBinary(`nodejs${major}.x`, own)).toEqual({ path: process.execPath });
    expect(own.asked).toHaveLength(1);
  });

  const reached = LINUX && spawnSync('npm', ['view', NAME, 'name'], { timeout: 8_000 }).status === 0;
  it.skipIf(!reached)(
    `runs as fetched from the registry (skipped: ${reached ? 'no' : 'no registry is reached'})`,
    async () => {
      const own = world();
      // The machine's own cache: 50 MB are fetched once.
      const found = await nodeBinary('nodejs22.x', {
        ...own,
        listener: own.listener,
        cache: () => openCache(cacheFolder()),
      });
      const version = spawnSync(found.path ?? '', ['--version'], { encoding: 'utf8' }).stdout;
      expect(version).toMatch(/^v22\./);
    },
  );
});
