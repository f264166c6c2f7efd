/** What one option is: the shape of a row in the table of options. */

/** The commands that take options. `cost`, `sizes` and `init` read no logs. */
export const COMMANDS = [
  'analyze',
  'records',
  'tune',
  'report',
  'plan',
  'apply',
  'list',
  'cost',
  'sizes',
  'init',
  'demo',
  'doctor',
  'completion',
] as const;
/** One of memfit's commands. */
export type Command = (typeof COMMANDS)[number];

/** What an option's text means. `placeholder` stands for the value in help. A `switch` takes no value; a `list` may be repeated or comma-separated. */
export type ValueKind =
  | { readonly kind: 'switch' }
  | { readonly kind: 'text'; readonly placeholder: string }
  | { readonly kind: 'list'; readonly placeholder: string }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'number'; readonly placeholder: string; readonly min: number; readonly max: number }
  | { readonly kind: 'whole'; readonly placeholder: string; readonly min: number; readonly max: number };

/** One option: its flag is `--<name>`, its variable `MEMFIT_<NAME>`. A switch whose name begins with `no-` is a negation of its own, not of another flag. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  readonly value: ValueKind;
  /** Values worth offering where any text is taken; completion shows them. */
  readonly suggested?: readonly string[];
  /** As a person would write it; null: no default. */
  readonly default: string | null;
  readonly unit: string | null;
  /** Why the default is what it is, or why there is none. */
  readonly reason: string;
  /** Key in memfit.config.yaml; null: cannot be set there (it is about this run, or a repository must not decide it). */
  readonly key: string | null;
  readonly commands: readonly Command[];
  /** One sentence for --help, no full stop. */
  readonly help: string;
  readonly group: 'Input' | 'Decision' | 'Prices' | 'Output' | 'This run';
}

/** The environment variable of an option: `min-saving` is MEMFIT_MIN_SAVING. */
export function variableOf(name: string): string {
  return `MEMFIT_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** The flag of an option as help shows it: `-o, --output <FORMAT>`. */
export function flagsOf({ name, short, value }: Option): string {
  return `${short ? `-${short}, ` : ''}--${name}${value.kind === 'switch' ? '' : ` <${placeholderOf(value)}>`}`;
}

/** What stands for the value: the choices themselves, or a word in capitals. */
export function placeholderOf(value: Exclude<ValueKind, { kind: 'switch' }>): string {
  return value.kind === 'choice' ? value.of.join('|') : value.placeholder;
}
