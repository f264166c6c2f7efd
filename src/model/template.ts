/** A Lambda function as a template declares it: where it stands, what it says, and why its size can or cannot be edited. */
import type { Architecture } from './units.ts';

/** The kinds of templates that are read. Part of published JSON. */
export const TEMPLATE_FORMATS = [
  'sam',
  'cloudformation',
  'serverless',
  'terraform',
  'cdk',
  'sst',
  'pulumi',
  'architect',
  'chalice',
] as const;
/** One kind of template; `terraform` also stands for OpenTofu, `cdk` for TypeScript and JavaScript programs. */
export type FormatName = (typeof TEMPLATE_FORMATS)[number];

/** A place in a file; line and column start at 1, the column counts UTF-16 units as editors do. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a size is written. `default`: nowhere, the framework's default holds; `unknown`: it could not be followed. Part of published JSON. */
export type SizeOrigin =
  | 'own'
  | 'globals'
  | 'provider'
  | 'parameter'
  | 'parameter-file'
  | 'mapping'
  | 'condition'
  | 'variable'
  | 'variable-file'
  | 'constant'
  | 'shared'
  | 'default'
  | 'unknown';

/** Why a size is not edited. Codes are part of published JSON; words are in core/templates/refusals.ts. */
export const REFUSAL_CODES = [
  'computed',
  'dynamic-reference',
  'environment-variable',
  'parameter-without-value',
  'parameter-of-ssm',
  'unresolved-reference',
  'outside-value',
  'several-values',
  'shared-value',
  'ignored-changes',
  'generated-by-framework',
  'generated-file',
  'managed-instance',
  'loop',
  'not-allowed-by-parameter',
  'not-a-size',
  'no-place',
  'format-not-edited',
  'ambiguous-function',
  'unknown-function',
  'broken-file',
  'pinned',
] as const;
/** One reason why a size is not edited. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A reason with the place it speaks of; `detail` is the text of the template it is about, or names of other functions. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly place: Place;
  readonly detail: string;
}

/** How a size came about: the kind of place, the place (null for a default), and what was followed to get there, as written. */
export interface SizeSource {
  readonly origin: SizeOrigin;
  readonly place: Place | null;
  readonly via: readonly string[];
}

/** One function of a template. Absent is null; nothing is guessed. */
export interface FoundFunction {
  /** Logical id (SAM, CloudFormation, CDK), key (Serverless), address (Terraform `aws_lambda_function.x`, `module.x`). Unique within its file, not always within a project. */
  readonly id: string;
  readonly format: FormatName;
  /** Resource type, block or construct as written, such as `AWS::Serverless::Function` or `NodejsFunction`. */
  readonly type: string;
  /** The physical name, when the template states it and it could be followed to text. */
  readonly name: string | null;
  readonly place: Place;
  /** Size in force by the template, MB; null: cannot be told from the template. */
  readonly sizeMB: number | null;
  readonly sizeFrom: SizeSource;
  readonly runtime: string | null;
  readonly architecture: Architecture | null;
  readonly timeoutS: number | null;
  /** Ids of other functions that would move with an edit where the value is written; empty: the value is this function's alone. */
  readonly sharedWith: readonly string[];
  /** Why the size cannot be edited; null: it can. */
  readonly refusal: Refusal | null;
}

/** A file that could not be read as the template it seems to be. `text` ends without a newline; `excerpt` is the line with a caret below. */
export interface TemplateProblem {
  readonly place: Place;
  readonly code: string;
  readonly text: string;
  readonly excerpt: string;
}

/** All functions of a project and all files that failed; sorted by file, then position. */
export interface Inventory {
  readonly functions: readonly FoundFunction[];
  readonly problems: readonly TemplateProblem[];
}
