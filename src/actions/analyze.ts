/** analyze: past invocations in, findings and one recommendation per function out. Changes nothing and prints nothing. */
import type { Clock } from '../contracts/clock.ts';
import type { Listener } from '../contracts/listener.ts';
import type { LogSource, ReadRequest } from '../contracts/log-source.ts';
import { DEFAULT_REGION, findPrices, PRICES_DATE, PRICES_SOURCE } from '../core/pricing/price-table.ts';
import { fleetTotals } from '../core/sizing/fleet-total.ts';
import { currentSize, recommend, type SizingInput, withFreeTiers } from '../core/sizing/recommend.ts';
import { standingOf } from '../core/sizing/standing.ts';
import { findingsForFleet } from '../core/usage/findings/findings.ts';
import type { Analysis, FunctionAnalysis } from '../model/analysis.ts';
import type { Finding } from '../model/finding.ts';
import type { AnalysisOptions, FunctionOptions } from '../model/options.ts';
import type { Recommendation } from '../model/recommendation.ts';
import type { FunctionUsage } from '../model/usage.ts';

/** What one analysis needs besides its ports. */
export interface AnalyzeRequest {
  readonly read: ReadRequest;
  readonly options: AnalysisOptions;
  readonly memfitVersion: string;
  /** Sizes recommended or applied before, by function name or logical id: a new advice must beat them by more than the noise. */
  readonly standing: ReadonlyMap<string, number>;
}

/** What carries an analysis out. */
export interface AnalyzePorts {
  readonly source: LogSource;
  readonly listener: Listener;
  readonly clock: Clock;
  /** Judges each function by itself, in order; absent: here, one after the other. */
  readonly judge?: (inputs: readonly SizingInput[]) => Promise<Recommendation[]>;
}

/**
 * Reads everything once, judges every function, and sorts by money at stake, greatest first.
 * Inputs that cannot be read are in `account`; they do not stop the rest.
 */
export async function analyze(request: AnalyzeRequest, ports: AnalyzePorts): Promise<Analysis> {
  const { functions: met, account } = await ports.source.usage(request.read, ports.listener);
  const usages = met.filter(isAskedFor);
  const { options } = request;
  const ignore = Object.fromEntries(
    usages.map((usage) => [usage.ref.name, functionOptions(usage, options)?.ignore ?? []]),
  );
  const findings = findingsForFleet(usages, { nowMs: options.nowMs, ignore });
  const inputs = usages.map((usage, i) => sizingInput(usage, findings[i] ?? [], request));
  const judged = ports.judge ? await ports.judge(inputs) : inputs.map((input) => recommend(input));
  const recommendations = withFreeTiers(inputs, judged);
  const functions = inputs.map((input, i) => analysed(input, recommendations[i] as Recommendation));
  return {
    schemaVersion: 1,
    generatedAt: new Date(ports.clock.now()).toISOString(),
    memfitVersion: request.memfitVersion,
    prices: { date: PRICES_DATE, source: PRICES_SOURCE },
    account,
    functions: functions.sort(byMoney),
    totals: fleetTotals(
      inputs.map((input, i) => ({ input, recommendation: recommendations[i] as Recommendation })),
      options,
    ),
  };
}

/** A function of which nothing was asked, or whose records were all counted elsewhere, is in the account, not in the answer. */
function isAskedFor({ sizes, setAside, initFailures, logsDropped }: FunctionUsage): boolean {
  const reasons = Object.keys(setAside);
  if (sizes.length > 0 || logsDropped > 0 || Object.keys(initFailures).length > 0) return true;
  return reasons.some((reason) => !UNASKED.has(reason));
}

const UNASKED: ReadonlySet<string> = new Set(['not-selected', 'out-of-window', 'duplicate', 'own-traffic']);

function analysed(input: SizingInput, recommendation: Recommendation): FunctionAnalysis {
  const { usage, findings, region, architecture } = input;
  const owner = input.functionOptions?.owner ?? null;
  return { usage, currentMB: currentSize(usage), region, architecture, findings, recommendation, owner };
}

function sizingInput(usage: FunctionUsage, findings: readonly Finding[], request: AnalyzeRequest): SizingInput {
  const { options } = request;
  const own = functionOptions(usage, options);
  const standingMB = standingOf(usage.ref.name, request.standing);
  return {
    usage,
    findings,
    options,
    functionOptions: own,
    region: regionOf(usage, own, options),
    architecture: own?.architecture ?? options.architecture ?? 'x86_64',
    standing: standingMB === null ? null : { sizeMB: standingMB },
  };
}

/** What the config says of a function: by its name, else by its log group. */
function functionOptions({ ref }: FunctionUsage, { functions }: AnalysisOptions): FunctionOptions | null {
  const named = Object.hasOwn(functions, ref.name) ? functions[ref.name] : undefined;
  if (named) return named;
  return Object.values(functions).find(({ logGroup }) => logGroup !== null && logGroup === ref.logGroup) ?? null;
}

/** The function's own Region (config, else an ARN in the logs with known prices), else the one asked for, else the default, which reports mention. */
function regionOf({ ref }: FunctionUsage, own: FunctionOptions | null, options: AnalysisOptions): string {
  const fromLogs = ref.region !== null && findPrices(ref.region) ? ref.region : null;
  return own?.region ?? options.region ?? fromLogs ?? DEFAULT_REGION;
}

/** Money that a person could act on first: savings of changes, then what is at stake, then cost; name last, so that the order is always the same. */
function byMoney(a: FunctionAnalysis, b: FunctionAnalysis): number {
  return stake(b) - stake(a) || costNow(b) - costNow(a) || (a.usage.ref.name < b.usage.ref.name ? -1 : 1);
}

function stake({ recommendation }: FunctionAnalysis): number {
  if (recommendation.action === 'change') return Math.abs(Number(recommendation.cost?.saving.best ?? 0));
  return recommendation.action === 'undecided' ? Number(recommendation.atStake ?? 0) : 0;
}

function costNow({ recommendation }: FunctionAnalysis): number {
  return Number(recommendation.cost?.now ?? 0);
}
