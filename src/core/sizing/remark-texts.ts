/** The words for every code that sizing gives as a reason or a remark: plain sentences, used by all outputs. */
import type { Remark } from '../../model/recommendation.ts';

type Values = Remark['values'];

const mb = (value: Values[string] | undefined) =>
  typeof value === 'number' ? `${grouped(Math.round(value))} MB` : 'an unknown size';
const percent = (value: Values[string] | undefined) =>
  typeof value === 'number' ? `${Number(value.toPrecision(value < 10 ? 1 : 2))} %` : 'an unknown share';
const chance = (value: Values[string] | undefined) =>
  typeof value === 'number' ? `${Math.floor(value * 100)} %` : 'unknown';
const count = (value: Values[string] | undefined) =>
  typeof value === 'number' ? grouped(Math.round(value)) : 'an unknown number of';

/** One sentence a code. A test asserts that every code that sizing can give is here. */
const TEXTS = {
  'out-of-memory-seen': (v) =>
    `${times(v.count)} the function ran out of memory at ${mb(v.sizeMB)}; a raise needs no measurement.`,
  'limit-reached': (v) =>
    `${count(v.environments)} of ${count(v.of)} environments filled ${mb(v.sizeMB)}, so their real need is at least that.`,
  'limit-reached-reports': (v) =>
    `${count(v.reports)} reports show the whole of ${mb(v.sizeMB)} in use, so the real need is at least that.`,
  'near-limit': (v) =>
    `The predicted need of ${mb(v.needMB)} is ${percent(v.percent)} of ${mb(v.sizeMB)}, above the 90 % alarm line.`,
  'goal-balanced': (v) =>
    `${mb(v.sizeMB)} is the fastest size that is surely within 5 % of the cheapest (probability ${chance(v.chance)}).`,
  'goal-cost': (v) =>
    `${mb(v.sizeMB)} costs within 5 % of the cheapest size that is safe for memory (probability ${chance(v.chance)}).`,
  'goal-speed': (v) =>
    `${mb(v.sizeMB)} is the smallest size within 5 % of the shortest duration (probability ${chance(v.chance)}).`,
  'goal-weighted': (v) =>
    `${mb(v.sizeMB)} has the best weighted score of cost and duration (probability ${chance(v.chance)}).`,
  'goal-slo': (v) =>
    `${mb(v.sizeMB)} is the cheapest size that keeps the duration limit (probability ${chance(v.chance)}).`,
  'staying-keeps-promise': (v) =>
    `The size in force already keeps the goal's promise (probability ${chance(v.chance)}).`,
  'nothing-worth-it': (v) =>
    `No size is likely to save more than ${percent(v.percent)}; the least worth a change is ${percent(v.minimumPercent)}.`,
  'duration-unknown': (v) =>
    `How the duration answers to memory is not known well enough from ${v.sizesSeen === 1 ? 'one size' : `${count(v.sizesSeen)} sizes`}: the right size lies between ${mb(v.lowMB)} and ${mb(v.highMB)}.`,
  'likely-step': (v) =>
    `Whatever the best size is, ${mb(v.toMB)} very likely costs at least ${percent(v.percent)} less and takes at most ${percent(v.slowerPercent)} longer (about 9 in 10 such statements hold).`,
  'environments-unknown': () =>
    'The logs carry no stream names, so the memory need of single environments, and with it a safe floor, is unknown.',
  'too-few-environments': (v) =>
    `Only ${count(v.seen)} ${v.seen === 1 ? 'environment was' : 'environments were'} seen; ${count(v.needed)} are needed before a smaller size can be called safe.`,
  'too-few-calls': (v) =>
    v.seen === 0
      ? `No warm successful call was seen; ${count(v.needed)} are needed.`
      : `Only ${count(v.seen)} warm successful ${v.seen === 1 ? 'call was' : 'calls were'} seen; ${count(v.needed)} are needed.`,
  'percentile-unknown': (v) =>
    `${count(v.seen)} warm successful calls are too few to know ${typeof v.percentile === 'number' ? `p${v.percentile}` : 'the percentile'} with an interval.`,
  'no-durations': () => 'No warm successful call was seen, so there is no duration to start from.',
  'no-reports': () => 'The logs hold no report of this function.',
  'no-memory-fields': () => 'No report carries Max Memory Used, so the memory need is unknown.',
  'only-failures-logged': () =>
    'Only failed calls leave reports (SystemLogLevel WARN); sizing from failures would mislead.',
  'managed-instances': () => 'Lambda Managed Instances do not report memory per call and are sized by other means.',
  'emulator-logs': (v) =>
    `${allReports(v.count, 'comes', 'come')} from an emulator that prints the configured size as used memory.`,
  'local-logs': (v) =>
    `${allReports(v.count, 'comes', 'come')} from the local engine; include them on purpose if they are meant as evidence.`,
  'other-cloud': (v) =>
    `${allReports(v.count, 'is', 'are')} from another cloud, whose sizes and prices are not Lambda's.`,
  failing: (v) =>
    `${percent(v.percent)} of the calls at ${mb(v.sizeMB)} fail; durations and memory of failures say little about a healthy function.`,
  pinned: (v) => `The configuration pins this function to ${mb(v.pinMB)}.`,
  'pin-against-raise': (v) => `The pin of ${mb(v.pinMB)} stands against a raise to ${mb(v.toMB)} that memory needs.`,
  'outside-bounds': (v) => `${mb(v.sizeMB)} lies outside the allowed sizes of ${mb(v.lowMB)} to ${mb(v.highMB)}.`,
  'conflict-with-bounds': (v) => `At least ${mb(v.lowMB)} are needed but at most ${mb(v.highMB)} are allowed.`,
  'need-above-limit': (v) => `Memory asks for ${mb(v.wantedMB)}, above the limit of ${mb(v.limitMB)}.`,
  'standing-not-beaten': (v) =>
    `${mb(v.sizeMB)} was recommended before, and ${mb(v.otherMB)} is not better by more than the noise.`,
  'step-limited': (v) => `One step goes down by ${mb(v.stepMB)} at most: ${mb(v.toMB)} now, ${mb(v.wantedMB)} later.`,
  'above-not-considered': (v) =>
    `Sizes above ${mb(v.sizeMB)} were not considered: whether a second CPU helps shows only when it is tried (memfit tune).`,
  'headroom-below-target': (v) =>
    `Predicted use is ${percent(v.percent)} of the size, above the target of ${percent(v.targetPercent)} but below the 90 % alarm line.`,
  'need-at-least': (v) => `Some environments met their limit: the need is at least ${mb(v.needMB)}.`,
  'since-change': (v) =>
    `Only environments since the last change of memory use count${typeof v.sinceMs === 'number' ? ` (${isoDay(v.sinceMs)})` : ''}.`,
  extrapolated: (v) =>
    `The month is extrapolated from ${typeof v.days === 'number' ? `${Number(v.days.toPrecision(2))} days` : 'the window'} of logs: ${count(v.invocations)} calls.`,
  'per-million': () => 'The logs carry no usable time span, so costs are per million calls.',
  'level-rough': (v) =>
    `Money is for calls like those in the logs, and these are too few or too uneven to stand for others: a call to come may bill ${fold(v.factor)} as much or as little on average (probability at least ${percent(v.levelPercent)}).`,
  'region-assumed': (v) => `No Region was given; prices of ${v.region ?? 'us-east-1'} are used.`,
  'region-from-logs': (v) => `No Region was given; the log lines name ${v.region ?? 'one'}, whose prices are used.`,
  'architecture-assumed': (v) => `No architecture was given; ${v.architecture ?? 'x86_64'} prices are used.`,
  'provisioned-priced': (v) =>
    `${count(v.environments)} provisioned environments are priced in; all calls are taken to run on them.`,
  'provisioned-not-priced': (v) => `The price of ${count(v.environments)} provisioned environments is not included.`,
  'one-size': (v) =>
    `Durations were seen at ${mb(v.sizeMB)} alone; what other sizes do is estimated from curves of other functions.`,
  'several-sizes': (v) => `Durations were seen at ${count(v.sizes)} sizes.`,
  'cpu-time': (v) =>
    `CPU time (${typeof v.cpuMs === 'number' ? Number(v.cpuMs.toPrecision(3)) : 'unknown'} ms a call, Lambda Insights) tells computing from waiting.`,
  'free-tier-covers': () =>
    "These functions together fit into Lambda's free tier; if the account has no other use, nothing is paid and nothing can be saved.",
  'free-tier-applied': () => "The account's free tier is spread over these functions.",
} satisfies Record<string, (values: Values) => string>;

/** Every code that has words. */
export const REMARK_CODES: readonly string[] = Object.keys(TEXTS);

/** The sentence for a remark; a code without words is shown as itself with its values, so that nothing is lost. */
export function remarkText({ code, values }: Remark): string {
  const known: Readonly<Record<string, (values: Values) => string>> = TEXTS;
  const text = Object.hasOwn(known, code) ? known[code] : undefined;
  return text ? text(values) : [code, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)].join(' ');
}

function allReports(value: Values[string] | undefined, one: string, several: string): string {
  return value === 1 ? `The one report ${one}` : `All ${count(value)} reports ${several}`;
}

function times(value: Values[string] | undefined): string {
  return value === 1 ? 'Once' : `${count(value)} times`;
}

function fold(value: Values[string] | undefined): string {
  if (typeof value !== 'number' || value > 10) return 'more than 10 times';
  return `${Number(value.toPrecision(2))} times`;
}

/** 12345 as 12,345. */
function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Day of an instant in UTC. */
function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
