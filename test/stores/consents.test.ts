import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StandIn, StandInSet } from '../../src/model/stand-in.ts';
import { consentStore, stateFolder } from '../../src/stores/consents.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'memfit-test-'));

const STAND_IN: StandIn = {
  name: 'api',
  command: ['node', 'api.mjs'],
  functions: null,
  ready: { kind: 'port', port: 4_000, timeoutMs: 1_000 },
  environment: {},
  factor: 1,
  place: 'memfit.config.yaml:2:3',
};

function project(standIn: Partial<StandIn> = {}, folder = newFolder()): StandInSet {
  return { folder, file: 'memfit.config.yaml', standIns: [{ ...STAND_IN, ...standIn }] };
}

describe('consent', () => {
  it('is remembered for what was agreed to, for this user alone', async () => {
    const folder = join(newFolder(), 'state');
    const hash = await consentStore(folder).hashOf(project());
    expect(await consentStore(folder).has(hash)).toBe(false);
    await consentStore(folder).add(hash, { folder: '/project', commands: ['node api.mjs'] });
    await consentStore(folder).add('other', { folder: '/other', commands: [] });
    expect(await consentStore(folder).has(hash)).toBe(true);
    expect(await consentStore(folder).has('toString')).toBe(false);
    expect(statSync(join(folder, 'consents.json')).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'consents.json'), 'utf8')).commands[hash].folder).toBe('/project');
  });

  it('does not hold for another command, variable, folder or program text; a moved line changes nothing', async () => {
    const { hashOf } = consentStore(newFolder());
    const folder = newFolder();
    writeFileSync(join(folder, 'api.mjs'), 'one');
    const first = await hashOf(project({}, folder));
    expect(await hashOf(project({ place: 'memfit.config.yaml:9:3' }, folder))).toBe(first);
    const others = [
      await hashOf(project({ command: ['node', 'api.mjs', '--evil'] }, folder)),
      await hashOf(project({ environment: { A: 'b' } }, folder)),
      await hashOf(project({}, newFolder())),
    ];
    writeFileSync(join(folder, 'api.mjs'), 'two');
    others.push(await hashOf(project({}, folder)));
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('that cannot be read or kept is asked for again', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'consents.json'), '{"schemaVersion":1,"commands":');
    expect(await consentStore(folder).has('h')).toBe(false);
    const closed = consentStore('/dev/null/memfit');
    await closed.add('h', { folder: '/', commands: [] });
    expect(await closed.has('h')).toBe(false);
  });

  it('lies where the system keeps what belongs to a person', () => {
    expect(stateFolder({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.local/state/memfit');
    expect(stateFolder({ HOME: '/home/a', XDG_STATE_HOME: '/state' }, 'linux')).toBe('/state/memfit');
    expect(stateFolder({ HOME: '/home/a', XDG_STATE_HOME: 'here' }, 'linux')).toBe('/home/a/.local/state/memfit');
    expect(stateFolder({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Application Support/memfit');
  });
});
