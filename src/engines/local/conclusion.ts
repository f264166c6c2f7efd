/** What a call comes to, from how it ended and what was answered: the figures of its REPORT and the answer to its caller. */
import type { Outcome } from '../../model/invocation.ts';
import type { Report } from './logs/platform-lines.ts';
import { errorPayload, TIMED_OUT } from './outcomes.ts';
import type { Ending } from './phase-end.ts';
import type { Answer } from './runtime-api/conversation.ts';

/** All that is known when a call has ended. */
export interface CallFacts {
  readonly requestId: string;
  readonly durationMs: number;
  readonly sizeMB: number;
  /** Highest memory so far, the platform's share included; not yet bounded by the size. */
  readonly peakMB: number;
  /** The environment's init, for its first call only. */
  readonly initMs: number | null;
  readonly timeoutMs: number;
  readonly ending: Ending;
  readonly answer: Answer | null;
  /** What the runtime said of its failed init; empty: nothing. */
  readonly initError: Buffer;
}

/** The verdict. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly errorType: string | null;
  readonly report: Report;
  readonly response: Uint8Array | null;
}

/** Judges a call. */
export function conclude(facts: CallFacts): Conclusion {
  const { requestId, durationMs, sizeMB, initMs, ending } = facts;
  const failure = ending.kind === 'late' ? TIMED_OUT : ending.kind === 'failed' ? ending : null;
  const handled = failure === null && facts.answer?.kind === 'error' ? facts.answer : null;
  const outcome = failure?.outcome ?? (handled ? 'error' : 'success');
  const errorType = failure?.errorType ?? handled?.errorType ?? null;
  const late = failure === TIMED_OUT;
  const report: Report = {
    requestId,
    durationMs,
    // Since August 2025 the init is billed for every on-demand function.
    billedMs: Math.ceil(durationMs + (initMs ?? 0)),
    sizeMB,
    usedMB: outcome === 'out-of-memory' ? sizeMB : Math.min(sizeMB, Math.round(facts.peakMB)),
    initMs,
    status: late ? 'timeout' : errorType === null ? 'success' : 'error',
    errorType: late ? null : errorType,
    handled: handled !== null,
  };
  return { outcome, errorType, report, response: responseOf(facts, failure) };
}

/** The answer; where there is none, the failure in the service's words (an init error in the runtime's own). */
function responseOf(facts: CallFacts, failure: Parameters<typeof errorPayload>[0] | null): Uint8Array | null {
  if (failure?.outcome === 'init-failure' && facts.initError.length > 0) return facts.initError;
  if (facts.answer && failure !== TIMED_OUT) return facts.answer.body;
  return failure ? errorPayload(failure, facts.requestId, facts.timeoutMs) : null;
}
