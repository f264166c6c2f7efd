import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundled } from '../../../../src/engines/local/making/esbuild.ts';
import { argumentsOf, recipeFor } from '../../../../src/engines/local/making/esbuild-arguments.ts';
import { answer, last, NO_CGROUPS, TestBench } from '../with-engine.ts';
import { World } from './making-world.ts';

const bench = new TestBench();
const world = new World();
afterAll(async () => {
  world.remove();
  await bench.close();
});

const TYPED = `import { add, type Pair } from './add.ts';
export const handler = async (event: Pair): Promise<number> => add(event);
`;
const ADD = 'export interface Pair { a: number; b: number }\nexport const add = ({ a, b }: Pair): number => a + b;\n';

describe.skipIf(NO_CGROUPS !== '')(`TypeScript functions ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it('run as they are, CommonJS or ES module, in folders too', async () => {
    const common = await bench.prepare({ 'src/app.ts': TYPED, 'src/add.ts': ADD }, { handler: 'src/app.handler' });
    expect(answer(await last(common, 512, { a: 1, b: 2 }))).toBe(3);
    await common.close();
    const text = `const base = await Promise.resolve(40);\n${TYPED.replace('add(event)', 'base + add(event)')}`;
    const files = { 'app.ts': text, 'add.ts': ADD, 'package.json': '{"type":"module"}' };
    const module = await bench.prepare(files, { handler: 'app.handler' });
    expect(answer(await last(module, 512, { a: 1, b: 1 }))).toBe(42);
    await module.close();
  });

  it("are bundled as the template's BuildProperties say", async () => {
    const properties = {
      EntryPoints: ['app.ts'],
      Format: 'esm',
      OutExtension: ['.js=.mjs'],
      Target: 'node20',
      Minify: 'false',
      Banner: ['js=globalThis.fromBanner = 5;'],
      Loader: ['.txt=text'],
      External: ['not-there'],
      Define: ['PLACE="here"'],
    };
    const text = `import note from './note.txt';
declare const PLACE: string; declare const fromBanner: number;
export const handler = async (e: { load?: boolean }) => e.load ? import('not-there') : [note.trim(), PLACE, fromBanner];`;
    const build = { method: 'esbuild', properties };
    const prepared = await bench.prepare({ 'app.ts': text, 'note.txt': 'a note\n' }, { handler: 'app.handler', build });
    expect(readdirSync(prepared.spec.codeFolder)).toContain('app.mjs');
    expect(answer(await last(prepared, 512))).toEqual(['a note', 'here', 5]);
    expect((await last(prepared, 512, { load: true })).sample.status).toBe('error');
    await prepared.close();
  });

  it('that do not bundle are refused with what esbuild says', async () => {
    const made = bench.prepare({ 'index.ts': "import x from './gone.ts'; export const handler = () => x;" });
    await expect(made).rejects.toMatchObject({
      code: 'handler-not-built',
      detail: { why: expect.stringContaining('./gone.ts') },
    });
  });
});

describe('a bundle', () => {
  const folder = bench.folder({ 'index.ts': TYPED, 'add.ts': ADD });
  const spec = bench.spec(folder);
  const recipe = recipeFor(spec) ?? { method: null, properties: {} };

  it('is kept by the content of everything it was made of', async () => {
    const first = await bundled(spec, recipe, world);
    const time = readFileSync(join(first, 'index.cjs'), 'utf8');
    expect(await bundled(spec, recipe, world)).toBe(first);
    writeFileSync(join(folder, 'add.ts'), ADD.replace('a + b', 'a - b'));
    const second = await bundled(spec, recipe, world);
    expect(second).not.toBe(first);
    expect(readFileSync(join(second, 'index.cjs'), 'utf8')).not.toBe(time);
    writeFileSync(join(folder, 'add.ts'), ADD);
    expect(await bundled(spec, recipe, world)).toBe(first);
  });

  it("that fails shows esbuild's own words, also through the script that stands for its binary where install scripts did not run", async () => {
    const faulty = bench.folder({
      'index.ts': "import a from './gone.ts';\nimport b from './far.ts';\nexport default a + b;\n",
    });
    const program = createRequire(import.meta.url).resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
    const script = `#!/usr/bin/env node
require('node:child_process').execFileSync(${JSON.stringify(program)}, process.argv.slice(2), { stdio: 'inherit' });\n`;
    const manifest = JSON.stringify({ version: '0.0.1', bin: { esbuild: 'bin/esbuild' } });
    const place = bench.folder({
      'node_modules/esbuild/package.json': manifest,
      'node_modules/esbuild/bin/esbuild': script,
    });
    const failing = { method: 'esbuild', properties: { EntryPoints: ['index.ts'] } };
    for (const from of [join(place, 'x.js'), import.meta.url]) {
      const made = bundled(bench.spec(faulty), failing, world, [from]);
      const { why } = await made.then(
        () => ({ why: 'made' }),
        (error: { detail: { why: string } }) => error.detail,
      );
      expect(why).toMatch(/^\[ERROR\] Could not resolve ".\/gone.ts"\n/);
      expect(why).toContain('index.ts:2:14:');
      expect(why).not.toMatch(/node:|Command failed|stdout/);
    }
  });

  it('cannot be made without esbuild: the error says what to run', async () => {
    const made = bundled(spec, recipe, world, [join(folder, 'nowhere.js')]);
    await expect(made).rejects.toMatchObject({
      code: 'handler-not-built',
      detail: { next: expect.stringContaining('npm install --save-dev esbuild') },
    });
    const sam = bundled({ ...spec, build: recipe }, recipe, world, []);
    await expect(sam).rejects.toMatchObject({ detail: { next: expect.stringMatching(/^run sam build, or/) } });
  });
});

describe("SAM's BuildProperties", () => {
  const folder = bench.folder({ 'app.ts': '', 'other.js': '' });
  const args = (properties: Record<string, string | string[]>) =>
    argumentsOf({ codeFolder: folder }, { method: 'esbuild', properties });

  it("become esbuild's arguments, with SAM's defaults", () => {
    expect(args({ EntryPoints: ['app', 'other'] })).toEqual({
      args: ['--target=es2020', '--format=cjs', '--minify'],
      entries: ['app.ts', 'other.js'],
    });
    const said = { MainFields: ['module', 'main'], Sourcemap: 'true', SourcesContent: 'false', External: ['a', 'b'] };
    expect(args({ EntryPoints: ['app.ts'], Minify: 'false', Target: 'es2022', Format: 'esm', ...said }).args).toEqual([
      '--target=es2022',
      '--format=esm',
      '--main-fields=module,main',
      '--sourcemap',
      '--sources-content=false',
      '--external:a',
      '--external:b',
    ]);
  });

  it('cannot move the output or turn off bundling', () => {
    expect(args({ EntryPoints: ['app.ts'], Outdir: '/etc', Outfile: '/x', Bundle: 'false' }).args.join()).not.toMatch(
      /out|bundle/,
    );
  });

  it('are not needed for TypeScript, and JavaScript is left alone', () => {
    expect(recipeFor(bench.spec(folder, { handler: 'app.handler' }))?.properties.EntryPoints).toEqual(['app.ts']);
    expect(recipeFor(bench.spec(folder, { handler: 'other.handler' }))).toBeNull();
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });
});
