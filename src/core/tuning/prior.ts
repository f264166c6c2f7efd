/** Placeholder of the fitted prior: broad shapes only. */
import type { CurvePrior } from './curve-prior.ts';

/** The fitted prior. */
export const FITTED_PRIOR: CurvePrior = { support: [], supportShare: 0 };
