/** Ctrl-C asked once: what runs is told, and what is finished is still shown. */
import type { Session } from './session.ts';

/** Whether and when a person asked to stop. */
interface Stopper {
  /** Settles when it was asked; never without. */
  readonly stopped: Promise<void>;
  readonly asked: () => boolean;
  /** From here on Ctrl-C ends the process at once again. */
  readonly release: () => void;
}

/** From here on the first Ctrl-C is a request: the progress is cleared and `words` are said on standard error. */
export function stopper({ edge }: Session, clear: () => void, words: string): Stopper {
  let asked = false;
  let resolveStop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    resolveStop = resolve;
  });
  const release = edge.onInterrupt?.(() => {
    asked = true;
    clear();
    edge.stderr.write(`${words}\n`);
    resolveStop();
  });
  return { stopped, asked: () => asked, release: () => release?.() };
}
