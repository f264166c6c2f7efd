/** The same size on arm64: what the price alone would save. */
import type { ArmOffer } from '../../model/recommendation.ts';
import { compareMoney, shareOfMoney, subtractMoney, toDecimalString } from '../pricing/money.ts';
import { billAt, billNow } from './bill.ts';
import type { SizingInput } from './sizing-input.ts';
import type { Traffic } from './traffic.ts';

/** The offer for a function on x86_64; null on arm64 already, or where nothing is saved. */
export function armOffer(input: SizingInput, traffic: Traffic): ArmOffer | null {
  if (input.architecture === 'arm64' || traffic.reports === 0) return null;
  const x86 = billNow(input, traffic).total;
  const arm = billAt({ ...input, architecture: 'arm64' }, traffic, traffic.sizeMB, 1).total;
  if (compareMoney(arm, x86) >= 0) return null;
  const saving = subtractMoney(x86, arm);
  return {
    saving: toDecimalString(saving),
    savingPercent: 100 * (shareOfMoney(saving, x86) ?? 0),
    note: 'price only, at the same duration: arm64 may run faster or slower, and its packages must exist; measure before moving',
  };
}
