import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtByMakefile } from '../../../../src/engines/local/making/makefile.ts';
import { TestBench } from '../with-engine.ts';
import { World } from './making-world.ts';

const world = new World();
const bench = new TestBench();
afterAll(async () => {
  world.remove();
  await bench.close();
});
const MAKE = spawnSync('make', ['--version']).status === 0;
const MAKEFILE = `build-tested:
\tcp app.txt "$(ARTIFACTS_DIR)/app.txt"
\techo "$$AWS_SECRET_ACCESS_KEY$$HANDED_SECRET" > "$(ARTIFACTS_DIR)/secrets.txt"
\techo changed > app.txt
`;

describe.skipIf(!MAKE)(`a Makefile ${MAKE ? '' : '(make is not installed)'}`, { timeout: 60_000 }, () => {
  it('builds a copy of the source as sam build would, asked once for each content, without the secrets of the caller', async () => {
    const folder = bench.folder({ Makefile: MAKEFILE, 'app.txt': 'source\n' });
    const spec = bench.spec(folder, { build: { method: 'makefile', properties: {} } });
    process.env.HANDED_SECRET = 'secret';
    const built = await builtByMakefile(spec, world);
    delete process.env.HANDED_SECRET;
    expect(readdirSync(built).sort()).toEqual(['app.txt', 'secrets.txt']);
    expect(readFileSync(join(built, 'secrets.txt'), 'utf8')).toBe('\n');
    expect(readFileSync(join(folder, 'app.txt'), 'utf8')).toBe('source\n');
    expect(world.asked).toEqual([expect.stringContaining('make build-tested')]);
    expect(await builtByMakefile(spec, world)).toBe(built);
    expect(world.asked).toHaveLength(1);
    writeFileSync(join(folder, 'app.txt'), 'other\n');
    expect(await builtByMakefile(spec, world)).not.toBe(built);
    expect(world.asked).toHaveLength(2);
  });

  it('is not run where nobody agrees, and leaves no half result where it fails', async () => {
    const folder = bench.folder({ Makefile: 'build-tested:\n\ttouch "$(ARTIFACTS_DIR)/half"\n\texit 3\n' });
    const spec = bench.spec(folder);
    world.yes = false;
    await expect(builtByMakefile(spec, world)).rejects.toMatchObject({
      code: 'not-built',
      // It runs commands of the project: --yes is no answer to that.
      detail: { next: 'agree at a terminal; or build it yourself: sam build tested' },
    });
    expect(world.consents.at(-1)).toBe('commands');
    world.yes = true;
    await expect(builtByMakefile(spec, world)).rejects.toMatchObject({
      detail: { why: expect.stringContaining('Error 3') },
    });
    expect(readdirSync(world.cache()).filter((name) => name.startsWith('making-'))).toEqual([]);
    expect(existsSync(join(world.cache(), 'makefile'))).toBe(true);
  });
});
