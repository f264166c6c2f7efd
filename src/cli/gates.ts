/** The gates of --fail-on: which of them an analysis fails, and why, in words. */
import { activeFindings } from '../core/report/cells.ts';
import type { Analysis, FunctionAnalysis } from '../model/analysis.ts';
import type { FailOn } from '../model/options.ts';

/** One sentence per gate that fails; empty: all pass. Findings that the configuration ignores do not count. */
export function failedGates({ functions }: Pick<Analysis, 'functions'>, gates: readonly FailOn[]): string[] {
  return gates.flatMap((gate) => {
    const failing = functions.filter((analysed) => fails(analysed, gate)).map(({ usage }) => usage.ref.name);
    if (failing.length === 0) return [];
    const shown = failing.slice(0, 3).join(', ');
    const rest = failing.length > 3 ? ` and ${failing.length - 3} more` : '';
    return [`--fail-on ${gateText(gate)}: ${shown}${rest}`];
  });
}

/** `critical` is met by critical findings; `warning` by warnings and worse. */
function fails(analysed: FunctionAnalysis, gate: FailOn): boolean {
  if (gate.kind === 'change') return analysed.recommendation.action === 'change';
  const findings = activeFindings(analysed);
  if (gate.kind === 'finding') return findings.some(({ code }) => code === gate.code);
  return findings.some(({ severity }) => severity === 'critical' || severity === gate.severity);
}

function gateText(gate: FailOn): string {
  return gate.kind === 'severity' ? gate.severity : gate.kind === 'finding' ? gate.code : 'change';
}
