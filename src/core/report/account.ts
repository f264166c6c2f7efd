/** What was read and what was set aside, in sentences: nothing is dropped in silence. */
import type { Analysis, FleetTotal } from '../../model/analysis.ts';
import type { ReadingAccount, SetAsideReason } from '../../model/usage.ts';
import { bytes, count, counted, exactMoney } from './figures.ts';
import type { Glyphs } from './style.ts';

/** Sentences on the reading: inputs, reports, what was set aside and why, what could not be read (at most `places` of them). */
export function accountSentences(account: ReadingAccount, places = 3): string[] {
  const { inputs, used, reports } = account;
  const volume = `${counted(inputs.length, 'input')} (${bytes(account.bytes)}, ${counted(account.lines, 'line')})`;
  const sentences = [`Read ${volume}: ${counted(reports, 'report')}, ${count(used)} used${setAside(account)}.`];
  for (const { name, problem } of inputs.filter((input) => input.problem !== undefined).slice(0, places * 3)) {
    sentences.push(`Not read, or not to the end: ${name}: ${problem ?? ''}.`);
  }
  if (account.unreadableCount > 0) sentences.push(...unreadable(account, places));
  if (account.unjoined > 0) {
    sentences.push(
      `${counted(account.unjoined, 'failure message')} without a report: outside the window, or not exported.`,
    );
  }
  if (!account.timed && account.used > 0) {
    sentences.push(
      'Unknown: no time in these logs, so no rate; costs are per million invocations unless you give --invocations-per-month.',
    );
  }
  return sentences;
}

/** What the free tier leaves to pay, where it is known or may cover everything. */
export function freeTierSentences(totals: readonly FleetTotal[], glyphs: Glyphs): string[] {
  return totals.flatMap(({ withFreeTier: tier, currency }) => {
    if (tier === null) return [];
    const [now, after] = [exactMoney(tier.now, currency, glyphs), exactMoney(tier.after, currency, glyphs)];
    const proviso = tier.assumed ? ' if these functions are all that the account runs' : '';
    return [`Free tier: it leaves ${now} a month to pay now and ${after} after the changes${proviso}.`];
  });
}

/** Which prices were used. */
export function priceSentence({ prices }: Analysis): string {
  return `Prices of ${prices.date} (${prices.source}).`;
}

/** Why reports are set aside, for people; the order is the order of showing. */
const SET_ASIDE_WORDS: Readonly<Record<SetAsideReason, string>> = {
  emulator: 'from an emulator that prints the size as memory used',
  local: "from memfit's local engine",
  'other-cloud': 'from another cloud',
  'managed-instance': 'from Lambda Managed Instances, which print no memory',
  duplicate: 'met twice in overlapping exports',
  'own-traffic': "memfit's own calls",
  'out-of-window': 'outside --since and --until',
  'not-selected': 'of functions not asked for',
  'no-memory-fields': 'without memory fields',
};

function setAside(account: ReadingAccount): string {
  const words = setAsideWords(account.setAside);
  return words === '' ? '' : `; set aside: ${words}`;
}

/** `3 met twice in overlapping exports, 1 from another cloud`; empty: nothing was set aside. */
export function setAsideWords(counts: ReadingAccount['setAside']): string {
  const parts = Object.entries(SET_ASIDE_WORDS).flatMap(([reason, words]) => {
    const n = counts[reason as SetAsideReason] ?? 0;
    return n > 0 ? [`${count(n)} ${words}`] : [];
  });
  return parts.join(', ');
}

function unreadable({ unreadable: met, unreadableCount }: ReadingAccount, places: number): string[] {
  const shown = met
    .slice(0, places)
    .map(({ file, line, reason, excerpt }) => `  ${file}:${line}: ${reason}${excerpt ? `: ${excerpt}` : ''}`);
  const rest = unreadableCount - shown.length;
  const head = `${counted(unreadableCount, 'place')} could not be read${shown.length > 0 ? ':' : '.'}`;
  return [head, ...shown, ...(rest > 0 && shown.length > 0 ? [`  and ${count(rest)} more`] : [])];
}
