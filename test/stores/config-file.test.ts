import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/model/errors.ts';
import { findConfig, loadConfig } from '../../src/stores/config-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memfit-config-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function load(text: string) {
  put('memfit.config.yaml', text);
  return loadConfig(root, null);
}

/** What a person reads: place, what, why, next. */
async function fault(text: string): Promise<string> {
  const error = await load(text).then(
    () => null,
    (thrown: UserError) => thrown,
  );
  if (!error) return 'no fault';
  const { where, what, why, next } = error.detail;
  return [`${where}: ${what}`, why, next].filter((part) => part !== undefined).join('\n');
}

describe('looking for the configuration', () => {
  it('goes up to the root of the repository and no further', async () => {
    put('memfit.config.yaml', 'goal: cost');
    put('repo/.git/HEAD', 'ref: refs/heads/main');
    mkdirSync(join(root, 'repo/a/b'), { recursive: true });
    expect(await findConfig(join(root, 'repo/a/b'))).toBeNull();
    put('repo/memfit.config.yml', 'goal: speed');
    expect(await findConfig(join(root, 'repo/a/b'))).toBe(join(root, 'repo/memfit.config.yml'));
    put('repo/a/memfit.config.yaml', 'goal: speed');
    expect(await findConfig(join(root, 'repo/a/b'))).toBe(join(root, 'repo/a/memfit.config.yaml'));
  });

  it('looks only here when there is no repository', async () => {
    put('memfit.config.yaml', 'goal: cost');
    mkdirSync(join(root, 'sub'));
    expect(await findConfig(join(root, 'sub'))).toBeNull();
    expect(await findConfig(root)).toBe(join(root, 'memfit.config.yaml'));
  });

  it('refuses a link that leads out of the repository', async () => {
    put('secret.yaml', 'goal: cost');
    put('repo/.git/HEAD', '');
    symlinkSync(join(root, 'secret.yaml'), join(root, 'repo/memfit.config.yaml'));
    await expect(findConfig(join(root, 'repo'))).rejects.toMatchObject({ code: 'outside-workspace' });
  });

  it('reads a file that is named wherever it lies, and says when it is not there', async () => {
    put('other/my.json', '{\n\t"goal": "speed"\n}');
    const file = await loadConfig(join(root, 'other'), 'my.json');
    expect(file?.settings.get('goal')?.texts).toEqual(['speed']);
    await expect(loadConfig(root, 'gone.yaml')).rejects.toMatchObject({ code: 'no-such-file' });
  });

  it('reads what PowerShell writes: UTF-16 with a byte order mark', async () => {
    put('memfit.config.yaml', new Uint8Array(Buffer.from('\ufeffgoal: speed\r\n', 'utf16le')));
    expect((await loadConfig(root, null))?.settings.get('goal')?.texts).toEqual(['speed']);
  });
});

