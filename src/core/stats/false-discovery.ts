/** Many tests at once: keeps the expected share of false alarms among the alarms raised below a limit. */

/** Adjusted p-values and decisions, same order as the input. */
export interface Discoveries {
  readonly adjusted: readonly number[];
  readonly rejected: readonly boolean[];
}

/**
 * Benjamini and Hochberg (1995): the false discovery rate stays at or below `rate` for independent or positively
 * dependent tests. A test is rejected when its adjusted p-value is at most `rate`. Empty in, empty out; a p of NaN counts as 1.
 */
export function benjaminiHochberg(pValues: readonly number[], rate: number): Discoveries {
  return stepUp(pValues, rate, 1);
}

/** Benjamini and Yekutieli (2001): the same promise under any dependence, at the price of a factor of about ln(number of tests). */
export function benjaminiYekutieli(pValues: readonly number[], rate: number): Discoveries {
  let harmonic = 0;
  for (let i = 1; i <= pValues.length; i++) harmonic += 1 / i;
  return stepUp(pValues, rate, harmonic);
}

function stepUp(pValues: readonly number[], rate: number, factor: number): Discoveries {
  const count = pValues.length;
  const p = pValues.map((value) => (Number.isNaN(value) ? 1 : value));
  const order = p.map((_, at) => at).sort((a, b) => (p[b] as number) - (p[a] as number) || b - a);
  const adjusted = new Array<number>(count).fill(1);
  let smallest = 1;
  order.forEach((at, fromTop) => {
    smallest = Math.min(smallest, ((p[at] as number) * count * factor) / (count - fromTop));
    adjusted[at] = smallest;
  });
  return { adjusted, rejected: adjusted.map((value) => value <= rate) };
}
