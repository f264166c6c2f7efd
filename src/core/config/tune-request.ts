/** Reads the options of `memfit tune`. */
import type { Goal } from '../../model/recommendation.ts';
import type { TuneQuestion } from '../../model/tuning.ts';
import { MAX_SIZE_MB, MIN_SIZE_MB } from '../../model/units.ts';
import type { Setting } from './config-file.ts';
import { invalidValue } from './fault.ts';
import { readDurationMs, readGoal, readSize } from './quantity.ts';
import { numberOf, type OptionInputs, settingOf } from './resolve.ts';

/** What another tool's input proposes: flags and variables win over it, it wins over the configuration. */
export interface TuneProposal {
  readonly goal: Goal;
  readonly sizesMB: readonly number[] | null;
  /** More calls than these are never needed; null: not said. */
  readonly calls: number | null;
}

/** What is asked about one function, as far as options tell: flags and variables, then `proposal`, then the function's own settings, then the file's. Throws a UserError that names the place. */
export function readTuneQuestion(
  name: string,
  inputs: OptionInputs,
  currentMB: number | null,
  payloads: readonly { readonly name: string; readonly weight: number }[],
  proposal: TuneProposal | null = null,
): TuneQuestion {
  const own = inputs.file?.functions[name];
  const sizes = settingOf('sizes', inputs);
  const sizesMB = sizes ? sizes.texts.map((text) => readSize(text, sizes.origin)) : (proposal?.sizesMB ?? null);
  const most = numberOf('max-invocations', inputs) as number;
  const lowMB = Math.max(MIN_SIZE_MB, own?.minMB ?? 0, own?.floorMB ?? 0);
  const highMB = Math.min(numberOf('account-max', inputs) ?? MAX_SIZE_MB, own?.maxMB ?? MAX_SIZE_MB);
  return {
    goal: goalFor(proposal?.goal ?? own?.goal ?? null, inputs),
    seed: numberOf('seed', inputs) as number,
    // Sizes given by hand are meant, whatever the bounds of free choice are.
    lowMB: sizesMB ? MIN_SIZE_MB : lowMB,
    highMB: sizesMB ? MAX_SIZE_MB : highMB,
    sizesMB: sizesMB && [...new Set(sizesMB)].sort((a, b) => a - b),
    currentMB,
    strata: payloads.filter(({ weight }) => weight > 0).map((one) => ({ name: one.name, weight: one.weight })),
    worst: payloads.filter(({ weight }) => weight === 0).map((one) => one.name),
    maxInvocations: saidNow('max-invocations', inputs) ? most : Math.min(most, proposal?.calls ?? most),
    maxTimeMs: timeOf('max-time', inputs),
    maxCost: numberOf('max-cost', inputs),
    utilisation: numberOf('target-utilisation', inputs) as number,
  };
}

/** Whether an option was given for this run, by flag or variable. */
export function saidNow(name: Parameters<typeof settingOf>[0], inputs: OptionInputs): boolean {
  const kind = settingOf(name, inputs)?.origin.kind;
  return kind === 'flag' || kind === 'variable';
}

/** A length of time in ms; null: not given. At most 900 s, as long as a call can be. */
export function timeOf(name: 'max-time' | 'timeout', inputs: OptionInputs): number | null {
  const setting = settingOf(name, inputs);
  return setting && readDurationMs(setting.texts.at(-1) ?? '', setting.origin);
}

/** Variables of a file of NAME=VALUE lines; empty lines and lines beginning with # are passed over, quotes around a value come off. Throws a UserError naming the line. */
export function readEnvironment(text: string, path: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\r?\n/).flatMap((line, index) => {
    if (/^\s*(?:#|$)/.test(line)) return [];
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line);
    if (match) return [[match[1] ?? '', unquoted(match[2] ?? '')] as const];
    const origin = { kind: 'flag', name: `${path}:${index + 1}` } as const;
    throw invalidValue(origin, 'this line is no variable', 'a line is NAME=VALUE');
  });
  return Object.fromEntries(pairs);
}

function unquoted(text: string): string {
  const value = text.trim();
  return /^(["']).*\1$/.test(value) && value.length >= 2 ? value.slice(1, -1) : value;
}

function goalFor(own: Goal | null, inputs: OptionInputs): Goal {
  if (own !== null && !saidNow('goal', inputs)) return own;
  const { texts, origin } = settingOf('goal', inputs) as Setting;
  return readGoal(texts.at(-1) ?? '', origin);
}
