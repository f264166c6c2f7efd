/** Commands for people to type, quoted for their shell. */
import { escapeTerminal } from './escape.ts';

/** The shells a command can be printed for. */
export type Shell = 'posix' | 'powershell';

/** One argument for sh, bash, zsh or fish: as it is when nothing in it is special, else in single quotes. Control characters are shown, never sent. */
export function quotePosix(argument: string): string {
  const shown = escapeTerminal(argument);
  if (/^[\w@%+=:,./-]+$/.test(shown) && !shown.startsWith('=')) return shown;
  return `'${shown.replaceAll("'", `'\\''`)}'`;
}

/** One argument for PowerShell, in single quotes when needed. PowerShell takes typographic apostrophes for quotes too; all are doubled. */
export function quotePowerShell(argument: string): string {
  const shown = escapeTerminal(argument);
  if (/^[\w+=:./\\-]+$/.test(shown) && !/^-+$/.test(shown)) return shown;
  return `'${shown.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** A whole command, ready to type in the shell. */
export function commandLine(words: readonly string[], shell: Shell): string {
  return words.map(shell === 'powershell' ? quotePowerShell : quotePosix).join(' ');
}
