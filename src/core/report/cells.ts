/** What one function looks like in a row: the same short texts for the terminal, Markdown and HTML. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import type { Finding, Severity } from '../../model/finding.ts';
import {
  atMostMoney,
  exactMoney,
  isUnderACent,
  moneyRange,
  percent,
  ratioInterval,
  roughMoney,
  share,
} from './figures.ts';
import type { Glyphs } from './style.ts';

/** `2048 → 1536`, `512 keep`, `512 undecided`. */
export function sizeCell({ currentMB, recommendation }: FunctionAnalysis, glyphs: Glyphs): string {
  const now = currentMB === null ? '?' : String(currentMB);
  return recommendation.action === 'change'
    ? `${now} ${glyphs.arrow} ${recommendation.toMB}`
    : `${now} ${recommendation.action}`;
}

/** Cost now, with the period where it is not a month. */
export function nowCell({ recommendation: { cost } }: FunctionAnalysis, glyphs: Glyphs): string {
  if (cost === null) return 'unknown';
  return `${exactMoney(cost.now, cost.currency, glyphs)}${cost.per === 'month' ? '' : '/M'}`;
}

/** `$52.60 (25 %, $40–$60)`; `up to $80?` for undecided; empty where nothing would change. */
export function savingCell({ recommendation: advice }: FunctionAnalysis, glyphs: Glyphs): string {
  const { cost } = advice;
  if (cost === null) return advice.action === 'keep' ? '' : 'unknown';
  if (advice.action === 'undecided') {
    return advice.atStake === null ? 'unknown' : `${atMostMoney(advice.atStake, cost.currency, glyphs)}?`;
  }
  if (advice.action === 'keep') return '';
  const part = percent(cost.savingPercent.best, glyphs);
  if (isUnderACent(cost.saving.low) && isUnderACent(cost.saving.high)) return `under a cent (${part})`;
  return `${roughMoney(cost.saving.best, cost.currency, glyphs)} (${part}, ${moneyRange(cost.saving, cost.currency, glyphs)})`;
}

/** `+3 % (−1 to +9)`. */
export function durationCell({ recommendation: advice }: FunctionAnalysis, glyphs: Glyphs): string {
  if (advice.action === 'keep') return '';
  if (advice.action === 'undecided') return 'unknown';
  return advice.durationRatio === null ? 'unknown' : ratioInterval(advice.durationRatio, glyphs);
}

/** Memory left at the size advised (at today's size for keep and undecided). */
export function headroomCell({ recommendation: { headroom } }: FunctionAnalysis, glyphs: Glyphs): string {
  return headroom === null ? 'unknown' : share(headroom, glyphs);
}

/** The chance that the advice keeps its promise. */
export function confidenceCell({ recommendation: { confidence } }: FunctionAnalysis, glyphs: Glyphs): string {
  return confidence === null ? '' : chance(confidence, glyphs);
}

/** A probability near certainty is never rounded up to it. */
export function chance(probability: number, glyphs: Glyphs): string {
  if (probability > 0.99 && probability < 1)
    return probability >= 0.999 ? '> 99.9 %' : `${(Math.floor(probability * 1000) / 10).toFixed(1)} %`;
  if (probability === 1) return '> 99.9 %';
  return share(probability, glyphs);
}

/** Findings that count, the most severe first. */
export function activeFindings({ findings }: FunctionAnalysis): Finding[] {
  return findings
    .filter(({ suppressed }) => suppressed === undefined)
    .sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** The worst severity as a word; null: no finding. */
export function severityOf(analysed: FunctionAnalysis): Severity | null {
  return activeFindings(analysed)[0]?.severity ?? null;
}

/** Codes of findings, once each, the most severe first; with a limit only as many as fit, and how many more there are: `leak, near-limit +2`. */
export function findingsCell(analysed: FunctionAnalysis, width = Infinity): string {
  const codes = [...new Set(activeFindings(analysed).map(({ code }) => code))];
  for (let kept = codes.length; kept > 0; kept--) {
    const text = codes.slice(0, kept).join(', ') + (kept < codes.length ? ` +${codes.length - kept}` : '');
    if (text.length <= width) return text;
  }
  return codes[0] ?? '';
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };
