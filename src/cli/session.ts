/** What every command begins with: the settings in force, the terminal it speaks through, the looks of its output. */
import { createColors } from 'picocolors';
import type { ConfigFile } from '../core/config/config-file.ts';
import { originText } from '../core/config/fault.ts';
import { type OptionInputs, settingOf, switchOf, textOf, unknownVariables } from '../core/config/resolve.ts';
import type { RenderContext, Words } from '../core/report/context.ts';
import { ASCII, PLAIN, UNICODE } from '../core/report/style.ts';
import { UserError } from '../model/errors.ts';
import type { Invoked } from './command.ts';
import { COMMAND_TABLE } from './command-table.ts';
import type { Edge } from './edge.ts';
import { columnsOf, hasColour, hasUnicode, shellOf } from './screen.ts';
import { type Loudness, type Terminal, terminal } from './terminal.ts';
import { wiring } from './wiring.ts';

/** The state of one run. */
export interface Session {
  readonly edge: Edge;
  readonly inputs: OptionInputs;
  readonly terminal: Terminal;
  /** Output format; null: the command's own. */
  readonly format: string | null;
  /** How results look on stdout. `words` come with the commands that need them. */
  readonly look: Omit<RenderContext, 'words' | 'top' | 'detail' | 'next'>;
}

/** Reads flags, variables and the configuration file. Throws a UserError for what cannot be used. */
export async function openSession(
  command: keyof typeof COMMAND_TABLE,
  { flags }: Invoked,
  edge: Edge,
): Promise<Session> {
  const before: OptionInputs = { flags, env: edge.env, file: null };
  const talk = terminal(edge, {
    loudness: loudnessOf(before),
    style: hasColour(edge.stderr, edge.env, switchOf('no-color', before)) ? createColors(true) : PLAIN,
    yes: switchOf('yes', before),
    mayAsk: !switchOf('no-input', before),
  });
  const file = switchOf('no-config', before) ? null : await configFile(edge.cwd, textOf('config', before));
  const inputs = { ...before, file };
  for (const { name, meant } of unknownVariables(edge.env)) {
    talk.notice({
      level: 'warning',
      code: 'unknown-variable',
      text: `${name} belongs to no option`,
      ...(meant ? { next: `did you mean ${meant}?` } : {}),
    });
  }
  return { edge, inputs, terminal: talk, format: formatOf(command, inputs), look: lookOf(edge, before) };
}

/** A look without words, for what shows no codes. */
export const NO_WORDS: Words = {
  finding: ({ code }) => ({ title: code, says: '', advice: '', docs: '' }),
  remark: ({ code }) => code,
};

/** How much is said on stderr: --debug over --verbose over --quiet. */
function loudnessOf(inputs: OptionInputs): Loudness {
  if (switchOf('debug', inputs)) return 'debug';
  if (switchOf('verbose', inputs)) return 'verbose';
  return switchOf('quiet', inputs) ? 'quiet' : 'normal';
}

async function configFile(cwd: string, named: string | null): Promise<ConfigFile | null> {
  const { loadConfig } = await wiring();
  return loadConfig(cwd, named);
}

/** Formats differ by command; the flag was checked when it was read, a variable was not. */
function formatOf(command: keyof typeof COMMAND_TABLE, inputs: OptionInputs): string | null {
  const { formats } = COMMAND_TABLE[command];
  const format = textOf('output', inputs);
  if (format === null || formats.length === 0 || formats.some((known) => known === format)) return format;
  const origin = settingOf('output', inputs)?.origin;
  throw new UserError('invalid-option', {
    where: origin ? originText(origin) : '--output',
    what: `memfit ${command} cannot print ${format}`,
    why: `it prints ${formats.join(', ')}`,
  });
}

function lookOf(edge: Edge, inputs: OptionInputs): Session['look'] {
  const { stdout, env, platform } = edge;
  return {
    style: hasColour(stdout, env, switchOf('no-color', inputs)) ? createColors(true) : PLAIN,
    glyphs: hasUnicode(stdout, env, platform) ? UNICODE : ASCII,
    width: columnsOf(stdout, env),
    shell: shellOf(edge),
  };
}
