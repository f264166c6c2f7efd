/** Why a size is advised, in one line that goes into a plan. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import { count, counted, percent, perPeriod, roughMoney, share } from './figures.ts';
import type { Glyphs } from './style.ts';

/** What of an analysed function the line is made from; a saved analysis has it too. */
interface Evident {
  readonly usage: {
    readonly sizes: readonly {
      readonly invocations: number;
      readonly environments: { readonly count: number } | null;
    }[];
  };
  readonly recommendation: FunctionAnalysis['recommendation'];
}

/** `saves $12.30 a month (40 %), 96 % sure, from 12,345 invocations in 40 environments`; empty for a recommendation that changes nothing. */
export function evidenceLine({ usage, recommendation }: Evident, glyphs: Glyphs): string {
  if (recommendation.action !== 'change') return '';
  const { cost, confidence, urgency } = recommendation;
  const invocations = usage.sizes.reduce((sum, one) => sum + one.invocations, 0);
  const environments = usage.sizes.reduce((sum, one) => sum + (one.environments?.count ?? 0), 0);
  const parts = [
    urgency === 'safety' ? 'for safety' : '',
    cost ? moneyPart(cost, glyphs) : '',
    confidence === null ? '' : `${share(confidence, glyphs)} sure`,
    `from ${counted(invocations, 'invocation')}${environments > 0 ? ` in ${count(environments)} environments` : ''}`,
  ];
  return parts.filter(Boolean).join(', ');
}

function moneyPart(
  cost: NonNullable<Extract<FunctionAnalysis['recommendation'], { action: 'change' }>['cost']>,
  glyphs: Glyphs,
): string {
  const saves = Number(cost.saving.best) >= 0;
  const amount = cost.saving.best.replace(/^-/, '');
  const part = percent(Math.abs(cost.savingPercent.best), glyphs);
  return `${saves ? 'saves' : 'costs'} ${roughMoney(amount, cost.currency, glyphs)} ${perPeriod(cost.per)}${saves ? '' : ' more'} (${part})`;
}
