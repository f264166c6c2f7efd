import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LifeEvent, type LifeState, mayHappen, nextState } from '../../../src/engines/local/life-cycle.ts';

const EVENTS: readonly LifeEvent[] = ['start', 'asked', 'freeze', 'thaw', 'deliver', 'failed', 'close'];

function run(events: readonly LifeEvent[]): LifeState {
  return events.reduce<LifeState>((state, event) => nextState(state, event), 'new');
}

describe('the life of an environment', () => {
  it('goes from start over calls to the end', () => {
    expect(run(['start', 'asked', 'freeze', 'thaw', 'deliver', 'asked', 'freeze'])).toBe('frozen');
    expect(run(['start', 'asked', 'deliver', 'failed', 'start', 'asked'])).toBe('idle');
    expect(run(['start', 'failed'])).toBe('reset');
  });

  it('hands no event to a frozen or busy environment', () => {
    expect(() => nextState('frozen', 'deliver')).toThrow(/frozen cannot deliver/);
    expect(mayHappen('busy', 'deliver')).toBe(false);
  });

  it('can always be closed, and nothing follows that', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS)), (events) => {
        let state: LifeState = 'new';
        for (const event of events) if (mayHappen(state, event)) state = nextState(state, event);
        expect(nextState(state, 'close')).toBe('gone');
        for (const event of EVENTS) expect(mayHappen('gone', event)).toBe(event === 'close');
      }),
    );
  });
});
