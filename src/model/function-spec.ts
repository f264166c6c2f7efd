/** What an engine must know to run a function: from a template, a configuration file or flags; finished, nothing left to look up. */
import type { Architecture } from './units.ts';

/** How the template has a function's code built (SAM: `Metadata`). The code folder is then the source. */
export interface BuildRecipe {
  /** `esbuild`, `makefile`, …; null: none is named. */
  readonly method: string | null;
  /** BuildProperties by name: a single value as text, a list as its items. */
  readonly properties: Readonly<Record<string, string | readonly string[]>>;
}

/** A function as it would be deployed. Paths are absolute; every field is known, "none" is null or empty. */
export interface FunctionSpec {
  /** Name or logical id; it stands in log groups and samples. */
  readonly name: string;
  /** Lambda's runtime identifier, such as `nodejs22.x`, `python3.13`, `provided.al2023`. */
  readonly runtime: string;
  /** `file.function` as in the template; for `provided.*` it is handed to the bootstrap as `_HANDLER`. */
  readonly handler: string;
  /** The folder that would be unpacked to /var/task. */
  readonly codeFolder: string;
  /** Absent: the code is built, or needs no building. */
  readonly build?: BuildRecipe;
  /** Folders that would be unpacked to /opt, in the template's order (later wins). */
  readonly layers: readonly string[];
  /** The function's own variables, on top of those that Lambda sets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Timeout in ms (Lambda: 1,000 to 900,000, whole seconds). */
  readonly timeoutMs: number;
  /** Size of /tmp in MB (EphemeralStorage, 512 to 10,240); absent: 512. */
  readonly ephemeralMB?: number;
  readonly architecture: Architecture;
  /** Format of the platform's lines (LoggingConfig.LogFormat). */
  readonly logFormat: 'text' | 'json';
  /** Log group of the lines; null: `/aws/lambda/<name>`. */
  readonly logGroup: string | null;
  /** Region that the function sees in AWS_REGION; null: us-east-1. */
  readonly region: string | null;
}
