/** What version control knows of the user's files. */

/** Asks; changes nothing. */
export interface VersionControl {
  /** The paths among these that have changes not committed yet; null: no version control here, or it cannot be asked. */
  dirty(paths: readonly string[]): Promise<readonly string[] | null>;
}
