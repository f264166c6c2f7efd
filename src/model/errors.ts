/** The three families of errors. An error says what went wrong, to which thing, why, and the next step; nobody matches on its text. */

/** What every error tells the reader. `where` is `file:line:column` or a flag name when known. */
export interface ErrorDetail {
  readonly what: string;
  readonly where?: string;
  readonly why?: string;
  readonly next?: string;
}

abstract class DetailedError extends Error {
  /** A stable word for machines, such as `invalid-size`. */
  readonly code: string;
  readonly detail: ErrorDetail;
  constructor(code: string, detail: ErrorDetail, cause?: unknown) {
    super(
      [detail.where && `${detail.where}:`, detail.what].filter(Boolean).join(' '),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.detail = detail;
  }
}

/** The person asked for something that cannot be done as asked: wrong flag, wrong file, wrong configuration. Exit code 2. */
export class UserError extends DetailedError {
  override readonly name = 'UserError';
}

/** Something outside memfit failed: a disk, a network, a service. The cause is kept. Exit code 1 (5 for credentials). */
export class OutsideError extends DetailedError {
  override readonly name = 'OutsideError';
}

/** memfit contradicts itself. Never expected; please report. Exit code 1. */
export class Bug extends DetailedError {
  override readonly name = 'Bug';
  constructor(what: string, cause?: unknown) {
    super('bug', { what, next: 'please report this with the command you ran' }, cause);
  }
}
