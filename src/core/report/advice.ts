/** The recommendation in sentences: what to do, why, what it does to cost, duration and memory. Shared by text, Markdown and HTML. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import type { Floor, PolicyResult, UndecidedReason } from '../../model/recommendation.ts';
import { chance, confidenceCell } from './cells.ts';
import type { RenderContext } from './context.ts';
import {
  atMostMoney,
  count,
  counted,
  day,
  exactMoney,
  isUnderACent,
  megabytes,
  moneyRange,
  percent,
  perPeriod,
  ratioInterval,
  roughMoney,
  share,
  span,
} from './figures.ts';
import type { Glyphs } from './style.ts';

/** A labelled sentence of the detail view. */
export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** `change 2048 → 1536 MB`, `keep 512 MB`, `undecided: …`. */
export function verdict({ currentMB, recommendation: advice }: FunctionAnalysis, glyphs: Glyphs): string {
  const now = currentMB === null ? 'unknown size' : megabytes(currentMB);
  if (advice.action === 'keep') return `keep ${now}`;
  if (advice.action === 'change') {
    return `change ${currentMB === null ? 'the size' : count(currentMB)} ${glyphs.arrow} ${megabytes(advice.toMB)} (for ${advice.urgency})`;
  }
  const range = advice.range ? `, between ${count(advice.range.lowMB)} and ${megabytes(advice.range.highMB)}` : '';
  return `undecided at ${now}${range}: ${REASON_WORDS[advice.reason]}`;
}

/** Why, and what must be said besides, one sentence each. */
export function reasons(
  { recommendation }: FunctionAnalysis,
  { words }: RenderContext,
): { because: string[]; remarks: string[] } {
  return {
    because: recommendation.because.map((remark) => sentence(words.remark(remark))),
    remarks: recommendation.remarks.map((remark) => sentence(words.remark(remark))),
  };
}

/** Cost, duration, memory, evidence, confidence, arm64: one labelled sentence each; unknown is said as unknown. */
export function facts(analysed: FunctionAnalysis, context: RenderContext): Fact[] {
  const { glyphs } = context;
  const confidence = confidenceCell(analysed, glyphs);
  return [
    { label: 'Cost', text: costFact(analysed, glyphs) },
    { label: 'Duration', text: durationFact(analysed, glyphs) },
    { label: 'Memory', text: memoryFact(analysed, glyphs) },
    { label: 'Evidence', text: evidenceFact(analysed) },
    ...(confidence ? [{ label: 'Confidence', text: `${confidence} that this keeps the goal's promise` }] : []),
    ...armFact(analysed, glyphs),
  ];
}

/** A policy of the config beside the statistical answer. */
export function policyText(
  { rule, outcome, sizeMB, unsafe, shareOfEnvironments }: PolicyResult,
  glyphs: Glyphs,
): string {
  const says = {
    change: `says change to ${sizeMB === null ? 'another size' : megabytes(sizeMB)}`,
    keep: 'says keep',
    investigate: 'says look for the cause',
    'not-met': 'does not apply',
    unknown: 'cannot be checked',
  }[outcome];
  const environments = shareOfEnvironments === null ? '' : ` (${share(shareOfEnvironments, glyphs)} of environments)`;
  return `${rule}: ${says}${environments}${unsafe ? ' - UNSAFE: below the memory floor' : ''}`;
}

/** Why no size is named, for people. */
const REASON_WORDS: Readonly<Record<UndecidedReason, string>> = {
  'too-little-data': 'too few invocations to tell',
  'duration-unknown': 'how its duration answers to memory is not known well enough',
  'need-unknown': 'how much memory it needs is not known',
  'environments-unknown': 'the logs do not say which environment each line is from',
  'only-failures-logged': 'only failures are logged',
  failing: 'most of its calls fail',
  'not-sizable': 'it has no memory size of its own',
  'below-evidence': 'the evidence does not reach that far down',
  'conflict-with-bounds': 'the bounds in the configuration leave no safe size',
};

