/** The command line as commander sees it, made from the two tables. Loads nothing that a command needs. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import {
  COMMANDS,
  type Command as CommandName,
  flagsOf,
  type Option as OptionRow,
  variableOf,
} from '../core/config/option.ts';
import { optionsOf } from '../core/config/options.ts';
import type { FlagValue } from '../core/config/resolve.ts';
import { UserError } from '../model/errors.ts';
import type { Invoked } from './command.ts';
import { COMMAND_TABLE, type CommandEntry } from './command-table.ts';
import { EXIT_WORDS } from './exit-codes.ts';

/** What the person asked for: a command, or text that help or --version printed. */
export type Asked =
  | { readonly kind: 'command'; readonly name: CommandName; readonly invoked: Invoked }
  | { readonly kind: 'text'; readonly text: string };

/** How help is written. */
export interface HelpLook {
  readonly columns: number;
  readonly bold: (text: string) => string;
  readonly version: string;
}

/** Reads the arguments. Throws a UserError `usage` for what cannot be read, with the nearest flag or command. */
export async function parseArguments(args: readonly string[], look: HelpLook): Promise<Asked> {
  let asked: Asked | undefined;
  let printed = '';
  const program = buildProgram(look, commandsFor(args), (found) => {
    asked = found;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: (text) => {
        printed += text;
      },
      outputError: () => undefined,
      getOutHelpWidth: () => look.columns,
      getErrHelpWidth: () => look.columns,
    });
  }
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
  return asked ?? { kind: 'text', text: printed };
}

/** Of all commands with all their flags only the one that is named first is looked at, if one is. */
function commandsFor([first]: readonly string[]): readonly CommandName[] {
  const named = COMMANDS.find((name) => name === first);
  return named === undefined ? COMMANDS : [named];
}

/** The program with these commands; `found` is told which one was asked for. */
function buildProgram(look: HelpLook, names: readonly CommandName[], found: (asked: Asked) => void): Command {
  const program = new Command('memfit')
    .description('Finds the right memory size for every AWS Lambda function. Read-only: no account, nothing to deploy.')
    .version(look.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'help for memfit or a command')
    .helpCommand('help [command]', 'help for a command')
    .configureHelp({ styleTitle: look.bold, showGlobalOptions: false })
    .usage('<command> [options]')
    .addHelpText('after', () => `\n${overview(look)}`);
  for (const name of names) program.addCommand(buildCommand(name, COMMAND_TABLE[name], look, found));
  return program;
}

function buildCommand(name: CommandName, entry: CommandEntry, look: HelpLook, found: (asked: Asked) => void): Command {
  const command = new Command(name)
    .summary(entry.summary)
    .description(entry.description)
    .configureHelp({ styleTitle: look.bold })
    .helpOption('-h, --help', 'this help')
    .addHelpText('after', () => `\n${examples(entry, look)}`);
  if (entry.args) {
    for (const arg of entry.args.split(' ')) command.argument(arg, entry.argHelp);
  }
  for (const row of optionsOf(name)) command.addOption(optionFor(row, entry));
  command.action(() => {
    found({ kind: 'command', name, invoked: { args: command.args, flags: givenFlags(command, optionsOf(name)) } });
  });
  return command;
}

function optionFor(row: OptionRow, entry: CommandEntry): Option {
  const formats = row.name === 'output' ? entry.formats : null;
  const fallback = row.default === null || row.default === 'false' ? '' : ` (default ${row.default})`;
  const flags = formats ? flagsOf({ ...row, value: { kind: 'text', placeholder: 'FORMAT' } }) : flagsOf(row);
  const help = formats ? `${row.help}: ${formats.join(', ')}` : row.help;
  const option = new Option(flags, `${help}${fallback}`).helpGroup(`${row.group}:`);
  const choices = formats ?? (row.value.kind === 'choice' ? row.value.of : null);
  if (choices) option.argParser((value: string) => chosen(value, choices));
  if (row.value.kind === 'list')
    option.argParser((value: string, before: readonly string[] = []) => [...before, value]);
  return option;
}

function chosen(value: string, of: readonly string[]): string {
  if (of.includes(value)) return value;
  throw new InvalidArgumentError(`It is one of: ${of.join(', ')}.`);
}

/** Flags that stood on the command line, by the table's names: commander folds `--no-x` into `x`. */
function givenFlags(command: Command, rows: readonly OptionRow[]): Record<string, FlagValue> {
  const given: Record<string, FlagValue> = {};
  const values: Record<string, unknown> = command.opts();
  for (const option of command.options) {
    const key = option.attributeName();
    const row = rows.find(({ name }) => `--${name}` === option.long);
    if (!row || command.getOptionValueSource(key) !== 'cli') continue;
    const value = values[key];
    if (option.negate ? value === false : value !== false)
      given[row.name] = option.negate ? true : (value as FlagValue);
  }
  return given;
}

function overview({ bold }: HelpLook): string {
  const codes = EXIT_WORDS.map(([code, words]) => `  ${String(code).padEnd(4)} ${words}`);
  return [
    bold('Examples:'),
    '  memfit analyze --sample',
    '  memfit analyze logs/ --region ap-northeast-2',
    '  aws logs filter-log-events --log-group-name /aws/lambda/NAME | memfit analyze',
    '',
    bold('Every flag has a variable and most have a key in memfit.config.yaml:'),
    `  --min-saving is ${variableOf('min-saving')} and minSaving; a flag wins over a variable, a variable over the file.`,
    '',
    bold('Exit codes:'),
    ...codes,
    '',
  ].join('\n');
}

function examples({ examples: list }: CommandEntry, { bold }: HelpLook): string {
  return [bold('Examples:'), ...list.flatMap(([command, says]) => [`  # ${says}`, `  ${command}`]), ''].join('\n');
}

function usageError(error: CommanderError): UserError {
  const [first = '', hint] = error.message.replace(/^error: /, '').split('\n');
  const meant = /^\(Did you mean (.+)\?\)$/.exec(hint ?? '')?.[1];
  return new UserError('usage', { what: first, next: meant ? `did you mean ${meant}?` : 'see memfit --help' }, error);
}
