/** How an invocation ended, over all lines of its request. */
import { OUTCOMES, type Outcome } from '../../../model/invocation.ts';
import { isInitFailure } from '../out-of-memory.ts';
import type { FailureMessage } from './failure-messages.ts';

/** The verdict: index into OUTCOMES, error type, and whether only an old-style message told a timeout. */
export interface Verdict {
  readonly outcome: number;
  readonly errorType: string | null;
  readonly oldStyleTimeout: boolean;
  /** An INIT_REPORT that failed belongs to it (and was counted as an init failure by itself). */
  readonly initReported: boolean;
}

/** Indexes into OUTCOMES. */
export const OUTCOME: Readonly<Record<Outcome, number>> = {
  success: OUTCOMES.indexOf('success'),
  error: OUTCOMES.indexOf('error'),
  timeout: OUTCOMES.indexOf('timeout'),
  'out-of-memory': OUTCOMES.indexOf('out-of-memory'),
  crash: OUTCOMES.indexOf('crash'),
  'init-failure': OUTCOMES.indexOf('init-failure'),
};

/** The verdict of an ordinary success. */
export const SUCCESS: Verdict = { outcome: 0, errorType: null, oldStyleTimeout: false, initReported: false };

/** Joins the report's own words with the messages of its request: memory before init before timeout before crash before error. */
export function verdictOf(
  status: string | undefined,
  reportErrorType: string | undefined,
  outOfMemory: boolean,
  messages: readonly FailureMessage[],
): Verdict {
  const failed = status !== undefined && status !== 'success';
  const errorType = reportErrorType ?? messages.find((one) => one.errorType !== null)?.errorType ?? null;
  const timedOut = messages.some((one) => one.kind === 'timeout' || one.status === 'timeout');
  const initReported = messages.some((one) => one.kind === 'init-report');
  const told = (outcome: Outcome): Verdict => ({
    outcome: OUTCOME[outcome],
    errorType,
    oldStyleTimeout: timedOut && status !== 'timeout',
    initReported,
  });
  if (outOfMemory || messages.some((one) => one.kind === 'out-of-memory')) return told('out-of-memory');
  if (isInit(errorType, failed, messages)) return told('init-failure');
  if (status === 'timeout' || timedOut) return told('timeout');
  if (
    errorType === 'Runtime.ExitError' ||
    errorType === 'Extension.Crash' ||
    messages.some((one) => one.kind === 'crash')
  ) {
    return told('crash');
  }
  return failed || messages.some((one) => one.kind === 'fault') ? told('error') : SUCCESS;
}

function isInit(errorType: string | null, failed: boolean, messages: readonly FailureMessage[]): boolean {
  if (errorType !== null && isInitFailure(errorType)) return true;
  return messages.some((one) => one.kind === 'init' || (one.kind === 'init-report' && failed));
}
