/** A call under a CPU quota of fixed periods, computed: the ideal that measured durations are held against. */

/** One part of a call: CPU time and then waiting, ms. */
export interface Part {
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** Mean duration over where in a period the call may begin: the kernel's periods run on without it. */
export function expected(parts: readonly Part[], vcpu: number, periodMs = 20): number {
  const phases = Array.from({ length: 40 }, (_, index) => ((index + 0.5) * periodMs) / 40);
  return phases.reduce((sum, phase) => sum + simulate(parts, vcpu, periodMs, phase), 0) / phases.length;
}

/** Duration of the parts one after another under `vcpu` of a core in periods of `periodMs`; the call begins `phaseMs` into a period whose quota is whole. */
export function simulate(parts: readonly Part[], vcpu: number, periodMs = 20, phaseMs = 0): number {
  const quota = vcpu * periodMs;
  let now = phaseMs;
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
  return now - phaseMs;
}
