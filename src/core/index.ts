/** The rules, as `memfit/core`: values in, values out. Needs neither Node nor a network; every name is documented where it is made. */

export { parseLine } from './logs/parse-line.ts';
export { type BillingTerms, billOf, type Cost, costOf, listTerms } from './pricing/cost.ts';
export { addMoney, formatMoney, money, subtractMoney, toDecimalString } from './pricing/money.ts';
export { PRICES_DATE, PRICES_SOURCE, priceTable, REGIONS, type RegionPrices } from './pricing/price-table.ts';
export type { Workload } from './pricing/workload.ts';
export { unifiedDiff } from './report/diff.ts';
export { formatGoal, parseGoal } from './sizing/goal.ts';
export { recommend, recommendFleet, type SizingInput } from './sizing/recommend.ts';
export { findFunctions, planEdits, type TemplateTexts } from './templates/index.ts';
export { applyEdits, invertEdits } from './templates/splice.ts';
export { answer } from './tuning/search/answer.ts';
export { nextMeasurement } from './tuning/search/next.ts';
export { record, startSearch } from './tuning/search/state.ts';
export { findings, findingsForFleet } from './usage/findings/findings.ts';
