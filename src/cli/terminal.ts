/** The Listener of the command line: notices, progress and questions on stderr. */
import type { Listener, Question } from '../contracts/listener.ts';
import { escapeTerminal } from '../core/report/escape.ts';
import { bytes, count } from '../core/report/figures.ts';
import type { Style } from '../core/report/style.ts';
import { UserError } from '../model/errors.ts';
import type { Notice, Progress } from '../model/notice.ts';
import type { Edge } from './edge.ts';
import { forSink } from './output.ts';
import { columnsOf, isLively } from './screen.ts';

/** How much is said: `quiet` errors only, `normal` warnings too, `verbose` information too, `debug` everything. */
export type Loudness = 'quiet' | 'normal' | 'verbose' | 'debug';

/** A Listener with a line of progress that can be taken away. */
export interface Terminal extends Listener {
  /** Removes the progress line; called before anything else is written and at the end. */
  clear(): void;
}

/** How the terminal behaves. */
export interface Manners {
  readonly loudness: Loudness;
  readonly style: Style;
  /** --yes: questions about local files are answered with yes. */
  readonly yes: boolean;
  /** --no-input: nothing is asked. */
  readonly mayAsk: boolean;
}

const HEARD: Readonly<Record<Loudness, readonly Notice['level'][]>> = {
  quiet: ['error'],
  normal: ['error', 'warning'],
  verbose: ['error', 'warning', 'info'],
  debug: ['error', 'warning', 'info', 'debug'],
};

/** Progress is rewritten at most this often, and not before this long, in ms: short runs stay still. */
const PROGRESS_EVERY_MS = 120;

/** Speaks to the person at the terminal; without one, says only what a log should hold. */
export function terminal(edge: Edge, manners: Manners): Terminal {
  const { stderr, env } = edge;
  const lively = isLively(stderr, env) && manners.loudness !== 'quiet';
  let shown = false;
  let last = Date.now();
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  return {
    clear,
    notice(notice) {
      if (!HEARD[manners.loudness].includes(notice.level)) return;
      clear();
      stderr.write(forSink(noticeText(notice, manners.style), edge));
    },
    progress(progress) {
      const now = Date.now();
      if (!lively || now - last < PROGRESS_EVERY_MS) return;
      last = now;
      stderr.write(`\r\u001b[K${progressText(progress).slice(0, columnsOf(stderr, env) - 1)}`);
      shown = true;
    },
    async confirm(question) {
      if (manners.yes && question.consent !== 'commands') return true;
      if (!manners.mayAsk || !edge.stdin.isTTY || !stderr.isTTY) throw needsAnswer(question);
      clear();
      return ask(edge, question);
    },
  };
}

function noticeText({ level, text, next }: Notice, style: Style): string {
  const paint = level === 'error' ? style.red : level === 'warning' ? style.yellow : style.dim;
  const tail = next ? `\n  ${style.dim('next:')} ${escapeTerminal(next)}` : '';
  return `${paint(level)}: ${escapeTerminal(text)}${tail}\n`;
}

function progressText({ step, done, total, unit }: Progress): string {
  const figure = (value: number): string => (unit === 'bytes' ? bytes(value) : `${count(value)} ${unit}`);
  const part = total !== null && total > 0 ? ` of ${figure(total)} (${Math.floor((done / total) * 100)} %)` : '';
  return escapeTerminal(`${step}: ${figure(done)}${part}`);
}

function needsAnswer({ text, consent }: Question): UserError {
  return new UserError('needs-answer', {
    what: `this needs an answer: ${text}`,
    why: 'there is no terminal to ask at, or --no-input was given',
    next:
      consent === 'commands'
        ? 'look at the commands, then give --allow-services to run them'
        : 'give --yes to answer yes to questions about local files',
  });
}

async function ask(edge: Edge, question: Question): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: edge.stdin, output: edge.stderr });
  const stopped = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const prompt = `${escapeTerminal(question.text)} [${question.default ? 'Y/n' : 'y/N'}] `;
    const answer = (await Promise.race([lines.question(prompt), stopped])).trim().toLowerCase();
    return answer === '' ? question.default : answer === 'y' || answer === 'yes';
  } finally {
    lines.close();
  }
}
