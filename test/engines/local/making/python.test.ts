import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { optionsOf } from '../../../../src/core/config/options.ts';
import { findPython, readablePython } from '../../../../src/engines/local/making/python-interpreter.ts';
import { pythonPackages } from '../../../../src/engines/local/making/python-packages.ts';
import { readableByOthers } from '../../../../src/engines/local/processes/lowered-user.ts';
import { answer, last, NO_CGROUPS, TestBench } from '../with-engine.ts';
import { World } from './making-world.ts';

const world = new World();
const bench = new TestBench({ listener: world.listener });
afterAll(async () => {
  world.remove();
  await bench.close();
});

const VERSION = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout?.match(/Python (3\.\d+)/)?.[1];
const VENV = VERSION !== undefined && spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;
const MISSING = VENV ? '' : 'python3 with venv is not installed';
const runtime = `python${VERSION}`;

/** A wheel that pip takes without any index: a zip with a module and its record. */
function wheelHouse(): string {
  const folder = join(world.folder, 'wheels');
  mkdirSync(folder, { recursive: true });
  const code = [
    'import sys, zipfile',
    'z = zipfile.ZipFile(sys.argv[1] + "/tiny_part-1.0-py3-none-any.whl", "w")',
    'z.writestr("tiny_part.py", "VALUE = 42\\n")',
    'z.writestr("tiny_part-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny-part\\nVersion: 1.0\\n")',
    'z.writestr("tiny_part-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    'z.writestr("tiny_part-1.0.dist-info/RECORD", "")',
    'z.close()',
  ].join('\n');
  spawnSync('python3', ['-c', code, folder]);
  return folder;
}

const HANDLER = 'import tiny_part\ndef handler(event, context):\n    return tiny_part.VALUE\n';

describe.skipIf(MISSING !== '')(`packages of a Python function ${MISSING}`, { timeout: 120_000 }, () => {
  const requirements = `# for tests\n--no-index\n--find-links ${wheelHouse()}\ntiny-part==1.0  # one\n`;

  it.skipIf(NO_CGROUPS !== '')(`are installed once, after asking ${NO_CGROUPS}`, async () => {
    const files = { 'main.py': HANDLER, 'requirements.txt': requirements };
    const prepared = await bench.prepare(files, { runtime, handler: 'main.handler' });
    expect(answer(await last(prepared, 512))).toBe(42);
    await prepared.close();
    expect(world.asked).toEqual([expect.stringContaining('install the 1 packages of requirements.txt')]);
    expect(world.asked[0]).toContain('the file itself says where from: --find-links');
    const again = await bench.prepare(files, { runtime, handler: 'main.handler' });
    expect(answer(await last(again, 512))).toBe(42);
    await again.close();
    expect(world.asked).toHaveLength(1);
  });

  it('are not installed where nobody agrees, and what to do is said', async () => {
    const refusing = new World();
    refusing.yes = false;
    const folder = bench.folder({ 'requirements.txt': 'never-installed==1\n' });
    const python = findPython(runtime, undefined);
    await expect(pythonPackages({ name: 'f', codeFolder: folder }, python, refusing)).rejects.toMatchObject({
      code: 'packages-not-installed',
      detail: { next: expect.stringContaining('--yes') },
    });
    expect(refusing.consents).toEqual(['files']);
    expect(optionsOf('tune').map(({ name }) => name)).toContain('yes');
    refusing.remove();
  });

  it('come from pyproject.toml too; a failing pip is quoted', async () => {
    const project = '[project]\nname = "x"\ndependencies = ["no-such-package-of-tests==9 ; python_version > \'3\'"]\n';
    const folder = bench.folder({ 'pyproject.toml': project });
    const offline = new World();
    process.env.PIP_NO_INDEX = '1';
    const made = pythonPackages({ name: 'f', codeFolder: folder }, findPython(runtime, undefined), offline);
    await expect(made).rejects.toMatchObject({ detail: { why: expect.stringContaining('no-such-package-of-tests') } });
    delete process.env.PIP_NO_INDEX;
    offline.remove();
  });

  it('are none where the file names none, or where they lie in the folder already', async () => {
    const python = findPython(runtime, undefined);
    const none = async (files: Record<string, string>) =>
      pythonPackages({ name: 'f', codeFolder: bench.folder(files) }, python, world);
    expect(await none({ 'requirements.txt': '# nothing\n\n' })).toBeNull();
    expect(await none({ 'app.py': '' })).toBeNull();
    const built = { 'requirements.txt': 'Tiny_Part>=1\n', 'tiny_part-1.0.dist-info/METADATA': '' };
    expect(await none(built)).toBeNull();
    await expect(none({ 'requirements.txt': '-e .\n' })).rejects.toMatchObject({ code: 'packages-not-installed' });
  });
});

describe.skipIf(VERSION === undefined)('the interpreter of a Python function', { timeout: 60_000 }, () => {
  it('is of the version named where one is installed, else the nearest', () => {
    expect(findPython(runtime, undefined).version).toMatch(new RegExp(`^${VERSION}\\.`));
    expect(findPython('python3.99', undefined).version).toMatch(/^3\./);
  });

  it('can be read by the lowered user, if need be as a copy that stands alone', async () => {
    const found = findPython(runtime, undefined);
    const readable = await readablePython(found, world);
    if (process.getuid?.() !== 0) expect(readable).toEqual(found);
    else expect(readableByOthers(readable.path)).toBe(true);
    expect(readable.version).toBe(found.version);
    writeFileSync(join(world.folder, 'x.py'), 'import ssl, json, ctypes; print("alone")');
    const env = { LD_LIBRARY_PATH: readable.libraries.join(':') };
    const run = spawnSync(readable.path, [join(world.folder, 'x.py')], { encoding: 'utf8', env });
    expect(run.stdout).toBe('alone\n');
  });
});
