/** Runs the Python tests of the YouTube function in the example's own environment. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXAMPLE } from './example.ts';

const PYTHON = [
  process.env.MEMFIT_EXAMPLE_PYTHON,
  join(EXAMPLE, '.venv', 'bin', 'python'),
  join(EXAMPLE, '.venv', 'Scripts', 'python.exe'),
].find((path) => path !== undefined && existsSync(path));

describe('YouTube', () => {
  it.skipIf(PYTHON === undefined)(
    'passes its own tests (skipped without librosa: node examples/music-poetry-canvas/scripts/python-env.mjs)',
    () => {
      const { status, stderr } = spawnSync(PYTHON ?? '', ['-m', 'unittest', 'discover', '--start-directory', 'tests'], {
        cwd: join(EXAMPLE, 'functions', 'youtube'),
        encoding: 'utf8',
        env: { ...process.env, NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1' },
        timeout: 170_000,
      });
      expect(stderr).toMatch(/\nRan (?:[2-9]|\d{2,}) tests in .*\n\nOK\n$/);
      expect(status).toBe(0);
    },
    180_000,
  );
});
