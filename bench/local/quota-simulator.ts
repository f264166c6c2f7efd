/** A call under a CPU quota of fixed periods, computed: the ideal that measured durations are held against. */

/** One part of a call: CPU time and then waiting, ms. */
export interface Part {
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** Duration of the parts one after another under `vcpu` of a core in periods of `periodMs`; the first period begins with the call and its quota is whole. */
export function simulate(parts: readonly Part[], vcpu: number, periodMs = 20): number {
  const quota = vcpu * periodMs;
  let now = 0;
  let period = 0;
  let left = quota;
  const advance = (): void => {
    const current = Math.floor(now / periodMs + 1e-9);
    if (current > period) {
      period = current;
      left = quota;
    }
  };
  for (const part of parts) {
    for (let cpu = part.cpuMs; cpu > 1e-9; ) {
      advance();
      if (left <= 1e-9) now = (period + 1) * periodMs;
      else {
        const step = Math.min(cpu, left, (period + 1) * periodMs - now);
        cpu -= step;
        left -= step;
        now += step;
      }
    }
    now += part.waitMs;
  }
  return now;
}
