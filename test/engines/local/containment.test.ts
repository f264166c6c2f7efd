import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
const home = mkdtempSync(join(tmpdir(), 'home-of-the-caller-'));
afterAll(async () => {
  await bench.close();
  rmSync(home, { recursive: true, force: true });
});
const ROOT = process.getuid?.() === 0;

/** What a handler can find of the caller, by all the ways that SDKs and curious programs look. */
const SEARCH = `
const fs = require('node:fs'); const os = require('node:os'); const path = require('node:path');
const read = (file) => { try { return fs.readFileSync(file, 'utf8'); } catch (error) { return error.code; } };
exports.handler = async (event) => ({
  variables: Object.keys(process.env).filter((name) => /^AWS_.*(KEY|TOKEN|PROFILE|CREDENTIALS|ROLE)/.test(name)).sort(),
  sdk: [read(process.env.AWS_CONFIG_FILE), read(process.env.AWS_SHARED_CREDENTIALS_FILE)],
  homes: [os.homedir(), process.env.HOME, os.userInfo().homedir].map((home) => read(path.join(home, '.aws', 'credentials'))),
  named: (event.files ?? []).map(read),
  parents: fs.readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid)).map((pid) => read('/proc/' + pid + '/environ')).filter((text) => text.includes('SECRET-KEY-OF-CALLER')).length,
});`;

describe.skipIf(NO_CGROUPS !== '')(`what handlers cannot have ${NO_CGROUPS}`, { timeout: 60_000 }, () => {
  it("the caller's AWS credentials: neither variables nor files, also not through other processes", async () => {
    mkdirSync(join(home, '.aws'), { mode: 0o700 });
    const file = join(home, '.aws', 'credentials');
    writeFileSync(file, '[default]\naws_secret_access_key = SECRET-KEY-OF-CALLER\n', { mode: 0o600 });
    const own = {
      HOME: home,
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'SECRET-KEY-OF-CALLER',
      AWS_SESSION_TOKEN: 'SECRET-KEY-OF-CALLER',
      AWS_PROFILE: 'production',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x',
      AWS_SHARED_CREDENTIALS_FILE: file,
    };
    const before = { ...process.env };
    Object.assign(process.env, own);
    try {
      const prepared = await bench.prepare({ 'index.js': SEARCH });
      const { response, logTail } = await last(prepared, 512, { files: [file] });
      const text = Buffer.from(response ?? []).toString();
      const found = JSON.parse(text) as {
        variables: string[];
        sdk: string[];
        homes: string[];
        named: string[];
        parents: number;
      };
      expect(found.variables).toEqual(['AWS_SHARED_CREDENTIALS_FILE']);
      expect(found.sdk).toEqual(['', '']);
      for (const one of found.homes) expect(one).toMatch(/^E(NOENT|ACCES)$/);
      expect(found.parents).toBe(0);
      // Who runs memfit as an ordinary user runs handlers as that user (docs/local-engine.md): root's files are out of reach.
      if (ROOT) expect(found.named).toEqual([expect.stringMatching(/^E(NOENT|ACCES)$/)]);
      if (ROOT) expect(text + logTail).not.toContain('SECRET-KEY-OF-CALLER');
      await prepared.close();
    } finally {
      for (const name of Object.keys(own)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  it.skipIf(!ROOT)('files of root that a link in the code leads to', async () => {
    const folder = bench.folder({ 'index.js': SEARCH });
    const secret = join(home, 'secret');
    writeFileSync(secret, 'SECRET', { mode: 0o600 });
    symlinkSync(secret, join(folder, 'link'));
    symlinkSync(home, join(folder, 'around'));
    symlinkSync('/etc/shadow', join(folder, 'shadow'));
    const files = ['link', 'around/secret', 'shadow'].map((name) => join(folder, name));
    const prepared = await (await bench.engine).prepare(bench.spec(folder));
    const { named } = answer(await last(prepared, 512, { files })) as { named: string[] };
    for (const one of named) expect(one).toMatch(/^E(NOENT|ACCES)$/);
    await prepared.close();
  });

  it('a shell: values with breaks, quotes and dollars arrive as they are', async () => {
    const environment = {
      BREAKS: 'one\ntwo\r\nthree\n',
      QUOTES: `'"\`$(touch /tmp/x) $HOME \\`,
      EMPTY: '',
      UNICODE: 'ä\u2028😀',
    };
    const source = `exports.handler = async (names) => Object.fromEntries(names.map((name) => [name, process.env[name]]));`;
    const prepared = await bench.prepare({ 'index.js': source }, { environment });
    expect(answer(await last(prepared, 512, Object.keys(environment)))).toEqual(environment);
    await prepared.close();
  });

  it('the variables that Lambda sets itself, or a byte that ends a variable', async () => {
    const source = 'exports.handler = async () => 1';
    const reserved = await bench.prepare({ 'index.js': source }, { environment: { AWS_LAMBDA_RUNTIME_API: 'evil:1' } });
    await expect(last(reserved, 512)).rejects.toMatchObject({ code: 'reserved-variable' });
    await reserved.close();
    for (const environment of [{ CUT: 'a\0b' }, { 'odd.name': 'x' }, { 'A=B': 'x' }]) {
      const unusable = await bench.prepare({ 'index.js': source }, { environment });
      await expect(last(unusable, 512)).rejects.toMatchObject({ code: 'unusable-variable' });
      await unusable.close();
    }
  });

  it.skipIf(!ROOT)('new privileges', async () => {
    const source = `const fs = require('node:fs'); exports.handler = async () => {
      const status = fs.readFileSync('/proc/self/status', 'utf8');
      return ['NoNewPrivs', 'CapEff', 'CapBnd', 'Uid'].map((name) => new RegExp('^' + name + ':\\\\s+(\\\\S+)', 'm').exec(status)[1]);
    };`;
    const prepared = await bench.prepare({ 'index.js': source });
    expect(answer(await last(prepared, 512))).toEqual(['1', '0000000000000000', '0000000000000000', '65534']);
    await prepared.close();
  });

  it('more cores than Lambda shows', async () => {
    const source = `exports.handler = async () => require('node:os').availableParallelism();`;
    const prepared = await bench.prepare({ 'index.js': source });
    const { cores } = (await bench.engine).about.machine;
    expect(answer(await last(prepared, 512))).toBe(Math.min(2, cores));
    await prepared.close();
  });
});
