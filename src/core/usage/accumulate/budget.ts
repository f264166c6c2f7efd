/** How much one group (a function at a size) may hold: less in larger fleets, so that memory stays bounded. A function of the number of groups only, and never growing. */

/** Limits of one group. */
export interface Budget {
  /** Values kept exactly before a distribution becomes buckets. */
  readonly values: number;
  /** Non-empty buckets of the main distributions; others get half. */
  readonly buckets: number;
  readonly bins: number;
}

const BUDGETS: readonly (readonly [groups: number, Budget])[] = [
  [64, { values: 512, buckets: 2_048, bins: 64 }],
  [1_024, { values: 128, buckets: 384, bins: 64 }],
  [Number.POSITIVE_INFINITY, { values: 22, buckets: 44, bins: 8 }],
];

/** The budget of each group when there are so many. */
export function budgetFor(groups: number): Budget {
  return (BUDGETS.find(([most]) => groups <= most) ?? BUDGETS[BUDGETS.length - 1]!)[1];
}
