/** The replay engine: gives back the samples of a recorded run, in their order. Nothing runs, so the same run gives the same answer everywhere. */
import type { Engine, Measured, PreparedFunction } from '../../contracts/engine.ts';
import type { SavedRun } from '../../contracts/run-store.ts';
import { UserError } from '../../model/errors.ts';
import type { FunctionSpec } from '../../model/function-spec.ts';
import type { SavedSample } from '../../model/tuning.ts';

/** An engine over one saved run. Its samples say `engine: replay` and keep everything else, the driver too. Throws UserError `empty-run`. */
export function createReplayEngine({ run, samples }: SavedRun): Engine {
  const [first] = run.functions;
  if (first === undefined)
    throw new UserError('empty-run', { where: run.id, what: 'nothing was measured in this run' });
  const { driver, exact, calibration, machine } = first.ruler;
  return {
    // Remarks stand with each function of the run.
    about: { engine: 'replay', driver, exact, calibration, machine, remarks: [] },
    admits: () => ({ can: true, alone: false }),
    async prepare(spec) {
      const recorded = run.functions.find(({ name }) => name === spec.name);
      const own = samples.filter((sample) => sample.function === spec.name);
      if (recorded === undefined) {
        const names = run.functions.map(({ name }) => name).join(', ');
        throw new UserError('not-recorded', { what: `${spec.name} is not in run ${run.id}`, why: `it has ${names}` });
      }
      return preparedReplay(spec, recorded.ruler.runsOn, own);
    },
    close: async () => undefined,
  };
}

/** Calls of one size and payload come back in the order they were made, each with the warming and repeated ones made for it. */
function preparedReplay(spec: FunctionSpec, runsOn: string, samples: readonly SavedSample[]): PreparedFunction {
  const left = new Map<string, SavedSample[][]>();
  for (const sample of samples) {
    const key = keyOf(sample.sizeMB, sample.payload);
    const calls = left.get(key) ?? [];
    if (calls.at(-1)?.[0]?.call === sample.call) calls.at(-1)?.push(sample);
    else left.set(key, [...calls, [sample]]);
  }
  return {
    spec,
    runsOn,
    async measure({ sizeMB, payloadName }) {
      const made = left.get(keyOf(sizeMB, payloadName))?.shift();
      if (made) return made.map(replayed);
      throw new UserError('record-ended', {
        what: `the recorded run has no further call of ${spec.name} at ${sizeMB} MB with payload ${payloadName}`,
        why: 'it was asked something else, or was stopped here',
      });
    },
    rest() {
      const calls = [...left.values()].flat().sort((a, b) => (a[0]?.call ?? 0) - (b[0]?.call ?? 0));
      left.clear();
      return calls.map((made) => made.map(replayed));
    },
    close: async () => undefined,
  };
}

/** What was wrong with a failed call comes back as the message of an error document. */
function replayed({ call: _, why, ...sample }: SavedSample): Measured {
  const response = why === undefined ? null : new TextEncoder().encode(JSON.stringify({ errorMessage: why }));
  return { sample: { ...sample, engine: 'replay' }, response, logTail: '' };
}

function keyOf(sizeMB: number, payload: string): string {
  return `${sizeMB} ${payload}`;
}
