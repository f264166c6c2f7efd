/** What plan takes from any advice, whether it came out of logs or out of measuring. */

/** One advised change. */
export interface AdvisedChange {
  /** As the advice has it: a name of the logs, or the id in the template. */
  readonly name: string;
  readonly logGroup: string | null;
  readonly fromMB: number | null;
  readonly toMB: number;
  /** Reasons in one line. */
  readonly evidence: string;
}
