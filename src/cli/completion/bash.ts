/** Completion for bash 3.2 and newer. */
import { type CommandWord, completionWords } from './words.ts';

/** The script. */
export function bashCompletion(): string {
  const commands = completionWords();
  return `# memfit completion for bash
_memfit() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${commands.map(({ name }) => name).join('|')}) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  COMPREPLY=()
  if [[ -z "$command" ]]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} help --help --version" -- "$word"))
    return
  fi
  case "$command" in
${commands.map(branch).join('\n')}
  esac
}
complete -o bashdefault -o default -F _memfit memfit
`;
}

function branch({ name, flags, files, args }: CommandWord): string {
  const choices = flags.flatMap(({ flag, short, values, takesValue }) => {
    if (!takesValue) return [];
    const names = [flag, short].filter(Boolean).join('|');
    return [
      `        ${names}) ${values ? `COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$word"))` : 'COMPREPLY=()'}; return ;;`,
    ];
  });
  const all = flags.flatMap(({ flag, short }) => (short ? [flag, short] : [flag])).join(' ');
  const rest = files
    ? 'COMPREPLY=($(compgen -f -- "$word"))'
    : `COMPREPLY=($(compgen -W "${args.join(' ')}" -- "$word"))`;
  return `    ${name})
      case "$before" in
${choices.join('\n')}
      esac
      if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "${all}" -- "$word")); else ${rest}; fi ;;`;
}
