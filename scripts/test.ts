/** `npm test`: the check, the build, and what is asked of the built package; ends with one line of counts. */
import { runSteps } from './steps/run.ts';
import { BUILD, CHECK, PACKAGE, tallyFile } from './steps/table.ts';
import { report, sum, tallyOf } from './steps/tally.ts';

const checked = await runSteps(CHECK);
const built = await runSteps(BUILD);
const asked = built.every((result) => result.ok) ? await runSteps(PACKAGE) : [];
const total = sum([...checked, ...built, ...asked].map((result) => tallyOf(result, tallyFile(result.step))));
console.log(report(total));
process.exitCode = total.failed.length > 0 ? 1 : 0;
