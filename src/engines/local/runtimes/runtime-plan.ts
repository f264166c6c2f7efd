/** How a runtime family says what it starts. */

/** How a function is run on this machine. */
export interface RuntimePlan {
  readonly family: 'node' | 'python' | 'provided';
  /** The command at a size in MB. */
  argv(sizeMB: number): readonly string[];
  /** Variables that the runtime family sets besides the common ones. */
  readonly environment: Readonly<Record<string, string>>;
  /** In words, for every result. */
  readonly runsOn: string;
  /** Another version than the function names. */
  readonly otherBinary: boolean;
  /** For INIT_START: `nodejs:20.local`. */
  readonly version: string;
  /** Paths that the handler's user must be able to read. */
  readonly mustRead: readonly string[];
  /** Folders of shared libraries that the runtime itself needs. */
  readonly libraries?: readonly string[];
}

/** Where interpreters may be found besides PATH: runtime name → path of a binary. */
export type Interpreters = Readonly<Record<string, string>>;

/** A Python interpreter: its real path, version, and the folders of its own shared libraries. */
export interface PythonBinary {
  readonly path: string;
  readonly version: string;
  readonly libraries: readonly string[];
}

/** What there is to run a function with. */
export interface Means {
  readonly interpreters: Interpreters;
  /** The interpreter of a Python function; absent: it is looked for. */
  readonly python?: PythonBinary;
  /** Folders of Python packages besides the function's own. */
  readonly packages: readonly string[];
}
