/** Short runs without the optimising compiler: it costs more than it saves until a function has run for some ms. */
import { setFlagsFromString } from 'node:v8';

/** The major version of Node whose engine knows the flag. Later ones tier up in smaller steps and have no such flag. */
const KNOWS_FLAG = 20;
/** Bytes of bytecode that a function runs before it is optimised; the engine's own choice is about an eighth. Long runs get there in a few ms. */
const BUDGET = 1_000_000;
/** The engine's own choice in Node 20. */
const OWN_BUDGET = 66 * 1_024;

let isLate = false;
let booting = 0;

/** Lets functions run longer before they are optimised; true if this engine can. To be called before the work begins. */
export function optimiseLate(version = process.versions.node): boolean {
  if (Number.parseInt(version, 10) !== KNOWS_FLAG) return false;
  isLate = true;
  if (booting === 0) setBudget(BUDGET);
  // Code that is kept at the end is good for a start under the same flags.
  process.prependOnceListener('exit', () => setBudget(OWN_BUDGET));
  return true;
}

/**
 * Announces a thread that is about to start; gives what to call when it runs. Until then the engine keeps its own flags: what Node has compiled
 * of its own modules is good under those only, and a thread that compiles them anew takes twice as long to start (25 ms more).
 */
export function threadBoots(): () => void {
  if (booting++ === 0 && isLate) setBudget(OWN_BUDGET);
  let runs = false;
  return () => {
    if (runs) return;
    runs = true;
    if (--booting === 0 && isLate) setBudget(BUDGET);
  };
}

function setBudget(bytes: number): void {
  setFlagsFromString(`--interrupt-budget=${bytes}`);
}