function costFact({ recommendation: advice }: FunctionAnalysis, glyphs: Glyphs): string {
  const { cost } = advice;
  if (cost === null) return 'unknown';
  const money = (amount: string): string => exactMoney(amount, cost.currency, glyphs);
  const { requests, compute, init } = cost.nowParts;
  const parts = `requests ${money(requests)}, compute ${money(compute)}${Number(init) > 0 ? `, init ${money(init)}` : ''}`;
  const now = `${money(cost.now)} ${perPeriod(cost.per)} now (${parts})`;
  const basis = {
    flag: 'as given',
    config: 'from the configuration',
    extrapolated: 'extrapolated from the window',
    'per-million': '',
  }[cost.invocationsFrom];
  const tail = basis ? ` for ${counted(cost.invocations, 'invocation')} a month, ${basis}` : '';
  const tier = cost.withFreeTier
    ? `; within the free tier ${money(cost.withFreeTier.now)} now and ${money(cost.withFreeTier.after)} after`
    : '';
  if (advice.action === 'undecided') {
    const open = advice.atStake === null ? '' : `; ${atMostMoney(advice.atStake, cost.currency, glyphs)} at stake`;
    return `${now}${tail}${open}${tier}`;
  }
  if (advice.action === 'keep') return `${now}${tail}${tier}`;
  const after = isUnderACent(cost.after.best)
    ? 'under a cent'
    : `about ${roughMoney(cost.after.best, cost.currency, glyphs)}`;
  const saves = Number(cost.saving.best) < 0 ? 'costs more by' : 'saves';
  const saving = isUnderACent(cost.saving.best)
    ? 'under a cent'
    : roughMoney(cost.saving.best.replace(/^-/, ''), cost.currency, glyphs);
  const level = percent(cost.saving.level * 100, glyphs);
  const range = `${level}: ${moneyRange(cost.after, cost.currency, glyphs)}`;
  return `${now} ${glyphs.arrow} ${after} (${range}): ${saves} ${saving} (${percent(Math.abs(cost.savingPercent.best), glyphs)})${tail}${tier}`;
}

function durationFact({ recommendation: advice }: FunctionAnalysis, glyphs: Glyphs): string {
  if (advice.action === 'keep') return 'unchanged';
  if (advice.action === 'undecided' || advice.durationRatio === null) return 'unknown at another size';
  const level = percent(advice.durationRatio.level * 100, glyphs);
  return `warm mean ${ratioInterval(advice.durationRatio, glyphs)}, the interval at ${level}`;
}

function memoryFact({ recommendation: advice, currentMB }: FunctionAnalysis, glyphs: Glyphs): string {
  const size = advice.action === 'change' ? advice.toMB : currentMB;
  const left =
    advice.headroom === null || size === null
      ? 'headroom unknown'
      : `headroom ${share(advice.headroom, glyphs)} at ${megabytes(size)}`;
  return advice.floor === null ? `${left}; no floor can be stated` : `${left}; ${floorText(advice.floor, glyphs)}`;
}

function floorText(floor: Floor, glyphs: Glyphs): string {
  const seen = `at most ${megabytes(floor.seenMaxMB)} seen in ${counted(floor.environments, 'environment')}`;
  const need = `need ${floor.censored ? 'at least ' : 'up to '}${megabytes(floor.censored ? floor.needMB.best : floor.needMB.high)}`;
  const month =
    floor.riskPerMonth === null ? 'per month unknown' : `${chance(floor.riskPerMonth, glyphs)} per month at most`;
  const since = floor.sinceMs === null ? '' : `, since ${day(floor.sinceMs)}`;
  return `floor ${megabytes(floor.sizeMB)} (${need}; ${seen}${since}; chance of exceeding it ${chance(floor.riskPerEnvironment, glyphs)} per environment, ${month})`;
}

function evidenceFact({ usage }: FunctionAnalysis): string {
  const invocations = usage.sizes.reduce((n, size) => n + size.invocations, 0);
  const known = usage.sizes.every(({ environments }) => environments !== null);
  const environments = usage.sizes.reduce((n, size) => n + (size.environments?.count ?? 0), 0);
  const where = known ? `in ${counted(environments, 'environment')}` : 'in unknown environments';
  const when = usage.span
    ? `from ${day(usage.span.fromMs)} to ${day(usage.span.toMs)} UTC (${span(usage.span.toMs - usage.span.fromMs)})`
    : 'at unknown times';
  const sizes = usage.sizes.map(({ sizeMB }) => count(sizeMB)).join(', ');
  return `${counted(invocations, 'invocation')} ${where}, ${when}, at ${sizes ? `${sizes} MB` : 'unknown size'}`;
}

function armFact({ recommendation: { arm, cost } }: FunctionAnalysis, glyphs: Glyphs): Fact[] {
  if (arm === null) return [];
  const part = percent(arm.savingPercent, glyphs);
  const saving = cost ? `${roughMoney(arm.saving, cost.currency, glyphs)} ${perPeriod(cost.per)} (${part})` : part;
  return [{ label: 'On arm64', text: `the same size would save about ${saving}${arm.note ? `; ${arm.note}` : ''}` }];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
