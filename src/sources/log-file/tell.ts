/** What reading tells the listener: inputs that failed, places that could not be read, zones that were assumed. */
import type { Listener } from '../../contracts/listener.ts';
import type { ReadRequest } from '../../contracts/log-source.ts';
import type { AssemblyCounts } from '../../core/logs/assembler.ts';
import { setAsideWords } from '../../core/report/account.ts';
import type { Labels } from './labels.ts';
import type { InputResult } from './read-inputs.ts';

/** Inputs named one by one; the rest is counted. */
const MOST_NAMED = 20;

/** One warning an input with a problem (`input-problem`). `usage` says the same in its account instead. */
export function tellInputs(results: readonly InputResult[], listener: Listener): void {
  const failed = results.flatMap(({ account }) => (account.problem === undefined ? [] : [account]));
  for (const { name, problem } of failed.slice(0, MOST_NAMED)) {
    listener.notice({ level: 'warning', code: 'input-problem', text: `${name}: ${problem}` });
  }
  if (failed.length > MOST_NAMED) {
    const text = `${failed.length - MOST_NAMED} more inputs have problems`;
    listener.notice({ level: 'warning', code: 'input-problem', text });
  }
}

/** The first places that could not be read, and how many there are (`unreadable`). */
export function tellUnreadable(counts: AssemblyCounts, listener: Listener): void {
  for (const { file, line, reason, excerpt } of counts.unreadable) {
    listener.notice({ level: 'warning', code: 'unreadable', text: `${file}:${line}: ${reason}: ${excerpt}` });
  }
  const more = counts.unreadableCount - counts.unreadable.length;
  if (more > 0) {
    listener.notice({ level: 'warning', code: 'unreadable', text: `${more} more places could not be read` });
  }
}

/** What became of reports that are not among the records (`not-shown`), and that there were none at all where nothing else explains it (`no-reports`). */
export function tellNotShown(setAside: AssemblyCounts['setAside'], isEmpty: boolean, listener: Listener): void {
  const words = setAsideWords(setAside);
  if (words !== '') listener.notice({ level: 'warning', code: 'not-shown', text: `Not among the records: ${words}.` });
  if (!isEmpty) return;
  const text = 'No Lambda invocations were found: no REPORT line and no platform.report record in what was read.';
  listener.notice({
    level: 'warning',
    code: 'no-reports',
    text,
    next: 'see docs/log-shapes.md for how to export logs',
  });
}

/** Said once: reports without a time cannot be left out by `--since` and `--until` (`window-unchecked`). */
export function tellTimeless(
  results: readonly InputResult[],
  { sinceMs, untilMs }: ReadRequest,
  listener: Listener,
): void {
  if (sinceMs === undefined && untilMs === undefined) return;
  const timeless = results.filter(({ knowledge }) => knowledge?.timeless).map(({ account }) => account.name);
  if (timeless.length === 0) return;
  const where = timeless.length === 1 ? timeless[0] : `${timeless[0]} and ${timeless.length - 1} more`;
  listener.notice({
    level: 'warning',
    code: 'window-unchecked',
    text: `Reports without a time are counted whatever --since and --until say (${where}).`,
    next: 'export with times: docs/log-shapes.md says how',
  });
}

/** Said once: files of the same name in different folders, in which nothing names a function, were taken as different functions (`same-names`). */
export function tellSameNames(results: readonly InputResult[], labels: Labels, listener: Listener): void {
  const widened = results.filter(
    ({ account, knowledge }) => account.reports > 0 && knowledge?.named === false && labels.isWidened(account.name),
  );
  const met = [...new Set(widened.map(({ account }) => labels.of(account.name)))];
  const [first] = met;
  if (first === undefined || met.length < 2) return;
  const base = first.slice(first.lastIndexOf('/') + 1);
  listener.notice({
    level: 'warning',
    code: 'same-names',
    text: `Files of the same name in different folders were taken as different functions, since nothing in them names one: ${listed(met)}.`,
    next: `--function ${base} counts all of that name as one function`,
  });
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${names.slice(0, MOST_LISTED).join(', ')} and ${more} more` : names.join(', ');
}

/** Names in one sentence. */
const MOST_LISTED = 5;

/** Said once each: lines that a window's width broke were put together (`lines-joined`), or have lost what was behind it (`lines-cut`). */
export function tellWrapping(results: readonly InputResult[], listener: Listener): void {
  const places = (kind: 'joins' | 'cut'): string[] =>
    results.flatMap(({ wrapping, account }) =>
      wrapping?.kind === kind ? [`${account.name}, ${wrapping.width} columns`] : [],
    );
  const [joined, cut] = [places('joins'), places('cut')];
  if (joined.length > 0) {
    const text = `Lines that a window broke at its width were put together again (${listed(joined)}).`;
    listener.notice({ level: 'info', code: 'lines-joined', text });
  }
  if (cut.length === 0) return;
  listener.notice({
    level: 'warning',
    code: 'lines-cut',
    text: `REPORT lines end at the width of a window (${listed(cut)}): what was behind it is missing, and what it leaves incomplete is set aside.`,
    next: 'write whole lines: PowerShell with `| Out-File -Width 4096 app.log`, or the JSON output of the AWS CLI',
  });
}

/** Said once: times without a zone were taken as UTC (`zone-assumed`). */
export function tellZones(results: readonly InputResult[], listener: Listener): void {
  const zoneless = results.filter((result) => result.zoneless).map(({ account }) => account.name);
  if (zoneless.length === 0) return;
  const where = zoneless.length === 1 ? zoneless[0] : `${zoneless[0]} and ${zoneless.length - 1} more`;
  listener.notice({
    level: 'warning',
    code: 'zone-assumed',
    text: `Times without a zone were taken as UTC (${where}).`,
    next: 'export with `aws logs tail --format detailed` or as JSON to keep the zone',
  });
}
