/** The process, as the commands see it: handed in, so that tests can hand in another. */
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Screenlike = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** Everything that comes from outside. */
export interface Edge {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: string;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Whether stdin is a pipe or a file: something that can be read to its end. */
  readonly stdinHasData: () => boolean;
  readonly stdout: Screenlike;
  readonly stderr: Screenlike;
  /** Lets a command end in order when the person presses Ctrl-C once; a second time ends the process. Gives back what takes the wish away. Absent: the process ends. */
  readonly onInterrupt?: (handler: () => void) => () => void;
}
