/** Writes the first memfit.config.yaml: every setting explained, nothing set that is not known. */
import type { DeclaredFunction, DeclaredSetting } from './function-list.ts';

/** A function that goes into the draft, and what is said about it in a comment. */
export interface DraftFunction {
  readonly name: string;
  readonly remark: string;
  readonly logGroup: string | null;
}

/** What the draft is made from. */
export interface DraftSource {
  /** Where the functions were found, for the comment. */
  readonly from: string;
  readonly region: string | null;
  readonly regionFrom: string | null;
  readonly functions: readonly DraftFunction[];
}

/** The published schema of the file. */
const SCHEMA = 'https://unpkg.com/memfit/schemas/config.v1.json';

/** The text of the file, with LF line ends. Names and remarks of others cannot break out of their place. */
export function configDraft({ from, region, regionFrom, functions }: DraftSource): string {
  const regionLine =
    region === null ? '# region: us-east-1' : `region: ${quoted(region)}  # from ${comment(regionFrom ?? '')}`;
  return `# What memfit should know about this project. Every setting is optional; remove the "#" in front of one to use it.
# memfit analyze --help lists all settings that have a flag too.
$schema: ${SCHEMA}

# What "right" means: balanced (the fastest size within 5 % of the cheapest), cost, speed, weighted:0.5, slo:p95<=800ms
# goal: balanced

# The Region and architecture whose prices apply.
${regionLine}
# architecture: arm64

# No change for less than this, in currency units a month and in percent of a function's cost.
# minSaving: 0.01
# minSavingPercent: 5

# Reduce in steps: by at most so many MB, or so many percent, at once.
# maxStep: 25%

# The largest size that the account accepts; new accounts are held to 3008 or 512.
# accountMaxMB: 3008

# A negotiated discount, and the share of compute under a savings plan.
# discountPercent: 0
# savingsPlanShare: 0.5

# Functions by their id in the template, or by their name in the logs. Found in ${comment(from)}.
${functions.length === 0 ? '# functions:\n' : `functions:\n${functions.map(functionText).join('')}`}${EXAMPLE}`;
}

/** A declared function for the draft: its size, timeout and runtime as the template says them. */
export function draftOfDeclared(declared: DeclaredFunction, path: string): DraftFunction {
  const { memoryMB, timeoutSeconds, runtime, architecture } = declared;
  const facts = [
    settingText(memoryMB, 'MB', 'size'),
    settingText(timeoutSeconds, 's', 'timeout'),
    runtime,
    architecture,
  ];
  const known = facts.filter((fact) => fact !== null).join(', ');
  return { name: declared.id, remark: `${known} (${path}:${declared.line})`, logGroup: null };
}

function settingText({ value, from }: DeclaredSetting<number>, unit: string, name: string): string {
  if (value === null) return `${name} by an expression`;
  const label = name === 'size' ? `${value} ${unit}` : `${name} ${value} ${unit}`;
  return from === 'default' ? `${label} by default` : from === 'shared' ? `${label} for all` : label;
}

function functionText({ name, remark, logGroup }: DraftFunction): string {
  const group = logGroup === null ? '' : `    logGroup: ${quoted(logGroup)}\n`;
  return `  ${quoted(name)}:  # ${comment(remark)}\n${group}`;
}

const EXAMPLE = `  # What can be said about a function:
  # Example:
  #   goal: slo:p95<=800ms        # its own goal
  #   minMB: 256                  # never below, never above
  #   maxMB: 2048
  #   pin: 512                    # leave the size alone
  #   invocationsPerMonth: 100000 # instead of what the logs suggest
  #   logGroup: /aws/lambda/example
  #   owner: team-a
  #   architecture: arm64
  #   policy:                     # thresholds on the maximum use of 95 % of environments
  #     - { below: 256, size: 256 }
  #     - { from: 256, to: 400, keep: true }
  #     - { above: 400, investigate: look for a leak }
  #   ignore:
  #     - { finding: cold-start-heavy, reason: called once a day, until: 2027-01-01 }
`;

/** A YAML scalar: plain where that is safe, else in JSON's quotes, which YAML reads the same. */
function quoted(text: string): string {
  const word = /^[A-Za-z/][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return word ? text : JSON.stringify(text).replace(HIDDEN, escaped);
}

/** Text that stays within its comment and its line. */
function comment(text: string): string {
  return text.replace(HIDDEN, '?');
}

/** Line ends, control characters and marks of text direction. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Surrogate}]/gu;

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
