/** What the ARN of a function or of a runtime tells. */

/** The Region of a Lambda ARN, or null. */
export function regionOfArn(arn: string | undefined): string | null {
  return /^arn:aws[a-z-]*:lambda:([a-z]{2}(?:-[a-z]+)+-\d):/.exec(arn ?? '')?.[1] ?? null;
}
