import { describe, expect, it } from 'vitest';
import { currentSize, recommend } from '../../../src/core/sizing/recommend.ts';
import { inputOf, load } from './sizing-fixture.ts';

describe('a recommendation', () => {
  it('takes the size seen last as the one in force', () => {
    expect(currentSize(inputOf([load(2_048), load(512)]).usage)).toBe(512);
    const untimed = inputOf([load(512, { startMs: null }), load(256, { startMs: null, environments: 5 })]);
    expect(currentSize(untimed.usage)).toBe(512);
  });

  it('leaves a single size open, with the range, the money at stake and the command that settles it', () => {
    const advice = recommend(inputOf([load(1_024)]));
    expect(advice).toMatchObject({ action: 'undecided', reason: 'duration-unknown', settle: 'memfit tune checkout' });
    if (advice.action !== 'undecided') return;
    expect(advice.range?.lowMB).toBeLessThan(advice.range?.highMB ?? 0);
    expect(Number(advice.atStake)).toBeGreaterThan(0);
    expect(advice.curve?.basis).toBe('one-size');
  });

  it('goes down to the floor when several sizes show that memory buys no time', () => {
    const heavy = { memoryMB: () => 600 };
    const advice = recommend(inputOf([load(1_769, heavy), load(1_024, heavy), load(3_008, heavy)]));
    expect(advice.action).toBe('change');
    if (advice.action !== 'change') return;
    expect(advice.toMB).toBeGreaterThanOrEqual(advice.floor?.sizeMB ?? 0);
    expect(advice.toMB).toBeLessThanOrEqual(896);
    expect(advice.urgency).toBe('saving');
    expect(advice.confidence).toBeGreaterThanOrEqual(0.9);
    expect(Number(advice.cost?.saving.low)).toBeGreaterThan(0);
    expect(Number(advice.cost?.after.low)).toBeLessThanOrEqual(Number(advice.cost?.after.best));
  });

  it('raises after out-of-memory without any knowledge of durations', () => {
    const advice = recommend(inputOf([load(512, { memoryMB: ({ random }) => 440 + 80 * random() })]));
    expect(advice).toMatchObject({ action: 'change', urgency: 'safety', toMB: 1_024, headroom: null });
    expect(advice.because[0]?.code).toBe('out-of-memory-seen');
  });

  it('raises near the limit, also without stream names when reports fill their size', () => {
    const near = recommend(inputOf([load(512, { memoryMB: ({ random }) => 470 + 20 * random() })]));
    expect(near).toMatchObject({ action: 'change', urgency: 'safety', toMB: 640 });
    const blind = recommend(inputOf([load(512, { memoryMB: () => 512, knownEnvironments: false })]));
    expect(blind).toMatchObject({ action: 'change', urgency: 'safety', toMB: 1_024, floor: null });
  });

  it('claims no floor and no reduction without stream names', () => {
    const advice = recommend(inputOf([load(1_024, { knownEnvironments: false })]));
    expect(advice).toMatchObject({ action: 'undecided', reason: 'environments-unknown', floor: null });
  });

  it('asks for more data below ten environments', () => {
    expect(recommend(inputOf([load(1_024, { environments: 6 })]))).toMatchObject({
      action: 'undecided',
      reason: 'too-little-data',
    });
  });

  it('gives costs per million calls without time', () => {
    const input = inputOf([load(1_024, { startMs: null })], {}, { invocationsPerMonth: null });
    expect(recommend(input).cost).toMatchObject({ per: 'million-invocations', invocations: 1e6 });
  });

  it('says what a pin costs, where durations are known', () => {
    const advice = recommend(inputOf([load(512)], { pinMB: 1_024 }));
    expect(advice).toMatchObject({ action: 'change', toMB: 1_024 });
    if (advice.action !== 'change') return;
    expect(Number(advice.cost?.now)).toBeGreaterThan(0);
    expect(Number(advice.cost?.after.best)).toBeGreaterThan(0);
    expect(advice.durationRatio?.best).toBeLessThanOrEqual(1.05);
    const dying = recommend(inputOf([load(512, { memoryMB: () => 600 })], { pinMB: 1_024 }));
    expect(dying).toMatchObject({ action: 'change', cost: null, durationRatio: null });
  });

  it('keeps to a pin, bounds and the account limit', () => {
    expect(recommend(inputOf([load(512)], { pinMB: 512 }))).toMatchObject({ action: 'keep' });
    expect(recommend(inputOf([load(512)], { pinMB: 768 }))).toMatchObject({ action: 'change', toMB: 768 });
    expect(recommend(inputOf([load(512)], { minMB: 1_024 }))).toMatchObject({ action: 'change', toMB: 1_024 });
    const stuck = inputOf([load(512, { memoryMB: () => 505 })], {}, { accountMaxMB: 512 });
    expect(recommend(stuck)).toMatchObject({ action: 'undecided', reason: 'conflict-with-bounds' });
  });

  it('does not take a size in force for one the account forbids', () => {
    const options = { accountMaxMB: 1_024 };
    const advice = recommend(inputOf([load(2_048, { memoryMB: () => 1_500 })], {}, options));
    expect(advice.action).not.toBe('change');
    expect(advice).not.toMatchObject({ reason: 'conflict-with-bounds' });
  });

  it('goes down by no more than the step allowed', () => {
    const heavy = { memoryMB: () => 600 };
    const loads = [load(1_769, heavy), load(1_024, heavy), load(3_008, heavy)];
    const advice = recommend(inputOf(loads, {}, { maxStep: { kind: 'percent', value: 25 } }));
    expect(advice).toMatchObject({ action: 'change' });
    if (advice.action !== 'change') return;
    expect(advice.toMB).toBeGreaterThanOrEqual(2_256);
    expect(advice.remarks.map(({ code }) => code)).toContain('step-limited');
  });

  it('does not flap: a standing advice that is nearly as good stays', () => {
    const heavy = { memoryMB: () => 600 };
    const input = inputOf([load(1_769, heavy), load(1_024, heavy), load(3_008, heavy)]);
    const first = recommend(input);
    if (first.action !== 'change') throw new Error('a change is expected');
    // 2 % dearer is within the promise, and within the noise of the first answer.
    const standing = Math.round(first.toMB * 1.02);
    const again = recommend({ ...input, standing: { sizeMB: standing } });
    expect(again).toMatchObject({ action: 'change', toMB: standing });
    expect(again.because[0]?.code).toBe('standing-not-beaten');
    // One that is clearly worse is replaced.
    expect(recommend({ ...input, standing: { sizeMB: 1_536 } })).toMatchObject({ toMB: first.toMB });
  });

  it('is undecided with the reason where logs cannot be sized from', () => {
    const input = inputOf([load(512)]);
    const only = { ...input, usage: { ...input.usage, onlyFailuresLogged: true } };
    expect(recommend(only)).toMatchObject({ action: 'undecided', reason: 'only-failures-logged', floor: null });
    const emulated = { ...input, usage: { ...input.usage, sizes: [], setAside: { emulator: 4 } } };
    expect(recommend(emulated)).toMatchObject({ action: 'undecided', reason: 'not-sizable', currentMB: null });
    const cut = { ...input, usage: { ...input.usage, sizes: [], setAside: { 'no-memory-fields': 4 } } };
    expect(recommend(cut)).toMatchObject({ reason: 'too-little-data', because: [{ code: 'no-memory-fields' }] });
    const managed = { ...input, usage: { ...input.usage, sizes: [], setAside: { 'managed-instance': 4 } } };
    expect(recommend(managed)).toMatchObject({ action: 'undecided', reason: 'not-sizable' });
  });

  it('gives the same answer for the same input and seed', () => {
    const input = inputOf([load(2_048), load(1_024)]);
    expect(recommend(input)).toEqual(recommend(input));
  });

  it('shows the same size on arm64 by price alone', () => {
    const { arm } = recommend(inputOf([load(1_024)]));
    expect(arm?.savingPercent).toBeGreaterThan(15);
    expect(arm?.savingPercent).toBeLessThan(20.1);
  });
});
