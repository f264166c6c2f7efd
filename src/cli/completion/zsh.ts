/** Completion for zsh. */
import { type CommandWord, completionWords, type FlagWord } from './words.ts';

/** The script. */
export function zshCompletion(): string {
  const commands = completionWords();
  return `#compdef memfit
# memfit completion for zsh
_memfit() {
  local -a commands
  commands=(
${commands.map(({ name, help }) => `    ${quoted(`${name}:${help}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "\${words[2]}" in
${commands.map(branch).join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == _memfit ]]; then _memfit "$@"; else compdef _memfit memfit; fi
`;
}

function branch({ name, flags, files, args }: CommandWord): string {
  const rest = files ? "'*:file:_files'" : args.length > 0 ? `'*:argument:(${args.join(' ')})'` : "'*: :'";
  return `    ${name})
      shift words; (( CURRENT-- ))
      _arguments ${[...flags.flatMap(specs), rest].join(' \\\n        ')} ;;`;
}

function specs({ flag, short, help, takesValue, values }: FlagWord): string[] {
  const value = takesValue ? `:value:${values ? `(${values.map(escaped).join(' ')})` : ' '}` : '';
  return (short ? [flag, short] : [flag]).map((name) => quoted(`*${name}[${escaped(help)}]${value}`));
}

/** Text inside a specification of _arguments, whose own signs are brackets and colons. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
