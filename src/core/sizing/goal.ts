/** The text form of a goal, as flags and the config write it: balanced | cost | speed | weighted:<w> | slo:p95<=800ms. */
import { UserError } from '../../model/errors.ts';
import type { Goal } from '../../model/recommendation.ts';

const FORMS = 'balanced, cost, speed, weighted:<0..1> or slo:p95<=800ms';
const WEIGHTED = /^weighted:\s*(\d*\.?\d+)$/;
const SLO = /^slo:\s*p(\d{1,2}(?:\.\d+)?)\s*(?:<=|≤|<)\s*(\d*\.?\d+)\s*(ms|s)?$/;

/** The goal that a text means; blanks and case do not matter. Throws a UserError `invalid-goal` naming `where` (a flag, a file position). */
export function parseGoal(text: string, where = 'goal'): Goal {
  const plain = text.trim().toLowerCase();
  if (plain === 'balanced' || plain === 'cost' || plain === 'speed') return { kind: plain };
  const weighted = WEIGHTED.exec(plain);
  if (weighted) return weightedGoal(Number(weighted[1]), text, where);
  const slo = SLO.exec(plain);
  if (slo) return sloGoal(Number(slo[1]), Number(slo[2]) * (slo[3] === 's' ? 1_000 : 1), text, where);
  throw invalid(text, where, 'it is none of the known goals');
}

/** The text form of a goal; `parseGoal` reads it back to the same goal. */
export function formatGoal(goal: Goal): string {
  switch (goal.kind) {
    case 'balanced':
    case 'cost':
    case 'speed':
      return goal.kind;
    case 'weighted':
      return `weighted:${goal.weight}`;
    case 'slo':
      return `slo:p${goal.percentile}<=${goal.limitMs}ms`;
    default:
      return goal satisfies never;
  }
}

function weightedGoal(weight: number, text: string, where: string): Goal {
  if (!(weight >= 0 && weight <= 1))
    throw invalid(text, where, 'the weight on cost is a number from 0 (speed) to 1 (cost)');
  return { kind: 'weighted', weight };
}

/** Percentiles are kept in percent: p95 is 95. */
function sloGoal(percent: number, limitMs: number, text: string, where: string): Goal {
  if (!(percent >= 1 && percent < 100)) throw invalid(text, where, 'the percentile lies between p1 and p99.99');
  if (!(limitMs > 0)) throw invalid(text, where, 'the limit is a duration above 0');
  return { kind: 'slo', percentile: percent, limitMs };
}

function invalid(text: string, where: string, why: string): UserError {
  return new UserError('invalid-goal', { where, what: `"${text}" is not a goal`, why, next: `give ${FORMS}` });
}
