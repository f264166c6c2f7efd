/** One line of .memfit/history.jsonl: what memfit did or advised. The format is kept: later readers depend on it; new kinds and fields may be added. */

/** A record. `at` is ISO 8601 in UTC; `plan` is the id of the plan that was applied or taken back. */
export interface HistoryRecord {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly at: string;
  readonly kind: 'analyze' | 'tune' | 'apply' | 'undo' | 'verdict' | 'review';
  /** Logical id as in the template. */
  readonly function: string;
  readonly plan?: string;
  readonly file?: string;
  readonly fromMB?: number | null;
  readonly toMB?: number | null;
  readonly evidence?: string;
}
