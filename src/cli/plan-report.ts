/** A plan with its diff, as every output shows it. */
import type { PlanResult } from '../actions/plan.ts';
import { unifiedDiff } from '../core/report/diff.ts';
import type { PlanReport } from '../core/report/plan.ts';

/** What is shown of a plan. */
export function planReport({ plan: made, texts, unjoined, inventory }: PlanResult): PlanReport {
  const diffs = [...texts].map(([file, text]) =>
    unifiedDiff(
      file,
      text,
      made.edits.filter((one) => one.file === file),
    ),
  );
  return { plan: made, diff: diffs.join(''), unjoined, problems: inventory.problems };
}
