/** False alarms and detections of the leak test and of the tests for two groups, on loads with a known truth. */

import { normalVariate } from '../src/core/stats/prng.ts';
import { findings } from '../src/core/usage/findings/findings.ts';
import type { FindingCode } from '../src/model/finding.ts';
import { type Call, type SimulatedLoad, simulateUsage } from './simulate-usage.ts';

/** How often a finding was raised on one kind of load. */
export interface TestFigures {
  readonly code: FindingCode;
  readonly load: string;
  /** Whether the load has what the finding says. */
  readonly real: boolean;
  readonly raised: number;
  readonly trials: number;
}

interface Kind {
  readonly load: string;
  readonly codes: readonly FindingCode[];
  readonly real: boolean;
  readonly make: Partial<SimulatedLoad>;
}

const noise = ({ random }: Call) => normalVariate(random);

const KINDS: readonly Kind[] = [
  {
    load: 'steady noise',
    codes: ['leak', 'bimodal-memory', 'bimodal-duration'],
    real: false,
    make: { memoryMB: (c) => 200 + 8 * noise(c), durationMs: (c) => 100 * Math.exp(0.2 * noise(c)) },
  },
  {
    load: 'heavy noise',
    codes: ['leak', 'bimodal-memory', 'bimodal-duration'],
    real: false,
    make: { memoryMB: (c) => 180 * Math.exp(0.2 * noise(c)), durationMs: (c) => 100 * Math.exp(0.8 * noise(c)) },
  },
  {
    load: 'warm-up to a level',
    codes: ['leak'],
    real: false,
    make: { memoryMB: (c) => 200 - 60 * Math.exp(-c.call / 3) + 4 * noise(c) },
  },
  {
    load: 'leak of 0.5 MB a call',
    codes: ['leak'],
    real: true,
    make: { memoryMB: (c) => 150 + 0.5 * c.call + 4 * noise(c) },
  },
  {
    load: 'leak of 0.1 MB a call',
    codes: ['leak'],
    real: true,
    make: { memoryMB: (c) => 150 + 0.1 * c.call + 4 * noise(c) },
  },
  {
    load: 'two groups, 40 : 60, twice as much',
    codes: ['bimodal-memory', 'bimodal-duration'],
    real: true,
    make: {
      memoryMB: (c) => (c.environment % 5 < 2 ? 400 : 200) + 8 * noise(c),
      durationMs: (c) => (c.random() < 0.4 ? 400 : 100) * Math.exp(0.15 * noise(c)),
    },
  },
];

/** Runs every kind of load. */
export function testFigures(trials: number): TestFigures[] {
  return KINDS.flatMap(({ load, codes, real, make }, k) => {
    const raised = new Map<FindingCode, number>(codes.map((code) => [code, 0]));
    for (let trial = 0; trial < trials; trial++) {
      const usage = simulateUsage(
        [{ sizeMB: 1_024, environments: 40, calls: (random) => 60 + 300 * random(), memoryMB: () => 100, ...make }],
        k * 10_007 + trial,
      );
      const found = new Set(findings(usage, { nowMs: 0 }).map(({ code }) => code));
      for (const code of codes) if (found.has(code)) raised.set(code, (raised.get(code) ?? 0) + 1);
    }
    return codes.map((code) => ({ code, load, real, raised: raised.get(code) ?? 0, trials }));
  });
}
