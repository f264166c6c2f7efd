/** What `memfit doctor` finds: one check a line. Published as JSON. */

/** One thing checked. `warn`: memfit works, with less; `fail`: something will not work. `next` is what to do about it. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly text: string;
  readonly next: string | null;
}

/** All checks, in the order made. */
export interface Checkup {
  readonly schemaVersion: 1;
  readonly kind: 'checkup';
  readonly memfitVersion: string;
  readonly checks: readonly Check[];
}
