import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEAD_ALARM } from '../../src/cli/demo-text.ts';
import { demoProject } from '../../src/stores/demo-project.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/music-poetry-canvas', import.meta.url));
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memfit-demo-project-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('copies what the example is delivered with, and nothing that tools made', async () => {
  const { folder } = await demoProject(EXAMPLE, root);
  for (const file of ['template.yaml', 'memfit.config.yaml', 'stand-ins/bedrock.mjs', 'functions/youtube/app.py']) {
    expect(readFileSync(join(folder, file))).toEqual(readFileSync(join(EXAMPLE, file)));
  }
  expect(readdirSync(folder)).not.toEqual(expect.arrayContaining(['.venv']));
  expect(existsSync(join(folder, 'functions/youtube/tests'))).toBe(false);
  expect(readFileSync(join(root, '.memfit/.gitignore'), 'utf8')).toContain('*\n');
});

it('makes the copy anew, and follows no link that lies in its place', async () => {
  const { folder } = await demoProject(EXAMPLE, root);
  writeFileSync(join(folder, 'mine.txt'), '');
  const again = await demoProject(EXAMPLE, root);
  expect(existsSync(join(again.folder, 'mine.txt'))).toBe(false);
  rmSync(folder, { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  writeFileSync(join(root, 'elsewhere/kept.txt'), 'kept');
  symlinkSync(join(root, 'elsewhere'), folder);
  await demoProject(EXAMPLE, root);
  expect(readdirSync(join(root, 'elsewhere'))).toEqual(['kept.txt']);
});

it('says what to do where nothing can be written', async () => {
  writeFileSync(join(root, '.memfit'), 'a file');
  await expect(demoProject(EXAMPLE, root)).rejects.toMatchObject({
    code: 'disk',
    detail: { why: `${join(root, '.memfit')} is no folder`, next: expect.any(String) },
  });
});

it('says that the package is not whole where the example is missing', async () => {
  await expect(demoProject(join(root, 'nowhere'), root)).rejects.toMatchObject({
    detail: { what: 'the example is missing', next: 'install memfit again' },
  });
});

it('shows a template whose alarm is the one that the demo speaks of', () => {
  const [, metric = '', namespace = ''] = /on (\w+) in (\S+?):/.exec(DEAD_ALARM) ?? [];
  const template = readFileSync(join(EXAMPLE, 'template.yaml'), 'utf8');
  expect(template).toContain(`MetricName: ${metric}`);
  expect(template).toContain(`Namespace: ${namespace}`);
});
