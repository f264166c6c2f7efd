/** Reading all counters that a doubt about a call may rest on. */
import type { Moment } from './disturbance.ts';
import type { Cage } from './limits/driver.ts';
import type { Workshop } from './workshop.ts';

/** The counters now. */
export function momentOf(cage: Cage, shop: Workshop): Moment {
  const usage = cage.usage();
  const engine = process.cpuUsage();
  return {
    atMs: performance.now(),
    cageCpuMs: usage.cpuMs,
    periods: usage.periods,
    throttledPeriods: usage.throttledPeriods,
    machineCpuMs: shop.driver.machineCpuMs(),
    engineCpuMs: (engine.user + engine.system) / 1e3,
    stolenMs: shop.stolenMs(),
  };
}
