/** All files of a project that may be templates, wherever they lie. */

/** What became of a reading. */
export type ReadFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'outside' }
  /** It is there and cannot be read, such as a file of another user. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'missing' };

/** Walks and reads below one root. Changes nothing. */
export interface ProjectTree {
  /**
   * Paths of all files, relative, with forward slashes, sorted. Folders of packages and build results are not entered (node_modules, .aws-sam, cdk.out,
   * .serverless, .terraform and their like), nor links to folders, and a link to a file that is listed itself is left out; `truncated`: there were more
   * than the bound.
   */
  paths(): Promise<{ readonly paths: readonly string[]; readonly truncated: boolean }>;
  /** The text of a file with its BOM; never more than `maxBytes`, never what a link outside the root leads to. */
  read(path: string, maxBytes: number): Promise<ReadFile>;
  /** Whether the file may be written by its owner's own setting. */
  isWritable(path: string): Promise<boolean>;
}
