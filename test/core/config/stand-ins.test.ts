import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../../src/core/config/check-file.ts';
import type { UserError } from '../../../src/model/errors.ts';
import { commandOf, isLoopback, variablesFor } from '../../../src/model/stand-in.ts';
import { parseYaml } from '../../../src/stores/yaml-document.ts';

async function read(service: string) {
  const text = `services:\n  api: ${service}\n`;
  const [standIn] = checkConfig(await parseYaml(text, 'memfit.config.yaml')).standIns;
  if (!standIn) throw new Error('no stand-in');
  return standIn;
}

async function fault(service: string): Promise<string> {
  return read(service).then(
    () => expect.fail('it was accepted'),
    (error: UserError) => [error.detail.where, error.message, error.detail.why, error.detail.next].join('\n'),
  );
}

describe('services of the configuration', () => {
  it('are finished, with what was not said filled in', async () => {
    const standIn = await read(
      `{ command: [node, api.mjs, --factor, '{factor}'], functions: [A], ready: { line: '^ready (\\S+)$' }, env: { URL: '{url}/x', N: 4, F: '{factor}' }, latency: { firstByteMs: 60, factor: 0.5 } }`,
    );
    expect(standIn).toEqual({
      name: 'api',
      command: ['node', 'api.mjs', '--factor', '{factor}'],
      functions: ['A'],
      ready: { kind: 'line', pattern: '^ready (\\S+)$', timeoutMs: 10_000 },
      environment: { URL: '{url}/x', N: '4', F: '{factor}' },
      factor: 0.5,
      place: 'memfit.config.yaml:2:3',
    });
    expect(commandOf(standIn)).toEqual(['node', 'api.mjs', '--factor', '0.5']);
    expect(variablesFor(standIn, 'http://127.0.0.1:1')).toEqual({ URL: 'http://127.0.0.1:1/x', N: '4', F: '0.5' });
    expect(await read('{ command: [a], ready: { port: 4000, timeoutSeconds: 0.5 } }')).toMatchObject({
      functions: null,
      ready: { kind: 'port', port: 4_000, timeoutMs: 500 },
      factor: 1,
    });
  });

  it.each([
    ['{ command: [a] }', 'services.api.ready is missing'],
    ['{ command: [a], ready: {} }', 'a line, a url or a port'],
    ['{ command: [a], ready: { line: x, port: 4000 } }', 'a line, a url or a port'],
    ['{ command: [], ready: { line: x } }', 'services.api.command'],
    ['{ command: "rm -rf /", ready: { line: x } }', 'services.api.command'],
    ["{ command: [a, '{url}'], ready: { line: x } }", '{url} cannot stand in a command'],
    ["{ command: [a], ready: { line: '^ready' }, env: { A: '{url}' } }", 'put parentheses around the address'],
    ["{ command: [a], ready: { line: '(' } }", 'ready.line is no regular expression'],
    ['{ command: [a], ready: { url: "http://example.org/" } }', 'is not on this machine'],
    ['{ command: [a], ready: { url: "http://127.0.0.1.evil.example/" } }', 'is not on this machine'],
    ['{ command: [a], ready: { port: 70000 } }', 'services.api.ready.port'],
    ['{ command: [a], ready: { lines: x } }', 'did you mean line?'],
    ['{ command: [a], ready: { line: x }, env: { "A B": c } }', '"A B" is no name of a variable'],
    ['{ command: [a], ready: { line: x }, latency: { factor: -1 } }', 'services.api.latency.factor'],
  ])('%s: %s', async (service, says) => {
    const text = await fault(service);
    expect(text).toContain(says);
    expect(text).toContain('memfit.config.yaml:2:');
  });

  it('knows which addresses are on this machine', () => {
    const here = ['http://127.0.0.1', 'http://localhost:80/x', 'https://[::1]:9', 'http://127.9.9.9:1?x'];
    const away = [
      'http://localhost.example',
      'http://10.0.0.1',
      'http://127.0.0.1@evil.example',
      'ftp://127.0.0.1',
      '127.0.0.1:80',
    ];
    expect(here.filter((url) => !isLoopback(url))).toEqual([]);
    expect(away.filter(isLoopback)).toEqual([]);
  });
});
