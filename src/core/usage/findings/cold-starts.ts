/** Findings about cold starts: how many there are and what their init costs. */
import type { Evidence } from '../../../model/finding.ts';
import type { SizeUsage } from '../../../model/usage.ts';
import { shareInterval } from '../../stats/exact-intervals.ts';
import { type Candidate, countEvidence, fact, shareEvidence } from './candidate.ts';

const FEWEST_INVOCATIONS = 50;
/** Heavy: at least this share of the calls, and certainly above the lower one. */
const HEAVY_SHARE = 0.1;
const CERTAIN_SHARE = 0.05;
/** Billed init below this share of the billed time is not worth a word. */
const LEAST_BILL_SHARE = 0.05;

/** Findings of one size; at least 50 invocations. */
export function coldStartFindings(size: SizeUsage): Candidate[] {
  if (size.invocations < FEWEST_INVOCATIONS) return [];
  return [...coldStartHeavy(size), ...billedInit(size)];
}

/** Billed init and restore time as a share of the billed time, 0..1, and the most it can be if unclear starts were billed. Null: cannot be told. */
function billedInitShare(size: SizeUsage): { readonly share: number; readonly atMost: number } | null {
  const { billed, unclear } = size.initBilling;
  const bill = size.billedMs.sum;
  if (!(bill > 0)) return null;
  const mean = size.initMs === null ? 0 : size.initMs.sum / size.initMs.n;
  if (billed === 0 && unclear > 0 && size.billedRestoreMs === 0) return null;
  const known = mean * billed + size.billedRestoreMs;
  return { share: Math.min(1, known / bill), atMost: Math.min(1, (known + mean * unclear) / bill) };
}

function coldStartHeavy(size: SizeUsage): Candidate[] {
  const share = shareInterval(size.coldStarts, size.invocations);
  if (share.best < HEAVY_SHARE || share.low < CERTAIN_SHARE) return [];
  return [
    fact('cold-start-heavy', 'info', size.sizeMB, [
      countEvidence('coldStarts', size.coldStarts),
      countEvidence('invocations', size.invocations),
      ...shareEvidence('share', size.coldStarts, size.invocations),
      ...startEvidence(size),
    ]),
  ];
}

function billedInit(size: SizeUsage): Candidate[] {
  const bill = billedInitShare(size);
  if (bill === null || bill.share < LEAST_BILL_SHARE) return [];
  return [
    fact('billed-init', 'info', size.sizeMB, [
      countEvidence('coldStarts', size.coldStarts),
      countEvidence('billedInits', size.initBilling.billed),
      countEvidence('unclearInits', size.initBilling.unclear),
      ...startEvidence(size),
    ]),
  ];
}

function startEvidence(size: SizeUsage): Evidence[] {
  const bill = billedInitShare(size);
  return [
    { name: 'meanInit', value: size.initMs === null ? null : size.initMs.sum / size.initMs.n, unit: 'ms' },
    { name: 'shareOfBill', value: bill === null ? null : 100 * bill.share, unit: '%' },
    { name: 'shareOfBillAtMost', value: bill === null ? null : 100 * bill.atMost, unit: '%' },
  ];
}
