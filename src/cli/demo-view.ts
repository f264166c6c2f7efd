/** What is seen while the demo works: its steps with the time since the start, on stderr; on a terminal the seconds tick. */

import type { Listener } from '../contracts/listener.ts';
import { switchOf } from '../core/config/resolve.ts';
import { escapeTerminal } from '../core/report/escape.ts';
import { isLively } from './screen.ts';
import type { Session } from './session.ts';

/** Steps, and a listener that shows them. */
export interface DemoView {
  readonly listener: Listener;
  step(text: string): void;
  /** Ends the ticking and takes away what was drawn; what follows may be written below. */
  rest(): void;
  /** Something else draws from now on; `clear` takes it away at the next rest. */
  handOver(clear: () => void): void;
}

const TICK_MS = 1_000;

/** `now` in ms. `mayBuild`: what is answered where something has to be built or fetched. */
export function demoView(session: Session, now: () => number, mayBuild: Listener['confirm']): DemoView {
  const { edge, inputs, terminal } = session;
  const quiet = switchOf('quiet', inputs);
  const lively = isLively(edge.stderr, edge.env);
  const begun = now();
  let timer: NodeJS.Timeout | null = null;
  let moved = 0;
  let clearOther: (() => void) | null = null;
  const still = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    terminal.clear();
  };
  const rest = (): void => {
    still();
    clearOther?.();
    clearOther = null;
  };
  const step = (text: string): void => {
    rest();
    if (quiet) return;
    const at = String(Math.round((now() - begun) / 1_000)).padStart(4);
    edge.stderr.write(`${at} s  ${escapeTerminal(text)}\n`);
    if (!lively) return;
    const since = now();
    moved = since;
    // Where nothing else moves for a while, the seconds do.
    timer = setInterval(() => {
      if (now() - moved < 2 * TICK_MS) return;
      terminal.progress({ step: 'still at it', done: Math.round((now() - since) / 1_000), total: null, unit: 's' });
    }, TICK_MS).unref();
  };
  return {
    step,
    rest,
    handOver(clear) {
      if (clearOther === null) still();
      clearOther = clear;
    },
    listener: {
      confirm: mayBuild,
      notice(notice) {
        if (notice.level === 'info' && notice.code === 'phase') return step(notice.text);
        // What is being built is a step as well; other warnings stand with the results.
        if (notice.code === 'making') return step(notice.text);
        if (notice.code !== 'tune-remark') terminal.notice(notice);
      },
      progress(progress) {
        moved = now();
        terminal.progress(progress);
      },
    },
  };
}
