/** The changes an analysis advises, from its value or from what `memfit analyze -o json` saved: name, sizes, and one line of reasons. */
import { evidenceLine } from '../core/report/evidence.ts';
import { UNICODE } from '../core/report/style.ts';
import type { Analysis } from '../model/analysis.ts';
import { UserError } from '../model/errors.ts';
import type { AdvisedChange } from './advised-change.ts';
import { advisedByTuning, type TunedAnswer } from './advised-tuning.ts';

/** The changes of an analysis; functions to keep or undecided have none. */
export function advisedBy(analysis: Pick<Analysis, 'functions'>): readonly AdvisedChange[] {
  return analysis.functions.flatMap((one) => {
    const { usage, currentMB, recommendation } = one;
    if (recommendation.action !== 'change') return [];
    const { name, logGroup } = usage.ref;
    return [{ name, logGroup, fromMB: currentMB, toMB: recommendation.toMB, evidence: evidenceLine(one, UNICODE) }];
  });
}

/** Reads a saved analysis, or a saved answer of tune. Throws UserError `invalid-analysis` for anything else; `where` is the file. */
export function readAdvised(text: string, where: string): readonly AdvisedChange[] {
  const document = parse(text, where);
  if (document?.kind === 'tune' && Array.isArray(document.functions))
    return advisedByTuning(document.functions.map((one) => tunedAnswer(one, where)));
  return readDocument(text, where).flatMap((one) => {
    const { ref, function: name, currentMB, recommendation, usage } = one;
    const advice = fields(recommendation);
    if (advice.action !== 'change') return [];
    if (typeof name !== 'string' || typeof advice.toMB !== 'number') throw invalid(where);
    const logGroup = fields(ref).logGroup;
    return [
      {
        name,
        logGroup: typeof logGroup === 'string' ? logGroup : null,
        fromMB: typeof currentMB === 'number' ? currentMB : null,
        toMB: advice.toMB,
        evidence: evidenceLine({ usage, recommendation } as Parameters<typeof evidenceLine>[0], UNICODE),
      },
    ];
  });
}

/** The functions of a saved analysis, unchecked. Throws UserError `invalid-analysis`. */
export function readDocument(text: string, where: string): readonly Readonly<Record<string, unknown>>[] {
  const document = parse(text, where);
  if (document?.kind !== 'analysis' || !Array.isArray(document.functions)) throw invalid(where);
  return document.functions.map(fields);
}

function tunedAnswer(value: unknown, where: string): TunedAnswer {
  const { name, status, currentMB, pickMB, chance, invocations, ruler } = fields(value);
  const number = (one: unknown): number | null => (typeof one === 'number' ? one : null);
  if (typeof name !== 'string') throw invalid(where);
  return {
    name,
    status: status === 'decided' ? 'decided' : 'undecided',
    currentMB: number(currentMB),
    pickMB: number(pickMB),
    chance: number(chance),
    invocations: number(invocations) ?? 0,
    ruler: { engine: fields(ruler).engine === 'replay' ? 'replay' : 'local' },
  };
}

function parse(text: string, where: string): Readonly<Record<string, unknown>> | null {
  try {
    return fields(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    throw invalid(where);
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Readonly<Record<string, unknown>>) : {};
}

function invalid(where: string): UserError {
  const next = 'save one with: memfit analyze … -o json > analysis.json';
  return new UserError('invalid-analysis', { where, what: 'this is no analysis or tuning that memfit saved', next });
}
