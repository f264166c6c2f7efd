/** What can go wrong, each with the HTTP status that tells the caller what to do about it. */

const FAILURES = {
  'bad-request': { status: 400 },
  'content-refused': { status: 422 },
  'model-busy': { status: 429, retryAfterSeconds: 5 },
  'model-not-usable': { status: 500 },
  'model-answer-unusable': { status: 502 },
  'model-unavailable': { status: 503, retryAfterSeconds: 30 },
  'model-too-slow': { status: 504 },
} as const;

/** Codes are part of the API: clients act on them. */
export type FailureCode = keyof typeof FAILURES;

/** A failure that is answered, not thrown at Lambda. `faults` names the fields of a bad request. */
export class PoemFailure extends Error {
  readonly code: FailureCode;
  readonly faults: readonly string[];

  constructor(code: FailureCode, message: string, details: { faults?: readonly string[]; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'PoemFailure';
    this.code = code;
    this.faults = details.faults ?? [];
  }

  get status(): number {
    return FAILURES[this.code].status;
  }

  get retryAfterSeconds(): number | undefined {
    const failure = FAILURES[this.code];
    return 'retryAfterSeconds' in failure ? failure.retryAfterSeconds : undefined;
  }

  /** What the caller sees; never the cause, which may name accounts and resources. */
  get body(): Record<string, unknown> {
    const { code, message, faults } = this;
    return { error: code, message, ...(faults.length > 0 ? { faults } : {}) };
  }
}
