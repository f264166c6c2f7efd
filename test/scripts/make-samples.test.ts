import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sampleFiles } from '../../scripts/samples/sample-files.ts';
import { createEar, sourceOf } from '../sources/log-file/harness.ts';

describe('samples/', () => {
  it('are what scripts/make-samples.ts makes', () => {
    const made = sampleFiles();
    const paths = readdirSync('samples', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice('samples/'.length).replaceAll('\\', '/'));
    expect(paths.sort()).toEqual([...made.keys()].sort());
    for (const [path, content] of made) {
      const bytes = readFileSync(join('samples', path));
      expect((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(), path).toBe(content);
    }
  });

  it('fit into the package', () => {
    const files = readdirSync('samples', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, entry) => sum + readFileSync(join(entry.parentPath, entry.name)).length, 0);
    expect(bytes).toBeLessThan(400_000);
  });

  it('tell the story of three functions', async () => {
    const ear = createEar();
    const { functions, account } = await sourceOf(['samples']).usage({}, ear);
    expect(functions.map((one) => [one.ref.name, one.sizes.map((size) => size.sizeMB)])).toEqual([
      ['Poetry', [512, 1024]],
      ['Thumbnail', [256]],
      ['YouTube', [2048, 3008]],
    ]);
    const [poetry, poetryBefore, thumbnail, youTube, youTubeBefore] = functions.flatMap((one) => one.sizes);
    expect((poetry?.outcomes.timeout ?? 0) + (poetryBefore?.outcomes.timeout ?? 0)).toBe(2);
    expect(poetry?.outcomes).toMatchObject({ 'out-of-memory': 0 });
    expect(youTube?.outcomes).toMatchObject({ timeout: 1, 'out-of-memory': 1 });
    expect(youTubeBefore?.outcomes).toMatchObject({ 'out-of-memory': 0 });
    expect(thumbnail?.usedMB?.max).toBeLessThan(110);
    expect(account).toMatchObject({ timed: true, unreadableCount: 0, unjoined: 0 });
    expect(account.setAside.duplicate).toBeGreaterThan(50);
    expect(account.inputs.filter((input) => input.problem !== undefined)).toEqual([]);
    const shapes = new Set(account.inputs.map((input) => input.shape));
    expect([...shapes].sort()).toEqual([
      'aws-logs-tail',
      'filter-log-events (gzip)',
      'insights-csv',
      's3-export (gzip)',
      's3-test-object',
      'subscription (gzip)',
    ]);
  });
});
