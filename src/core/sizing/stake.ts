/** What an open question is worth. */
import type { CostEffect } from '../../model/recommendation.ts';
import { moneyFromEstimate, toDecimalString } from '../pricing/money.ts';
import type { Decision } from './decision.ts';

/** The greatest plausible saving in the period of `today`, as a decimal string: 95 % quantile of what each draw's own best size would save. Requests are not at stake. Null: unknown. */
export function atStake(decision: Decision, today: CostEffect | null): string | null {
  if (decision.action !== 'undecided' || decision.greatestSaving === null || today === null) return null;
  const answering = Number(today.now) - Number(today.nowParts.requests);
  const amount = Math.max(0, decision.greatestSaving * answering);
  return toDecimalString(moneyFromEstimate(Number(amount.toPrecision(6)), today.currency));
}