describe('a configuration', () => {
  it('may be empty', async () => {
    expect((await load(''))?.functions).toEqual({});
    expect((await load('# nothing yet\n'))?.settings.size).toBe(0);
    expect((await load('functions:\n  Poetry:\n'))?.functions.Poetry?.goal).toBeNull();
  });

  it('brings the guide to its finished form', async () => {
    const file = await load(`
$schema: ./node_modules/memfit/schemas/config.v1.json
goal: slo:p95<=800ms
failOn: [critical, out-of-memory]
maxStep: 25%
functions:
  Poetry:
    policy:
      - { below: 256, size: 256 }
      - { from: 256, to: 400, keep: true }
      - { above: 400, investigate: look for a leak }
    ignore: { finding: cold-start-heavy, reason: called once a day, until: 2027-01-01 }
    invocationsPerMonth: 1000
    logGroup: /aws/lambda/poetry
  Thumbnail: { pin: 256, owner: web, architecture: arm64, ephemeralMB: 1024, provisionedConcurrency: 2 }
`);
    expect(file?.settings.get('fail-on')?.texts).toEqual(['critical', 'out-of-memory']);
    expect(file?.settings.get('goal')?.origin).toMatchObject({ place: 'memfit.config.yaml:3:7' });
    expect(file?.functions.Poetry).toMatchObject({
      ignore: [{ finding: 'cold-start-heavy', reason: 'called once a day', until: '2027-01-01' }],
      invocationsPerMonth: 1_000,
      logGroup: '/aws/lambda/poetry',
      pinMB: null,
    });
    const policy = file?.functions.Poetry?.policy ?? [];
    expect(policy.map(({ text }) => text)).toEqual([
      'below 256 → 256',
      '256 to 400 → keep',
      'above 400 → investigate (look for a leak)',
    ]);
    expect(policy.map(({ fromMB, toMB }) => [fromMB, toMB])).toEqual([
      [null, 256],
      [256, 400],
      [400, null],
    ]);
    expect(policy[0]?.then).toEqual({ kind: 'size', sizeMB: 256 });
    expect(file?.functions.Thumbnail).toMatchObject({ pinMB: 256, owner: 'web', architecture: 'arm64' });
  });

  it('accepts what later commands use, and aliases and merges', async () => {
    const file = await load(`
functions:
  A: &a { minMB: 256, payloads: [{ file: events/a.json, weight: 2, expect: { statusCode: 200 } }], invoke: safe }
  B: { <<: *a, maxMB: 1024 }
services: { bedrock: { command: [node, stand-ins/bedrock.js], ready: { port: 4000 } } }
endpoints: [{ url: 'https://example.org/poem', method: POST, headers: { role: reader } }]
alarms: { topic: arn:aws:sns:eu-west-1:123456789012:ops }
review: { every: month }
accounts: { '123456789012': { production: true } }
`);
    expect(file?.functions.B).toMatchObject({ minMB: 256, maxMB: 1_024 });
  });

  it.each([
    ['an unknown key', 'goal: cost\nfunctons:\n  A: {}\n'],
    ['an unknown key of a function', 'functions:\n  Poetry:\n    goal: cost\n    floorMb: 256\n'],
    ['an unknown key of a policy', 'functions:\n  P:\n    policy:\n      - { belw: 256, size: 256 }\n'],
    ['a size outside the quota', 'functions:\n  P: { pin: 64 }\n'],
    ['text for a number', 'functions:\n  P:\n    minMB: "many"\n'],
    ['an unknown finding', 'functions:\n  P:\n    ignore:\n      - { finding: leek, reason: soup }\n'],
    ['an ignored finding without a reason', 'functions:\n  P:\n    ignore: { finding: leak }\n'],
    ['a date that is none', 'functions:\n  P:\n    ignore: { finding: leak, reason: x, until: soon }\n'],
    ['a policy with two outcomes', 'functions:\n  P:\n    policy: { below: 256, size: 256, keep: true }\n'],
    ['a policy without bounds', 'functions:\n  P:\n    policy: [{ size: 256 }]\n'],
    [
      'policies that overlap',
      'functions:\n  P:\n    policy:\n      - { below: 300, size: 256 }\n      - { from: 256, to: 400, keep: true }\n',
    ],
    ['bounds that contradict', 'functions:\n  P:\n    minMB: 1024\n    maxMB: 512\n'],
    ['an unknown Region of a function', 'functions:\n  P: { region: eu-centrall-1 }\n'],
    ['an unknown goal of a function', 'functions:\n  P: { goal: ballanced }\n'],
    ['an endpoint of AWS', 'goal: cost\nendpoint-url: http://evil.example\n'],
    ['a role inside something loose', 'alarms:\n  topic: x\n  roleArn: arn:aws:iam::1:role/r\n'],
    ['a shell line as command', 'services:\n  db: { command: "rm -rf /" }\n'],
    ['broken YAML', 'goal: [cost\nregion: x\n'],
    ['a key said twice', 'goal: cost\ngoal: speed\n'],
    ['a tag that executes nothing here', 'goal: !Ref Goal\n'],
    ['a list at the top', '- goal\n'],
    ['a sentence at the top', 'hello\n'],
    ['escape characters', 'functions:\n  "\\u001b[31mP": { goal: "\\u001b[31m" }\n'],
  ])('names the place of %s', async (name, text) => {
    expect(`${name}\n\n${text}\n${await fault(text)}\n`).toMatchSnapshot();
  });

  it('is bounded against alias bombs', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    expect(await fault(`l0: &l0 [x]\n${levels.join('\n')}\n`)).toContain('cannot be expanded');
    expect(await fault(`# ${'x'.repeat(1_000_001)}`)).toContain('too long');
  });
});
