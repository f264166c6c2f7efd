/** Brings flags, environment, configuration file and defaults together: flag before variable before file before default. */
import type { AnalysisOptions } from '../../model/options.ts';
import { nearestName } from '../pricing/nearest-name.ts';
import type { ConfigFile, Setting } from './config-file.ts';
import { readRegion } from './fault.ts';
import { type Option, variableOf } from './option.ts';
import { OPTIONS, type OptionName, optionNamed } from './options.ts';
import { readChoice, readFailOn, readGoal, readNumber, readStep, readSwitch, readWhole } from './quantity.ts';
import { type Present, readWindow } from './when.ts';

/** A flag's value as given; several for a list. */
export type FlagValue = string | boolean | readonly string[];

/** Where values can come from. `flags` by option name without dashes, only those given. */
export interface OptionInputs {
  readonly flags: Readonly<Partial<Record<OptionName, FlagValue>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | null;
}

/** The setting in force, or null when none is given and there is no default. An empty variable is not set. */
export function settingOf(name: OptionName, { flags, env, file }: OptionInputs): Setting | null {
  const option = optionNamed(name);
  const flag = flags[name];
  if (flag !== undefined) return { texts: textsOf(flag, option), origin: { kind: 'flag', name: `--${name}` } };
  const variable = variableOf(name);
  const value = env[variable];
  if (value !== undefined && value !== '') {
    return { texts: textsOf(value, option), origin: { kind: 'variable', name: variable } };
  }
  const written = file?.settings.get(name);
  if (written) return written;
  return option.default === null ? null : { texts: [option.default], origin: { kind: 'default' } };
}

/** The value of a text, number or choice option, checked by its kind; null: not given. */
export function textOf(name: OptionName, inputs: OptionInputs): string | null {
  const setting = settingOf(name, inputs);
  if (!setting) return null;
  const { value } = optionNamed(name);
  const text = single(setting);
  return value.kind === 'choice' ? readChoice(text, setting.origin, value.of) : text;
}

/** The value of a number option; null: not given. */
export function numberOf(name: OptionName, inputs: OptionInputs): number | null {
  const setting = settingOf(name, inputs);
  const { value } = optionNamed(name);
  if (!setting || (value.kind !== 'number' && value.kind !== 'whole')) return null;
  const read = value.kind === 'whole' ? readWhole : readNumber;
  return read(single(setting), setting.origin, value.min, value.max);
}

/** Whether a switch is on. */
export function switchOf(name: OptionName, inputs: OptionInputs): boolean {
  const setting = settingOf(name, inputs);
  return setting !== null && readSwitch(single(setting), setting.origin);
}

/** The values of a list option; empty: not given. */
export function listOf(name: OptionName, inputs: OptionInputs): readonly string[] {
  return settingOf(name, inputs)?.texts ?? [];
}

/** --since and --until as times; without one of them its field is absent. */
export function windowOf(
  inputs: OptionInputs,
  present: Present,
): { readonly sinceMs?: number; readonly untilMs?: number } {
  const bound = (name: OptionName) => {
    const setting = settingOf(name, inputs);
    return setting && { text: single(setting), origin: setting.origin };
  };
  return readWindow(bound('since'), bound('until'), present);
}

/** The options of `analyze`, complete and checked. Throws a UserError that names the flag, variable or file position. */
export function resolveOptions(inputs: OptionInputs, present: Present): AnalysisOptions {
  const number = (name: OptionName): number => numberOf(name, inputs) as number;
  const goal = settingOf('goal', inputs) as Setting;
  const step = settingOf('max-step', inputs);
  const gates = settingOf('fail-on', inputs);
  return {
    goal: readGoal(single(goal), goal.origin),
    region: regionOf(inputs),
    architecture: textOf('arch', inputs) as AnalysisOptions['architecture'],
    invocationsPerMonth: numberOf('invocations-per-month', inputs),
    minSavingPerMonth: number('min-saving'),
    minSavingPercent: number('min-saving-percent'),
    maxStep: step ? readStep(single(step), step.origin) : null,
    targetUtilisation: number('target-utilisation'),
    level: number('level'),
    changeConfidence: number('change-confidence'),
    accountMaxMB: number('account-max'),
    freeTier: textOf('free-tier', inputs) as AnalysisOptions['freeTier'],
    discountPercent: number('discount'),
    savingsPlanShare: number('savings-plan-share'),
    savingsPlanDiscountPercent: number('savings-plan-discount'),
    seed: number('seed'),
    functions: inputs.file?.functions ?? {},
    failOn: gates ? gates.texts.map((text) => readFailOn(text, gates.origin)) : [],
    nowMs: present.nowMs,
  };
}

/** The Region given, known to the price table; null: not given. Throws a UserError `invalid-option`. */
export function regionOf(inputs: OptionInputs): string | null {
  const setting = settingOf('region', inputs);
  return setting ? readRegion(single(setting), setting.origin) : null;
}

/** Variables that begin with MEMFIT_ and belong to no option, with the one that was perhaps meant. */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
): { readonly name: string; readonly meant: string | null }[] {
  const known = OPTIONS.map(({ name }) => variableOf(name));
  return Object.keys(env)
    .filter((name) => name.startsWith('MEMFIT_') && !known.includes(name))
    .map((name) => ({ name, meant: nearestName(name, known) }));
}

/** A list is split at commas wherever it comes from; anything else is one text. */
function textsOf(value: FlagValue, { value: { kind } }: Option): readonly string[] {
  const texts = typeof value === 'object' ? value : [String(value)];
  if (kind !== 'list') return texts;
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The last text of a setting: a flag given twice counts as given last. */
function single({ texts }: Setting): string {
  return texts.at(-1) ?? '';
}
