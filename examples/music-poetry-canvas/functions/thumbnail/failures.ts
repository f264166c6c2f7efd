/** What can go wrong, each with its HTTP status. */

const STATUS = {
  'bad-address': 400,
  'host-not-allowed': 403,
  'not-found': 404,
  'picture-too-large': 413,
  'not-a-picture': 415,
  'source-failed': 502,
  'source-too-slow': 504,
} as const;

/** A failure that is answered, not thrown at Lambda. */
export class ThumbnailFailure extends Error {
  readonly code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ThumbnailFailure';
    this.code = code;
  }

  get status(): number {
    return STATUS[this.code];
  }
}
