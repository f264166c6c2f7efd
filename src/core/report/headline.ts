/** The sentence on top: what the fleet costs, what the changes save, what is open. Shared by text, Markdown and HTML. */
import type { Analysis, FleetTotal } from '../../model/analysis.ts';
import { addMoney, money, noMoney, toDecimalString } from '../pricing/money.ts';
import {
  atMostMoney,
  counted,
  exactMoney,
  isUnderACent,
  moneyRange,
  percent,
  perPeriod,
  roughMoney,
} from './figures.ts';
import type { Glyphs } from './style.ts';

/** One sentence per currency and period, and one about functions without a price. */
export function headline(analysis: Analysis, glyphs: Glyphs): string[] {
  if (analysis.functions.length === 0) return [nothingFound(analysis)];
  const sentences = analysis.totals.map((total) => totalSentence(analysis, total, glyphs));
  const unpriced = analysis.functions.filter(({ recommendation }) => recommendation.cost === null);
  if (sentences.length === 0) return [`${unpricedSentence(analysis, analysis.functions.length)}.`];
  if (unpriced.length > 0) sentences.push(`${unpricedSentence(analysis, unpriced.length)} besides.`);
  return sentences;
}

/** The sum of what is at stake in the undecided functions of one total, as a decimal string; null: nothing is known to be. */
function atStake(analysis: Analysis, total: FleetTotal): string | null {
  let sum = noMoney(total.currency);
  for (const { recommendation } of analysis.functions) {
    if (recommendation.action !== 'undecided' || recommendation.atStake === null) continue;
    if (recommendation.cost?.currency !== total.currency || recommendation.cost.per !== total.per) continue;
    sum = addMoney(sum, money(recommendation.atStake, total.currency));
  }
  return sum.atoms > 0n ? toDecimalString(sum) : null;
}

function nothingFound({ account }: Analysis): string {
  if (account.reports === 0)
    return 'No Lambda invocations were found: no REPORT line and no platform.report record in what was read.';
  return `${counted(account.reports, 'invocation')} read, and none of them counts; see below why.`;
}

function totalSentence(analysis: Analysis, total: FleetTotal, glyphs: Glyphs): string {
  const functions = total.changes + total.keeps + total.undecided;
  const cost = `${exactMoney(total.now, total.currency, glyphs)} ${perPeriod(total.per)}`;
  const open = atStake(analysis, total);
  const parts = [
    total.changes > 0 ? changesPart(total, glyphs) : 'no change to make',
    total.undecided > 0
      ? `${total.undecided} undecided${open ? `, ${atMostMoney(open, total.currency, glyphs)} at stake` : ''}`
      : '',
    total.keeps > 0 ? `${total.keeps} ${total.keeps === 1 ? 'stays' : 'stay'}` : '',
  ];
  return `${counted(functions, 'function')}, ${cost}: ${parts.filter(Boolean).join('; ')}.`;
}

function changesPart({ changes, saving, currency, per }: FleetTotal, glyphs: Glyphs): string {
  if (isUnderACent(saving.low) && isUnderACent(saving.high))
    return `${counted(changes, 'change')} at nearly the same cost`;
  const costsMore = Number(saving.best) < 0;
  const [low, high] = costsMore ? [negated(saving.high), negated(saving.low)] : [saving.low, saving.high];
  const amount = roughMoney(costsMore ? negated(saving.best) : saving.best, currency, glyphs);
  const range = `(${percent(saving.level * 100, glyphs)}: ${moneyRange({ low, high }, currency, glyphs)})`;
  const verb = costsMore ? (changes === 1 ? 'costs' : 'cost') : changes === 1 ? 'saves' : 'save';
  return `${counted(changes, 'change')} ${verb} about ${amount}${costsMore ? ' more' : ''} ${range} ${perPeriod(per)}`;
}

function unpricedSentence(analysis: Analysis, n: number): string {
  const changes = analysis.functions.filter(
    ({ recommendation: { action, cost } }) => cost === null && action === 'change',
  ).length;
  const what = changes > 0 ? `; ${counted(changes, 'change')} advised` : '';
  return `${counted(n, 'function')} without a cost${what}`;
}

function negated(amount: string): string {
  return amount.startsWith('-') ? amount.slice(1) : /^[0.]*$/.test(amount) ? amount : `-${amount}`;
}
