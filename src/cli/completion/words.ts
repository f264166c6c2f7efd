/** What can be completed: commands, their flags, the values of flags with a choice. From the same tables as --help. */
import { COMMANDS, type Command, type Option } from '../../core/config/option.ts';
import { optionsOf } from '../../core/config/options.ts';
import { REGIONS } from '../../core/pricing/price-table.ts';
import { COMMAND_TABLE } from '../command-table.ts';

/** One flag of a command. `values` null: it takes a value that cannot be listed (`takesValue`) or none. */
export interface FlagWord {
  readonly flag: string;
  readonly short: string | null;
  readonly help: string;
  readonly takesValue: boolean;
  readonly values: readonly string[] | null;
}

/** One command. `files`: its arguments are paths. */
export interface CommandWord {
  readonly name: Command;
  readonly help: string;
  readonly files: boolean;
  readonly args: readonly string[];
  readonly flags: readonly FlagWord[];
}

/** All commands with their flags. */
export function completionWords(): CommandWord[] {
  return COMMANDS.map((name) => ({
    name,
    help: COMMAND_TABLE[name].summary,
    files: COMMAND_TABLE[name].args.includes('PATH'),
    args: name === 'completion' ? ['bash', 'zsh', 'fish', 'powershell'] : [],
    flags: [...optionsOf(name).map((option) => flagWord(option, name)), HELP],
  }));
}

const HELP: FlagWord = { flag: '--help', short: '-h', help: 'this help', takesValue: false, values: null };

function flagWord(option: Option, command: Command): FlagWord {
  const { name, short, help, value } = option;
  return {
    flag: `--${name}`,
    short: short ? `-${short}` : null,
    help,
    takesValue: value.kind !== 'switch',
    values: valuesOf(option, command),
  };
}

function valuesOf({ name, value, suggested }: Option, command: Command): readonly string[] | null {
  if (name === 'output') return COMMAND_TABLE[command].formats;
  if (name === 'region') return REGIONS;
  return value.kind === 'choice' ? value.of : (suggested ?? null);
}
