import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ConfigFile } from '../../../src/core/config/config-file.ts';
import { findFunctions } from '../../../src/core/templates/index.ts';
import { loadConfig } from '../../../src/stores/config-file.ts';
import { parseYaml } from '../../../src/stores/yaml-document.ts';
import { EXAMPLE } from './example.ts';

const TEMPLATE = readFileSync(join(EXAMPLE, 'template.yaml'), 'utf8');
const FUNCTIONS = ['PoetryFunction', 'YouTubeFunction', 'ThumbnailFunction'];

let config: ConfigFile | null;
let written: {
  functions: Record<string, { payloads: { file: string }[] }>;
  services: Record<string, { command: string[]; functions: string[] }>;
};

beforeAll(async () => {
  config = await loadConfig(EXAMPLE, null);
  const text = readFileSync(join(EXAMPLE, 'memfit.config.yaml'), 'utf8');
  written = (await parseYaml(text, 'memfit.config.yaml')).value as typeof written;
});

describe('memfit.config.yaml of the example', () => {
  it('is accepted, and speaks of the functions of the template', () => {
    expect(Object.keys(config?.functions ?? {})).toEqual(FUNCTIONS);
    for (const name of FUNCTIONS) expect(TEMPLATE).toContain(`\n  ${name}:\n    Type: AWS::Serverless::Function\n`);
  });

  it("holds the guide's thresholds", () => {
    const rules = (name: string) => config?.functions[name]?.policy;
    expect(rules('PoetryFunction')).toHaveLength(3);
    expect(rules('YouTubeFunction')).toHaveLength(3);
    expect(rules('ThumbnailFunction')).toHaveLength(2);
  });

  it('names payloads and stand-ins that are there', () => {
    const files = Object.values(written.functions).flatMap(({ payloads }) => payloads.map(({ file }) => file));
    expect(files).toHaveLength(6);
    const programs = Object.values(written.services).map(({ command }) => command[1] ?? '');
    for (const file of [...files, ...programs]) expect(existsSync(join(EXAMPLE, file)), file).toBe(true);
    const served = Object.values(written.services).flatMap(({ functions }) => functions);
    expect(served.sort()).toEqual([...FUNCTIONS].sort());
  });
});

describe('template.yaml of the example', () => {
  it("has the guide's sizes and time-outs where memfit can find and change them", () => {
    const { functions, problems } = findFunctions({ 'template.yaml': TEMPLATE });
    expect(problems).toEqual([]);
    const found = functions.map(({ id, runtime, sizeMB, timeoutS, refusal }) => [
      id,
      runtime,
      sizeMB,
      timeoutS,
      refusal,
    ]);
    expect(found).toEqual([
      ['PoetryFunction', 'nodejs22.x', 512, 30, null],
      ['YouTubeFunction', 'python3.12', 2048, 60, null],
      ['ThumbnailFunction', 'nodejs22.x', 256, 10, null],
    ]);
  });

  it("keeps the guide's alarm on a metric that does not exist", () => {
    expect(TEMPLATE).toMatch(/Namespace: AWS\/Lambda\n +MetricName: MemoryUtilization\n/);
  });
});
