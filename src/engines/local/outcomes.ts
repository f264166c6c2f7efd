/** How a call can fail on the platform's side, in Lambda's words. */
import type { Outcome } from '../../model/invocation.ts';
import type { Exit } from './processes/runtime-process.ts';

/** A failure of the runtime (not of the handler, which answers with an error of its own). */
export interface Failure {
  readonly kind: 'failed';
  readonly outcome: Outcome;
  readonly errorType: string;
  readonly message: string;
}

/** Killed by the memory limit. */
export const OUT_OF_MEMORY: Failure = {
  kind: 'failed',
  outcome: 'out-of-memory',
  errorType: 'Runtime.OutOfMemory',
  message: 'Runtime exited with error: signal: killed',
};

/** Did not end in time. */
export const TIMED_OUT: Failure = { kind: 'failed', outcome: 'timeout', errorType: 'Sandbox.Timedout', message: '' };

const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
/** What sh answers when a program is not there or cannot be run. */
const CANNOT_EXEC: readonly (number | null)[] = [126, 127];

/** The failure that the exit of a runtime process means. */
export function crashOf(exit: Exit): Failure {
  const crash = { kind: 'failed', outcome: 'crash', errorType: 'Runtime.ExitError' } as const;
  if (exit.signal !== null) {
    const word = SIGNAL_WORDS[exit.signal] ?? exit.signal.toLowerCase();
    return { ...crash, message: `Runtime exited with error: signal: ${word}` };
  }
  if (exit.code === 0) return { ...crash, message: 'Runtime exited without providing a reason' };
  const errorType = CANNOT_EXEC.includes(exit.code) ? 'Runtime.InvalidEntrypoint' : crash.errorType;
  return { ...crash, errorType, message: `Runtime exited with error: exit status ${exit.code}` };
}

/** The answer a caller gets: {errorType, errorMessage}. */
export function errorPayload(failure: Failure, requestId: string, timeoutMs: number): Uint8Array {
  const late = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1e3).toFixed(2)} seconds`;
  const errorMessage = failure === TIMED_OUT ? late : `RequestId: ${requestId} Error: ${failure.message}`;
  return Buffer.from(JSON.stringify({ errorType: failure.errorType, errorMessage }));
}

/** Nanoseconds as milliseconds. */
export function ms(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
