/** `npm run check`: types, lint, fences, tests, unused code, docs drift; `--fast`: the first three. */
import { runSteps } from './steps/run.ts';
import { CHECK, FAST, tallyFile } from './steps/table.ts';
import { report, sum, tallyOf } from './steps/tally.ts';

const results = await runSteps(process.argv.includes('--fast') ? FAST : CHECK);
const total = sum(results.map((result) => tallyOf(result, tallyFile(result.step))));
console.log(report(total));
process.exitCode = total.failed.length > 0 ? 1 : 0;
