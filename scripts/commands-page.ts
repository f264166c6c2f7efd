/** docs/commands.md, made from the tables that --help is made from. */
import { COMMAND_TABLE, type CommandEntry } from '../src/cli/command-table.ts';
import { EXIT_WORDS } from '../src/cli/exit-codes.ts';
import { COMMANDS, type Command, flagsOf, type Option, variableOf } from '../src/core/config/option.ts';
import { optionsOf } from '../src/core/config/options.ts';

/** The whole page. */
export function commandsPage(): string {
  return [
    '# Commands',
    '',
    'Made from the tables behind `--help`; `UPDATE=1 npx vitest run --project unit test/cli/commands-page.test.ts` writes it anew.',
    '',
    'Results go to stdout; warnings, progress and questions to stderr. A flag wins over its variable, a variable over',
    '`memfit.config.yaml` ([configuration](configuration.md)). Unknown flags are errors.',
    '',
    ...COMMANDS.flatMap((name) => command(name, COMMAND_TABLE[name])),
    '## Exit codes',
    '',
    '| code | says |',
    '| ---: | --- |',
    ...EXIT_WORDS.map(([code, words]) => `| ${code} | ${words} |`),
    '',
  ].join('\n');
}

function command(name: Command, { args, argHelp, description, examples, formats }: CommandEntry): string[] {
  return [
    `## memfit ${name}`,
    '',
    description,
    '',
    '```',
    `memfit ${name}${args ? ` ${args}` : ''} [options]`,
    '```',
    '',
    ...(argHelp ? [`\`${args}\`: ${argHelp}.`, ''] : []),
    ...(formats.length > 0 ? [`Formats of \`-o\`: ${formats.join(', ')}.`, ''] : []),
    '```sh',
    ...examples.flatMap(([line, says]) => [`# ${says}`, line]),
    '```',
    '',
    '| flag | variable | default | does |',
    '| --- | --- | --- | --- |',
    ...optionsOf(name).map(row),
    '',
  ];
}

function row(option: Option): string {
  const flags = option.name === 'output' ? '-o, --output <FORMAT>' : flagsOf(option);
  const fallback = option.default === null || option.default === 'false' ? '' : `\`${option.default}\``;
  return `| \`${flags.replaceAll('|', '\\|')}\` | \`${variableOf(option.name)}\` | ${fallback} | ${option.help.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |`;
}
