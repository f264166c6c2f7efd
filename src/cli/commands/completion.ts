/** memfit completion: prints the script of one shell. */
import { UserError } from '../../model/errors.ts';
import type { RunCommand } from '../command.ts';
import { COMPLETIONS } from '../completion/completions.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';

/** Prints the completion script for `args[0]`. */
export const run: RunCommand = async ({ args }, edge) => {
  const shell = (args[0] ?? '').toLowerCase();
  const script = Object.entries(COMPLETIONS).find(([name]) => name === shell)?.[1];
  if (!script) {
    throw new UserError('unknown-shell', {
      what: `there is no completion for "${args[0] ?? ''}"`,
      next: `give one of: ${Object.keys(COMPLETIONS).join(', ')}`,
    });
  }
  await writeOut([script()], edge);
  return EXIT.done;
};
