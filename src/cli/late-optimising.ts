/** Short runs without the optimising compiler: it costs more than it saves until a function has run for some ms. */
import { setFlagsFromString } from 'node:v8';

/** The major version of Node whose engine knows the flag. Later ones tier up in smaller steps and have no such flag. */
const KNOWS_FLAG = 20;
/** Bytes of bytecode that a function runs before it is optimised; the engine's own choice is about an eighth. Long runs get there in a few ms. */
const BUDGET = 1_000_000;
/** The engine's own choice in Node 20. */
const OWN_BUDGET = 66 * 1_024;

/** Lets functions run longer before they are optimised; true if this engine can. To be called before the work begins. */
export function optimiseLate(version = process.versions.node): boolean {
  if (Number.parseInt(version, 10) !== KNOWS_FLAG) return false;
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
  // Code that is kept at the end is good for a start under the same flags.
  process.prependOnceListener('exit', () => setFlagsFromString(`--interrupt-budget=${OWN_BUDGET}`));
  return true;
}
