import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_FILES, deploymentIn } from '../../../../src/core/templates/light/deployment.ts';

/** A variable of the Serverless Framework. */
function variable(text: string): string {
  return ['$', '{', text, '}'].join('');
}

describe('where a project is deployed', () => {
  it('samconfig.toml: the default environment, deploy before global', () => {
    const text = `version = 0.1
[default.global.parameters]
stack_name = "music-poetry-canvas"
region = "us-west-2"
[default.deploy.parameters]
region = "ap-northeast-2"
parameter_overrides = "A=1"
[prod.deploy.parameters]
stack_name = "other"
`;
    expect(deploymentIn('samconfig.toml', text)).toEqual({
      tool: 'sam',
      file: 'samconfig.toml',
      stacks: [{ name: 'music-poetry-canvas', region: 'ap-northeast-2' }],
    });
  });

  it('samconfig: the only environment, and none when several and no default', () => {
    const yaml = 'version: 0.1\nprod:\n  deploy:\n    parameters:\n      stack_name: app-prod\n';
    expect(deploymentIn('samconfig.yaml', yaml)?.stacks).toEqual([{ name: 'app-prod', region: null }]);
    expect(deploymentIn('samconfig.yaml', `${yaml}test: {}\n`)).toBeNull();
  });

  it.each([
    ['service: app\nprovider: { name: aws }\n', 'app-dev', 'us-east-1'],
    ['service: { name: app }\nprovider: { name: aws, stage: prod, region: eu-west-1 }\n', 'app-prod', 'eu-west-1'],
    [
      `service: app\nprovider:\n  stage: ${variable("opt:stage, 'beta'")}\n  region: ${variable('env:REGION')}\n`,
      'app-beta',
      null,
    ],
    [`service: app\nprovider: { stage: "${variable('sls:stage')}" }\n`, null, 'us-east-1'],
    ['service: app\nprovider: { stackName: mine }\n', 'mine', 'us-east-1'],
  ])('serverless.yml %j', (text, name, region) => {
    expect(deploymentIn('serverless.yml', text)?.stacks).toEqual([{ name, region }]);
  });

  it('cdk: the stacks of the last synth, else only that it is one', () => {
    const manifest = JSON.stringify({
      version: '36.0.0',
      artifacts: {
        Tree: { type: 'cdk:tree' },
        Api: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://123456789012/eu-west-1',
          properties: { stackName: 'api-prod' },
        },
        Web: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region' },
      },
    });
    expect(deploymentIn('cdk.out/manifest.json', manifest)?.stacks).toEqual([
      { name: 'api-prod', region: 'eu-west-1' },
      { name: 'Web', region: null },
    ]);
    expect(deploymentIn('cdk.json', '{"app": "npx tsx bin/app.ts"}')).toMatchObject({ tool: 'cdk', stacks: [] });
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...DEPLOYMENT_FILES), fc.string(), (file, text) => {
        expect([null, 'object']).toContain(deploymentIn(file, text) && 'object');
      }),
    );
    expect(deploymentIn('samconfig.toml', '[default.deploy.parameters\nstack_name=')).toBeNull();
    expect(deploymentIn('samconfig.toml', 'default = 1')).toMatchObject({ stacks: [{ name: null, region: null }] });
  });
});
