/** A call under a CPU quota of fixed periods, computed as the kernel does it: the ideal that measured durations are held against. */

/** One part of a call: CPU time and then waiting, ms. */
export interface Part {
  readonly cpuMs: number;
  readonly waitMs: number;
}

/** Step of the simulation, ms. */
const STEP_MS = 0.1;
/** A running task is looked at once in a scheduler tick (CONFIG_HZ=250): it may overdraw until then, and pays in the next period (kernel/sched/fair.c, account_cfs_rq_runtime). */
const TICK_MS = 4;
/** Places of the call's beginning within period and tick that the mean is taken over. */
const PHASES = 24;

/** Mean duration over where in a period the call may begin: the kernel's periods run on without it. */
export function expected(parts: readonly Part[], vcpu: number, periodMs = 20): number {
  if (vcpu >= 1) return parts.reduce((sum, part) => sum + part.cpuMs + part.waitMs, 0);
  let sum = 0;
  for (let i = 0; i < PHASES; i += 1) {
    // Two rates without a common measure, so that all pairs of places occur.
    sum += simulate(parts, vcpu, periodMs, ((i + 0.5) * periodMs) / PHASES, (i * 0.618 * TICK_MS) % TICK_MS);
  }
  return sum / PHASES;
}

/** Duration of the parts one after another under `vcpu` < 1 of a core; the call begins `phaseMs` into a period whose quota is whole and `tickMs` into a tick. */
export function simulate(
  parts: readonly Part[],
  vcpu: number,
  periodMs: number,
  phaseMs: number,
  tickMs: number,
): number {
  const quota = vcpu * periodMs;
  let now = 0;
  let left = quota;
  let stopped = false;
  let periodEnd = periodMs - phaseMs;
  let tickEnd = TICK_MS - tickMs;
  const pass = (running: boolean): void => {
    now += STEP_MS;
    if (running) left -= STEP_MS;
    if (now >= tickEnd) {
      tickEnd += TICK_MS;
      if (running && left <= 0) stopped = true;
    }
    if (now >= periodEnd) {
      periodEnd += periodMs;
      left = Math.min(quota, left + quota);
      if (left > 0) stopped = false;
    }
  };
  for (const part of parts) {
    for (let cpu = part.cpuMs; cpu > 0; ) {
      // Starting anew with nothing left, a task is stopped at once.
      if (left <= 0 && cpu === part.cpuMs) stopped = true;
      const running = !stopped;
      if (running) cpu -= STEP_MS;
      pass(running);
    }
    for (let wait = part.waitMs; wait > 0; wait -= STEP_MS) pass(false);
  }
  return now;
}
