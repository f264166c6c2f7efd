/** What making a function ready needs: a place that outlives the run, somebody to ask, and the way tools are run. */
import type { Listener } from '../../../contracts/listener.ts';

/** The surroundings of one making. */
export interface Making {
  /** Folder that outlives runs and that handlers can read. Throws UserError or OutsideError where there can be none. */
  cache(): string;
  /** Folder of this run: what tools leave there goes with the run, and so do tools that outlive it. */
  readonly temporary: string;
  /** Who is asked and told; null: nobody, and whatever has to be asked is not done. */
  readonly listener: Pick<Listener, 'confirm' | 'notice'> | null;
}

/** Tells what is being done: it may take minutes. */
export function say(making: Making, text: string): void {
  making.listener?.notice({ level: 'warning', code: 'making', text });
}
