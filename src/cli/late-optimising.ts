/** Short runs without the optimising compiler: it costs more than it saves until a function has run for some ms. */
import { setFlagsFromString } from 'node:v8';

/** The major version of Node whose engine knows the flag. Later ones tier up in smaller steps and have no such flag. */
const KNOWS_FLAG = 20;
/** Bytes of bytecode that a function runs before it is optimised; the engine's own choice is about an eighth. Long runs get there in a few ms. */
const BUDGET = 1_000_000;

/** Lets functions run longer before they are optimised; true if this engine can. To be called before the work begins. */
export function optimiseLate(version = process.versions.node): boolean {
  if (Number.parseInt(version, 10) !== KNOWS_FLAG) return false;
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
  return true;
}
