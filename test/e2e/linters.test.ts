import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planEdits } from '../../src/core/templates/index.ts';
import { applyEdits } from '../../src/core/templates/splice.ts';
import { allCases } from '../core/templates/case-file.ts';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/music-poetry-canvas/', import.meta.url));
const MADE = fileURLToPath(new URL('../../.cache/template-linters/', import.meta.url));
const tool = (stamp: string, path: string): string | null =>
  existsSync(join(MADE, stamp)) && existsSync(join(MADE, path)) ? join(MADE, path) : null;

/** Made by scripts/template-linters.mjs where the registries can be reached. */
const sam = tool('python.made', 'venv/bin/sam');
const cfnLint = tool('python.made', 'venv/bin/cfn-lint');
const hclfmt = tool('go.made', 'go/hclfmt');

const SIZES = ['PoetryFunction=256', 'YouTubeFunction=1536', 'ThumbnailFunction=192'].flatMap((size) => [
  '--set',
  size,
]);
const FILES = ['template.yaml', 'samconfig.toml', 'memfit.config.yaml'];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memfit-linters-'));
  for (const file of FILES) cpSync(join(EXAMPLE, file), join(folder, file));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, AWS_DEFAULT_REGION: 'us-east-1', SAM_CLI_TELEMETRY: '0' };
  return spawnSync(command, args, { cwd: folder, encoding: 'utf8', env, input: '' });
}

const memfit = (...args: string[]) => run(process.execPath, [MEMFIT, ...args]);

describe('the example app after plan and apply', { timeout: 120_000 }, () => {
  it('has the sizes asked for, and a second plan finds nothing to do', () => {
    const applied = memfit('apply', ...SIZES, '--yes');
    expect(applied.stderr).toContain('sam build && sam deploy');
    expect(applied.status).toBe(0);
    expect(memfit('plan', ...SIZES, '--check')).toMatchObject({ status: 0 });
  });

  it.skipIf(sam === null)('is accepted by sam validate --lint (aws-sam-cli)', () => {
    const { status, stdout, stderr } = run(sam ?? '', ['validate', '--lint', '-t', 'template.yaml']);
    expect(status, stdout + stderr).toBe(0);
  });

  it.skipIf(cfnLint === null)('is accepted by cfn-lint', () => {
    const { status, stdout } = run(cfnLint ?? '', ['template.yaml']);
    expect(status, stdout).toBe(0);
  });

  it('is byte for byte as it was after undo', () => {
    expect(memfit('apply', '--undo', '--yes').status).toBe(0);
    for (const file of FILES) expect(readFileSync(join(folder, file))).toEqual(readFileSync(join(EXAMPLE, file)));
  });
});

describe('Terraform that was formatted', { timeout: 120_000 }, () => {
  it.skipIf(hclfmt === null)('is formatted after every edit of the fixtures (hclfmt, as terraform fmt)', () => {
    const isFormatted = (text: string): boolean => {
      writeFileSync(join(folder, 'a.tf'), text);
      return run(hclfmt ?? '', ['-require-no-change', 'a.tf']).status === 0;
    };
    let compared = 0;
    for (const one of allCases()) {
      const { edits } = planEdits(one.files, one.requests, {
        environment: one.environment,
        parameters: one.parameters,
      });
      for (const path of new Set(edits.map(({ file }) => file))) {
        const text = one.files[path] ?? '';
        // A comment that is aligned after a number moves with its digits: documented, and not edited.
        if (!/\.(?:tf|tofu|tfvars)$/.test(path) || /\d[ \t]+(?:#|\/\/)/.test(text) || !isFormatted(text)) continue;
        const after = applyEdits(
          text,
          edits.filter(({ file }) => file === path),
        );
        expect(isFormatted(after), `${one.path} ${path}\n${after}`).toBe(true);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(2);
  });
});
