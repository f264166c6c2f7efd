/** What the terminal can show: colour, characters, columns; and which shell people type in. */
import type { Shell } from '../core/report/shell.ts';
import type { Edge, Screenlike } from './edge.ts';

type Environment = Edge['env'];

/** Columns assumed where there is no terminal. */
const PIPE_WIDTH = 120;

/** Whether a stream gets colour: --no-color, then NO_COLOR, then FORCE_COLOR, then a terminal that is not dumb. */
export function hasColour(stream: Screenlike, env: Environment, refused: boolean): boolean {
  if (refused || (env.NO_COLOR ?? '') !== '') return false;
  if ((env.FORCE_COLOR ?? '') !== '') return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Whether a stream may get more than ASCII: the locale says so; unsaid, everything but a bare Linux console or an old Windows one does. */
export function hasUnicode(stream: Screenlike, env: Environment, platform: string): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => (value ?? '') !== '');
  if (platform === 'win32') {
    return stream.isTTY !== true || [env.WT_SESSION, env.TERM_PROGRAM, env.TERM, env.ConEmuTask].some((value) => value);
  }
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return stream.isTTY !== true || env.TERM !== 'linux';
}

/** Columns to write for: the terminal's, else COLUMNS, else a common width. */
export function columnsOf(stream: Screenlike, env: Environment): number {
  if (stream.isTTY && stream.columns) return stream.columns;
  const wanted = Number(env.COLUMNS);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : PIPE_WIDTH;
}

/** The shell that commands to type are quoted for: PowerShell on Windows unless a POSIX shell started us. */
export function shellOf({ env, platform }: Pick<Edge, 'env' | 'platform'>): Shell {
  return platform === 'win32' && !env.SHELL && !env.MSYSTEM ? 'powershell' : 'posix';
}

/** Whether progress can be shown and rewritten: a terminal, and no CI service. */
export function isLively(stream: Screenlike, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && !isCi(env);
}

/** Whether a CI service runs us. */
function isCi(env: Environment): boolean {
  return (env.CI ?? '') !== '' && env.CI !== 'false' && env.CI !== '0';
}
