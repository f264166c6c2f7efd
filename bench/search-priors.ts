/** Priors that never saw what they are judged on: the fit is redone without the judged source. */
import { existsSync } from 'node:fs';
import { fittingCurves } from '../scripts/fit-prior.ts';
import { supportFitter } from '../scripts/fit-prior-support.ts';
import { type CurveBank, curveBank, standardBank } from '../src/core/tuning/curve-bank.ts';
import { FITTED_PRIOR, FITTED_SOURCES } from '../src/core/tuning/prior.ts';

/** Seeds of the fit and of the bank; any will do. */
const [FIT_SEED, BANK_SEED] = [1, 7];

/** For a source, the bank of a prior fitted to all others; the product's own bank where it never saw the source. */
export function banksWithout(trainingFile: string): (source: string) => CurveBank {
  const kept = new Map<string, CurveBank>();
  let fitter: ReturnType<typeof supportFitter> | undefined;
  const curves = existsSync(trainingFile) ? fittingCurves([trainingFile]) : [];
  return (source) => {
    const known = kept.get(source);
    if (known) return known;
    const fresh = () => {
      if (!FITTED_SOURCES.includes(source)) return standardBank();
      const others = curves.filter((curve) => curve.source !== source);
      if (others.length === 0) return curveBank({ support: [], supportShare: 0 }, BANK_SEED);
      fitter ??= supportFitter(curves, FIT_SEED);
      return curveBank({ support: fitter(others), supportShare: FITTED_PRIOR.supportShare }, BANK_SEED);
    };
    const bank = fresh();
    kept.set(source, bank);
    return bank;
  };
}
