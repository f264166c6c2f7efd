import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functionSettings } from '../../../../src/core/templates/cloudformation/function-settings.ts';

const read = (text: string, more: Record<string, string> = {}) =>
  functionSettings({ 'template.yaml': text, ...more }, 'template.yaml');

describe('the settings of functions in a template', () => {
  const fixture = readFileSync(new URL('../../../fixtures/tune/template.yaml', import.meta.url), 'utf8');

  it('join Globals with own properties, and name variables that only deployment knows', () => {
    const waiting = read(fixture)?.find(({ id }) => id === 'WaitingFunction');
    expect(waiting).toEqual({
      id: 'WaitingFunction',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      code: 'waiting/',
      package: 'zip',
      environment: { STAGE: 'test', NAME: 'app-test' },
      unresolved: ['TABLE'],
      timeoutS: 10,
      sizeMB: 1_024,
      ephemeralMB: null,
      architecture: 'x86_64',
      layers: [],
      otherLayers: 0,
      logFormat: 'text',
      build: null,
    });
  });

  it('take parameters from samconfig.toml', () => {
    const config = 'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Stage=live"\n';
    const [cpu] = read(fixture, { 'samconfig.toml': config }) ?? [];
    expect(cpu?.environment).toEqual({ STAGE: 'live' });
  });

  it('tell code in buckets, images and inline code from folders', () => {
    const [bucket, image, inline, layered] =
      read(`Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: b, S3Key: k }, Runtime: python3.12, Handler: a.b } }
  B: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: x } }
  C: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: "x" }, Handler: index.handler } }
  D:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/key
      Timeout: !Ref Unknown
      LoggingConfig: { LogFormat: JSON }
      Layers: [!Ref Shared, { Ref: Shared }, 'arn:aws:lambda:eu-west-1:1:layer:x:1']
  Shared: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/shared } }
`) ?? [];
    expect(bucket).toMatchObject({ code: null, package: 'zip', timeoutS: 3, sizeMB: 128 });
    expect(image).toMatchObject({ package: 'image' });
    expect(inline).toMatchObject({ code: null, package: 'inline' });
    expect(layered).toMatchObject({
      code: null,
      timeoutS: null,
      logFormat: 'json',
      layers: ['layers/shared', 'layers/shared'],
      otherLayers: 1,
    });
  });

  it('are none where the text is no template', () => {
    expect(read('a: 1')).toBeNull();
    expect(read('Resources: {}')).toEqual([]);
  });
});
