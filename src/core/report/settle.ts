/** The command that settles an undecided recommendation, ready to type. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import { commandLine, type Shell } from './shell.ts';

/** The command with the function's name quoted for the shell; null: nothing is open. */
export function settleCommand({ recommendation }: FunctionAnalysis, shell: Shell): string | null {
  if (recommendation.action !== 'undecided' || recommendation.settle === '') return null;
  const name = recommendation.function;
  const quoted = commandLine([name], shell);
  return quoted === name ? recommendation.settle : recommendation.settle.replaceAll(name, () => quoted);
}
