/** The smallest size that is safe for memory, from the tail of the environments' maxima. Null: environments are unknown. */
import type { Finding } from '../../model/finding.ts';
import type { Floor } from '../../model/recommendation.ts';
import { MAX_SIZE_MB, sizeAtLeast } from '../../model/units.ts';
import type { FunctionUsage } from '../../model/usage.ts';
import { type EnvironmentMaxima, environmentMaxima } from './environment-maxima.ts';
import { type TailModel, tailModel } from './tail-model.ts';

/** A floor and what was counted for it. */
export interface FloorFound {
  readonly floor: Floor;
  readonly maxima: EnvironmentMaxima;
  /** Environments at the current size (or above) that met their limit. */
  readonly censoredNow: number;
}

/**
 * Chances at which the tail is read, per environment: the need (which then has the headroom above it), and the floor size itself. Few environments
 * cannot speak of rare ones: there both are kept below the chance of a load never seen, which no size helps against (tail-model.ts).
 */
const NEED = { least: 0.01, few: 0.3 } as const;
const EXCEED = { least: 0.001, few: 0.1 } as const;
/** The highest maximum seen may fill this share of the floor at most: the 90 % alarm. */
const SEEN_UTILISATION = 0.9;
/** Sizes people accept, MB. */
export const STEP_MB = 64;
/** Length of the month that risks and costs are stated for, days. */
export const MONTH_DAYS = 30;

/** Finds the floor. `targetUtilisation` is need / floor at most; `currentMB` the size in force. */
export function findFloor(
  usage: FunctionUsage,
  findings: readonly Finding[],
  currentMB: number,
  targetUtilisation: number,
): FloorFound | null {
  const maxima = environmentMaxima(usage, findings);
  if (maxima === null || maxima.environments === 0) return null;
  const tail = tailModel(maxima.counts);
  const needChance = chanceFor(NEED, tail);
  const exceedMB = tail.level(chanceFor(EXCEED, tail));
  const needMB = tail.level(needChance);
  // What was seen must fit below the alarm line, whatever the tail says of its rarity.
  const regular = sizeAtLeast(Math.max(needMB / targetUtilisation, exceedMB, maxima.seenMaxMB / SEEN_UTILISATION));
  const { sizeMB, method, censoredNow } = raised(regular, maxima, currentMB);
  const environmentsPerMonth = maxima.perDay === null ? null : maxima.perDay * MONTH_DAYS;
  const floor: Floor = {
    sizeMB,
    needMB: needInterval(needMB, exceedMB, maxima, censoredNow, 1 - needChance),
    seenMaxMB: maxima.seenMaxMB,
    environments: maxima.environments,
    utilisation: (censoredNow > 0 ? maxima.seenMaxMB : needMB) / sizeMB,
    riskPerEnvironment: tail.chanceAbove(sizeMB),
    riskPerMonth: environmentsPerMonth === null ? null : riskOver(environmentsPerMonth, sizeMB, tail),
    environmentsPerMonth,
    censored: maxima.censored > 0,
    sinceMs: maxima.sinceMs,
    method,
  };
  return { floor, maxima, censoredNow };
}

function chanceFor({ least, few }: typeof NEED | typeof EXCEED, { environments }: TailModel): number {
  return Math.max(least, few / (environments + 1));
}

/** From the highest maximum seen to what the floor itself is held against; where the limit cut the need off, "best" is only what was seen. */
function needInterval(
  needMB: number,
  exceedMB: number,
  { seenMaxMB, environments }: EnvironmentMaxima,
  censored: number,
  level: number,
): Floor['needMB'] {
  const best = censored > 0 ? seenMaxMB : needMB;
  return { low: Math.min(best, seenMaxMB), best, high: Math.max(best, exceedMB), level, n: environments };
}

/** Chance that any of `count` environments exceeds a size. A kind of load not met in n environments has chance 0.2 x ln(1 + count/n) to show itself in the next `count`. */
export function riskOver(count: number, sizeMB: number, tail: TailModel): number {
  const unseen = Math.min(1, 0.2 * Math.log1p(count / (tail.environments + 1)));
  return 1 - (1 - tail.tailAbove(sizeMB)) ** count * (1 - unseen);
}

/** Steps of a raise where the need is only known as "at least": a quarter more, or twice as much when many environments met the limit. */
const RAISE = { few: 1.25, many: 2, manyShare: 0.2 } as const;

function raised(regular: number, maxima: EnvironmentMaxima, currentMB: number) {
  const censoredNow = maxima.counts
    .filter(({ atLeast, usedMB }) => atLeast && usedMB >= currentMB)
    .reduce((sum, { environments }) => sum + environments, 0);
  if (censoredNow === 0) {
    return { sizeMB: regular as number, method: 'tail-of-environment-maxima' as const, censoredNow };
  }
  const method = maxima.outOfMemory > 0 ? ('raised-after-out-of-memory' as const) : ('raised-after-clipping' as const);
  return { sizeMB: raiseFrom(currentMB, censoredNow / maxima.environments, regular), method, censoredNow };
}

/**
 * How far to raise a size that some environments filled: at least a quarter, twice when a fifth of them did, and what the tail asks for in
 * between; a multiple of 64 MB. One step: if that is not enough the next logs say so.
 */
export function raiseFrom(currentMB: number, censoredShare: number, wantedMB: number): number {
  const least = currentMB * (censoredShare >= RAISE.manyShare ? RAISE.many : RAISE.few);
  const wanted = Math.min(Math.max(least, wantedMB), currentMB * RAISE.many);
  return Math.min(MAX_SIZE_MB, Math.ceil(wanted / STEP_MB) * STEP_MB);
}
