/** How often the leak and two-group tests raise an alarm, false or true, on loads whose truth is known. Called by bench:sizing. */
import type { Random } from '../src/core/stats/prng.ts';
import { groupFindings } from '../src/core/usage/findings/groups.ts';
import { leakFindings } from '../src/core/usage/findings/leak.ts';
import { LEAKING_NEEDS, memoryLoad, ONE_PEAK, STEADY_NEEDS, twoPeaks } from './finding-loads.ts';
import { simulateSize } from './simulate-usage.ts';

/** One line of the result: the share of runs in which the finding would be made at 5 %, taken alone. */
export interface AlarmRate {
  readonly test: 'leak' | 'bimodal-duration';
  readonly load: string;
  /** False: an alarm is a false alarm. */
  readonly truth: boolean;
  readonly runs: number;
  readonly rate: number;
}

/** Rates of the leak test: 30 environments of 60 to 259 calls. */
export function leakRates(runs: number, seed = 1): AlarmRate[] {
  const rates = (needs: typeof STEADY_NEEDS, truth: boolean) =>
    Object.entries(needs).map(([load, need]): AlarmRate => {
      const alarm = (run: number) => leakFindings(simulateSize(memoryLoad(need), seed + 17 * run))[0]?.p ?? 1;
      return { test: 'leak', load, truth, runs, rate: share(runs, alarm) };
    });
  return [...rates(STEADY_NEEDS, false), ...rates(LEAKING_NEEDS, true)];
}

/** Rates of the two-group test for durations of `calls` calls. */
export function bimodalRates(runs: number, calls = 200, seed = 1): AlarmRate[] {
  const rate = (load: string, draw: (random: Random) => number, truth: boolean): AlarmRate => {
    const alarm = (run: number) => {
      const usage = simulateSize(
        {
          sizeMB: 1024,
          environments: 20,
          calls: () => calls / 20,
          memoryMB: () => 500,
          durationMs: ({ random }) => draw(random),
        },
        seed + 17 * run,
      );
      return groupFindings(usage).find(({ finding }) => finding.code === 'bimodal-duration')?.p ?? 1;
    };
    return { test: 'bimodal-duration', load: `${load}, ${calls} calls`, truth, runs, rate: share(runs, alarm) };
  };
  return [
    ...Object.entries(ONE_PEAK).map(([load, draw]) => rate(load, draw, false)),
    ...[0.1, 0.2, 0.5].map((w) => rate(`${100 * w} % at twice the duration`, twoPeaks(w, 0.1), true)),
  ];
}

function share(runs: number, pOf: (run: number) => number): number {
  let alarms = 0;
  for (let run = 0; run < runs; run++) if (pOf(run) <= 0.05) alarms++;
  return alarms / runs;
}
