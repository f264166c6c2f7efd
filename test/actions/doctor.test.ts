import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/checkup.v1.json' with { type: 'json' };
import { type DoctorPorts, doctor, type LimitsProof, type Machine } from '../../src/actions/doctor.ts';
import { OutsideError, UserError } from '../../src/model/errors.ts';

const MACHINE: Machine = {
  node: '20.19.0',
  platform: 'linux',
  architecture: 'x64',
  terminal: { isTTY: true, columns: 120, colour: true, unicode: true },
  cgroups: 2,
  prices: { date: '2026-09-19', source: 'the list' },
  memfitVersion: '0.1.0',
  nowMs: Date.UTC(2026, 10, 24),
};
const PORTS: DoctorPorts = {
  config: async () => null,
  samples: async () => 3,
  write: async () => undefined,
  proveLimits: null,
};
const PROOF: LimitsProof = {
  driver: 'cgroup-v2',
  exact: true,
  rejected: [],
  quota: { share: 0.25, wallMs: 800, cpuMs: 201, holds: true },
  freeze: { holds: true },
  memory: { limitMB: 32, kills: 1, holds: true },
  holds: true,
};

const statusOf = async (name: string, machine: Partial<Machine> = {}, ports: Partial<DoctorPorts> = {}) => {
  const { checks } = await doctor({ ...MACHINE, ...machine }, { ...PORTS, ...ports });
  return checks.find((check) => check.name === name);
};

describe('doctor', () => {
  it('finds nothing on a good machine, as its schema says', async () => {
    const checkup = await doctor(MACHINE, PORTS);
    expect(checkup.checks.map(({ status }) => status)).toEqual(new Array(8).fill('ok'));
    expect(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(checkup).error).toBeUndefined();
  });

  it('fails on a Node that is too old', async () => {
    for (const node of ['18.20.0', '20.18.3'])
      expect(await statusOf('node', { node })).toMatchObject({ status: 'fail' });
    for (const node of ['20.19.0', '22.0.0', '24.1.0'])
      expect(await statusOf('node', { node })).toMatchObject({ status: 'ok' });
  });

  it('says what cannot work elsewhere than on Linux', async () => {
    expect(await statusOf('platform', { platform: 'win32' })).toMatchObject({ status: 'warn' });
    expect((await statusOf('platform', { platform: 'darwin' }))?.next).toContain('Linux');
  });

  it('warns of old prices and of a narrow terminal', async () => {
    expect(await statusOf('prices', { prices: { date: '2025-01-01', source: 'x' } })).toMatchObject({ status: 'warn' });
    const narrow = { isTTY: true, columns: 60, colour: true, unicode: true };
    expect(await statusOf('terminal', { terminal: narrow })).toMatchObject({ status: 'warn' });
  });

  it('tells what fails and goes on', async () => {
    const detail = { what: 'not YAML', where: 'memfit.config.yaml:3:1', next: 'close the bracket' };
    const broken = async (): Promise<never> => Promise.reject(new UserError('bad-config', detail));
    const config = await statusOf('config', {}, { config: broken });
    expect(config).toEqual({
      name: 'config',
      status: 'fail',
      text: 'memfit.config.yaml:3:1: not YAML',
      next: 'close the bracket',
    });
    const locked = async (): Promise<never> => Promise.reject(new OutsideError('locked', { what: 'locked' }));
    expect(await statusOf('write access', {}, { write: locked })).toMatchObject({ status: 'warn' });
    expect(await statusOf('samples', {}, { samples: async () => 0 })).toMatchObject({ status: 'fail' });
  });

  it('proves the limits only when asked to, and fails when one did not bite', async () => {
    expect((await statusOf('limits', { cgroups: 1 }))?.text).toContain('version 1, not tried');
    expect(await statusOf('limits', {}, { proveLimits: async () => PROOF })).toEqual({
      name: 'limits',
      status: 'ok',
      text: 'cgroup-v2: 25 % of a core used where 25 % are allowed, frozen processes stood still, killed above 32 MB',
      next: null,
    });
    const rejected = [{ name: 'cgroup-v2', why: 'not mounted' }];
    const approximate = async () => ({ ...PROOF, driver: 'duty-cycle', exact: false, rejected });
    expect((await statusOf('limits', {}, { proveLimits: approximate }))?.text).toMatch(
      /^duty-cycle \(approximate\): .* 32 MB; not cgroup-v2: not mounted$/,
    );
    const leaking = { ...PROOF, quota: { ...PROOF.quota, cpuMs: 790, holds: false }, holds: false };
    const found = await statusOf('limits', {}, { proveLimits: async () => leaking });
    expect(found).toMatchObject({ status: 'fail' });
    expect(found?.text).toContain('99 % of a core');
    const none = async (): Promise<never> => Promise.reject(new UserError('no-limit-driver', { what: 'no driver' }));
    expect(await statusOf('limits', {}, { proveLimits: none })).toMatchObject({ status: 'fail', text: 'no driver' });
  });
});
