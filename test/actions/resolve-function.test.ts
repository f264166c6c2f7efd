import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type FunctionSource, resolveFunction } from '../../src/actions/resolve-function.ts';
import type { Workspace } from '../../src/contracts/workspace.ts';

const TEMPLATE = readFileSync(new URL('../fixtures/tune/template.yaml', import.meta.url), 'utf8');
const NOTHING: FunctionSource = {
  template: null,
  handler: null,
  runtime: null,
  code: null,
  timeoutMs: null,
  environment: {},
  promised: [],
  region: null,
};

function workspace(files: Readonly<Record<string, string>>): Workspace {
  return {
    root: '/project',
    readText: async (path) => files[path] ?? null,
    exists: async (path) => files[path] !== undefined,
    list: async () => [],
    writeText: async () => undefined,
    appendLines: async () => undefined,
  };
}

const resolve = (name: string, files: Readonly<Record<string, string>>, source: Partial<FunctionSource> = {}) =>
  resolveFunction(name, { ...NOTHING, ...source }, workspace(files));

describe('a function to tune', () => {
  it('comes out of the template with its variables, timeout and size', async () => {
    const found = await resolve('WaitingFunction', { 'template.yaml': TEMPLATE }, { environment: { NAME: 'mine' } });
    expect(found.currentMB).toBe(1_024);
    expect(found.spec).toMatchObject({
      codeFolder: '/project/waiting',
      handler: 'index.handler',
      timeoutMs: 10_000,
      environment: { STAGE: 'test', NAME: 'mine' },
    });
    expect(found.remarks).toEqual([expect.stringContaining('only deployment knows TABLE')]);
    const given = await resolve('WaitingFunction', { 'template.yaml': TEMPLATE }, { environment: { TABLE: 't' } });
    expect(given.remarks).toEqual([]);
  });

  it('finds code beside a template in another folder, also above it', async () => {
    const text = TEMPLATE.replace('CodeUri: cpu/', 'CodeUri: ./../src/./cpu//');
    const { spec } = await resolve('CpuFunction', { 'infra/t.yaml': text }, { template: 'infra/t.yaml' });
    expect(spec.codeFolder).toBe('/project/src/cpu');
  });

  it('takes the code of the last sam build, and says so', async () => {
    const built = TEMPLATE.replace('CodeUri: cpu/', 'CodeUri: CpuFunction').replace(
      'MemorySize: 512',
      'MemorySize: 128',
    );
    const files = { 'template.yaml': TEMPLATE, '.aws-sam/build/template.yaml': built };
    const { spec, currentMB, remarks } = await resolve('CpuFunction', files);
    expect([spec.codeFolder, currentMB]).toEqual(['/project/.aws-sam/build/CpuFunction', 512]);
    expect(remarks[0]).toContain('last sam build');
    const broken = await resolve('CpuFunction', { ...files, '.aws-sam/build/template.yaml': '{' });
    expect(broken.spec.codeFolder).toBe('/project/cpu');
  });

  it('comes from flags alone', async () => {
    const flags = { handler: 'a.b', runtime: 'python3.12', code: './dist/' };
    const { spec } = await resolve('Any', {}, flags);
    expect(spec).toMatchObject({ name: 'Any', codeFolder: '/project/dist', runtime: 'python3.12', timeoutMs: 900_000 });
    expect((await resolve('Any', {}, { ...flags, code: '/else/where' })).spec.codeFolder).toBe('/else/where');
    await expect(resolve('Any', {}, { code: 'dist' })).rejects.toMatchObject({ code: 'incomplete-function' });
  });

  it('is refused with what to do where its code is not here', async () => {
    const inline = 'Resources:\n  F: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x } } }\n';
    await expect(resolve('F', { 'template.yaml': inline })).rejects.toMatchObject({ code: 'code-not-local' });
    await expect(resolve('F', { 'template.yaml': 'a: 1' })).rejects.toMatchObject({ code: 'no-template' });
    await expect(resolve('F', {})).rejects.toMatchObject({ code: 'no-template' });
    const image = 'Resources:\n  F: { Type: AWS::Serverless::Function, Properties: { PackageType: Image } }\n';
    // The engine declines images and says what to do instead.
    expect((await resolve('F', { 'template.yaml': image })).spec.runtime).toBe('image');
  });
});
