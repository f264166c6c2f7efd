/** The user's folder, as far as memfit may touch it. */

/** Reads and writes files below one root; a path that leaves it (also through a symlink) is a UserError `outside-workspace`. */
export interface Workspace {
  readonly root: string;
  /** Text of a file, or null when it is not there. BOM kept. */
  readText(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
  /** Names in a folder, sorted; empty when it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** Writes through a temporary file and rename; never half-written. `mode: 'create'` fails with UserError `file-exists` when it is there. */
  writeText(path: string, text: string, mode: 'create' | 'replace'): Promise<void>;
  /** Adds whole lines at the end in one write, so that several processes at once lose none of theirs. A last line without its end is ended first. */
  appendLines(path: string, lines: readonly string[]): Promise<void>;
}
