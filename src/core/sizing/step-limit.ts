/** `--max-step`: how far one recommendation may go down at once ("start high, then reduce in steps"). */
import type { StepLimit } from '../../model/options.ts';
import type { Remark } from '../../model/recommendation.ts';
import { STEP_MB } from './floor.ts';

/** The size to go to now, and a remark when it is not yet the wanted one. Raises are not limited. */
export function limitStep(
  limit: StepLimit | null,
  currentMB: number,
  wantedMB: number,
): { readonly toMB: number; readonly remarks: readonly Remark[] } {
  if (limit === null || wantedMB >= currentMB) return { toMB: wantedMB, remarks: [] };
  const stepMB = limit.kind === 'mb' ? limit.value : (currentMB * limit.value) / 100;
  const toMB = lowestAfter(currentMB, stepMB);
  if (wantedMB >= toMB) return { toMB: wantedMB, remarks: [] };
  return { toMB, remarks: [{ code: 'step-limited', values: { wantedMB, toMB, stepMB } }] };
}

/** A usual size within the step; the exact one where the step is smaller than the usual ones lie apart. */
function lowestAfter(currentMB: number, stepMB: number): number {
  const usual = Math.ceil((currentMB - stepMB) / STEP_MB) * STEP_MB;
  return usual < currentMB ? usual : Math.min(currentMB - 1, Math.ceil(currentMB - stepMB));
}
