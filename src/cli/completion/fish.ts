/** Completion for fish. */
import { type CommandWord, completionWords, type FlagWord } from './words.ts';

/** The script. */
export function fishCompletion(): string {
  const commands = completionWords();
  const none = `not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`;
  return [
    '# memfit completion for fish',
    'complete -c memfit -f',
    ...commands.map(({ name, help }) => `complete -c memfit -n '${none}' -a ${name} -d ${quoted(help)}`),
    ...commands.flatMap(lines),
    '',
  ].join('\n');
}

function lines({ name, flags, files, args }: CommandWord): string[] {
  const here = `complete -c memfit -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...(files ? [`${here} -F`] : []),
    ...args.map((arg) => `${here} -a ${arg}`),
    ...flags.map((flag) => `${here} ${option(flag)}`),
  ];
}

function option({ flag, short, help, takesValue, values }: FlagWord): string {
  const value = takesValue ? (values ? ` -x -a ${quoted(values.join(' '))}` : ' -r') : '';
  return `${short ? `-s ${short.slice(1)} ` : ''}-l ${flag.slice(2)}${value} -d ${quoted(help)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
