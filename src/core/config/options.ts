/** The one table of options: flags, variables, configuration keys, defaults with their reasons, help and docs/configuration.md are all made from it. */
import type { Command, Option } from './option.ts';
import { DECISION_OPTIONS } from './options/decision.ts';
import { LOG_OPTIONS } from './options/logs.ts';
import { MEASURING_OPTIONS, RUN_OPTIONS } from './options/measuring.ts';
import { PRICE_OPTIONS } from './options/prices.ts';
import { TEMPLATE_OPTIONS } from './options/templates.ts';
import { THIS_RUN_OPTIONS } from './options/this-run.ts';

/** Every option there is, grouped as help shows them; parts by subject, in the order of help. */
export const OPTIONS = [
  ...LOG_OPTIONS,
  ...RUN_OPTIONS,
  ...TEMPLATE_OPTIONS,
  ...MEASURING_OPTIONS,
  ...DECISION_OPTIONS,
  ...PRICE_OPTIONS,
  ...THIS_RUN_OPTIONS,
] as const satisfies readonly Option[];

/** Name of an option, without the dashes. */
export type OptionName = (typeof OPTIONS)[number]['name'];

/** The options of a command, in the table's order. */
export function optionsOf(command: Command): readonly Option[] {
  return OPTIONS.filter((option: Option) => option.commands.includes(command));
}

/** One option by its name. */
export function optionNamed(name: OptionName): Option {
  return OPTIONS.find((option) => option.name === name) as Option;
}
