/** What a run of ordinary reports of one function at one size comes to. */

/** Sums and extremes; buckets, slices and environments are besides. `firstMs` infinite and `lastMs` 0: no report had a time. */
export interface RunTotals {
  readonly n: number;
  readonly billedMs: number;
  readonly clipped: number;
  readonly usedIsSize: number;
  readonly maxUsed: number;
  readonly leastUsed: number;
  readonly streamUnknown: number;
  readonly json: number;
  readonly sourceUnknown: number;
  readonly hundredMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly sumUs: number;
  readonly minUs: number;
  readonly maxUs: number;
}
