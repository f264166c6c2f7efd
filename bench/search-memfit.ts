/** memfit's own search against a world. */
import { answer } from '../src/core/tuning/search/answer.ts';
import { nextMeasurement } from '../src/core/tuning/search/next.ts';
import { record, startSearch } from '../src/core/tuning/search/state.ts';
import type { Found, Run } from './search-strategies.ts';

/** Runs it to its own stop. The first call at a size starts an environment: made, paid, counted, as much longer than a warm one as was measured. */
export function memfit({ world, goal, random, seed, bank }: Run): Found | null {
  const sizes = { lowMB: world.lowMB, highMB: world.highMB };
  let state = startSearch({ goal: { kind: goal }, seed, bank, ...sizes });
  const warmedUp = new Set<number>();
  let spent = 0;
  const call = (sizeMB: number, kind: 'warm' | 'cold') => {
    const durationMs = kind === 'cold' ? world.firstCall(sizeMB, random) : world.call(sizeMB, random);
    const billedMs = Math.ceil(durationMs);
    spent += billedMs * sizeMB;
    const environment = `at ${sizeMB}`;
    state = record(state, { sizeMB, environment, kind, payload: 'default', durationMs, billedMs, status: 'success' });
  };
  for (;;) {
    const step = nextMeasurement(state);
    if (step.kind === 'stop') break;
    if (!warmedUp.has(step.sizeMB)) call(step.sizeMB, 'cold');
    warmedUp.add(step.sizeMB);
    for (let i = 0; i < step.calls; i++) call(step.sizeMB, 'warm');
  }
  const { pickMB, status, tie, n } = answer(state);
  if (pickMB === null) return null;
  return {
    pickMB,
    invocations: n.invocations,
    discarded: n.discarded,
    spent,
    undecided: status === 'undecided',
    tie,
  };
}
