/** What is seen while `memfit tune` measures: rows of sizes whose estimates tighten on a terminal, one plain line a size elsewhere. */
import { createColors } from 'picocolors';
import type { TunePorts } from '../actions/tune.ts';
import type { SightRow, TuneSight } from '../actions/tune-sight.ts';
import { switchOf } from '../core/config/resolve.ts';
import { escapeTerminal } from '../core/report/escape.ts';
import { count, duration, megabytes } from '../core/report/figures.ts';
import { ASCII, PLAIN, type Style, UNICODE } from '../core/report/style.ts';
import { pad, shorten, widthOf } from '../core/report/width.ts';
import { columnsOf, hasColour, hasUnicode, isLively } from './screen.ts';
import type { Session } from './session.ts';

/** The listener and the watcher of a tuning, and what takes away what they drew. */
export interface TuneView extends Pick<TunePorts, 'listener'> {
  readonly watch: NonNullable<TunePorts['watch']>;
  clear(): void;
}

/** Long calls: how long the present one takes is told this often, ms. */
const TICK_MS = 1_000;
/** Lines kept free below and above the rows. */
const FREE_LINES = 4;

/** How measuring is shown here. */
export function tuneView(session: Session): TuneView {
  const { edge, inputs, terminal } = session;
  if (switchOf('quiet', inputs)) return { listener: terminal, watch: () => undefined, clear: terminal.clear };
  const view = isLively(edge.stderr, edge.env) ? liveView(session) : plainView(session);
  return { ...view, listener: onceEach(view.listener) };
}

/** What is true of the machine is true for every function, and is said once. */
function onceEach(listener: TuneView['listener']): TuneView['listener'] {
  const said = new Set<string>();
  return {
    ...listener,
    notice(notice) {
      if (said.has(notice.text)) return;
      said.add(notice.text);
      listener.notice(notice);
    },
  };
}

/** One line whenever the size changes: what a log should hold. */
function plainView({ edge, terminal }: Session): TuneView {
  let last = '';
  return {
    listener: { ...terminal, progress: () => undefined },
    watch({ name, calling, done, total }) {
      const place = `${name} at ${calling} MB`;
      if (calling === null || place === last) return;
      last = place;
      edge.stderr.write(escapeTerminal(`${place}: call ${done + 1} of at most ${total}`).concat('\n'));
    },
    clear: terminal.clear,
  };
}

/** Rows that are drawn again after every call. */
function liveView({ edge, terminal, inputs }: Session): TuneView {
  const { stderr, env, platform } = edge;
  const style = hasColour(stderr, env, switchOf('no-color', inputs)) ? createColors(true) : PLAIN;
  const glyphs = hasUnicode(stderr, env, platform) ? UNICODE : ASCII;
  let drawn = 0;
  let seen: TuneSight | null = null;
  let since = 0;
  let timer: NodeJS.Timeout | null = null;
  const erase = (): void => {
    if (drawn > 0) stderr.write(`\r\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (seen === null) return;
    const room = { width: columnsOf(stderr, env) - 1, rows: (stderr.rows ?? 24) - FREE_LINES };
    const lines = sightLines(seen, seen.calling === null ? null : Date.now() - since, room, glyphs.ellipsis, style);
    erase();
    stderr.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const clear = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    erase();
    terminal.clear();
  };
  return {
    listener: {
      notice(notice) {
        erase();
        terminal.notice(notice);
        draw();
      },
      progress: () => undefined,
      confirm(question) {
        clear();
        return terminal.confirm(question);
      },
    },
    watch(sight) {
      seen = sight;
      since = Date.now();
      timer ??= setInterval(draw, TICK_MS).unref();
      draw();
    },
    clear,
  };
}

/** The lines of one sight, none wider than `width`: what is going on, then the sizes, the one at work marked. */
export function sightLines(
  sight: TuneSight,
  waitedMs: number | null,
  { width, rows }: { readonly width: number; readonly rows: number },
  ellipsis: string,
  style: Style,
): string[] {
  const { name, calling, done, total, last } = sight;
  const size = megabytes(calling ?? last?.sizeMB ?? 0);
  const result = last?.status === 'success' ? duration(last.durationMs) : (last?.status ?? '');
  const waited = waitedMs !== null && waitedMs >= TICK_MS ? `, ${duration(Math.round(waitedMs / 1_000) * 1_000)}` : '';
  const short = escapeTerminal(name);
  const title = firstThatFits(
    [
      `${short}: ${done} of at most ${total} calls, ${calling === null ? `${size}: ${result}` : `calling at ${size}${waited}`}`,
      `${short}: ${done}/${total} calls, ${size}`,
      `${shorten(short, Math.max(4, width - 24), ellipsis)}: ${done}/${total}, ${size}`,
    ],
    width,
  );
  const at = calling ?? last?.sizeMB ?? 0;
  const shown = closest(sight.rows, at, Math.max(1, rows));
  return [
    style.bold(title),
    ...shown.map((row) => {
      const line = rowText(row, row.sizeMB === at, width);
      return row.meanMs === null ? style.dim(line) : line;
    }),
  ];
}

/** Size, calls, mean with its error, memory, failures: as many of them as there is room for. */
function rowText({ sizeMB, calls, failed, meanMs, error, usedMB }: SightRow, marked: boolean, width: number): string {
  const size = `${marked ? '>' : ' '} ${pad(count(sizeMB), 6, 'right')} MB`;
  const made = `${pad(count(calls), 3, 'right')} ${calls === 1 ? 'call ' : 'calls'}`;
  const mean = pad(meanMs === null ? '' : `${duration(meanMs)} (within ${percentOf(error)} %)`, 24, 'right');
  const used = pad(usedMB === null ? '' : megabytes(usedMB), 9, 'right');
  const bad = failed === 0 ? '' : `  ${failed} failed`;
  const brief = meanMs === null ? '' : `  ${duration(meanMs)}`;
  const choices = [
    `${size}  ${made}  ${mean}  ${used}${bad}`,
    `${size}  ${made}  ${mean}`,
    `${size}${brief}${bad}`,
    size,
  ];
  return firstThatFits(choices, width).trimEnd();
}

/** The first text with room on a line; the beginning of the last where none has. */
function firstThatFits(texts: readonly string[], width: number): string {
  return texts.find((text) => widthOf(text) <= width) ?? shorten(texts.at(-1) ?? '', width, '');
}

/** Half the width of the 95 % interval, in percent. */
function percentOf(error: number | null): string {
  const percent = 196 * (error ?? 0);
  return percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
}

/** At most so many rows, those nearest to the size at work. */
function closest(rows: readonly SightRow[], sizeMB: number, most: number): readonly SightRow[] {
  if (rows.length <= most) return rows;
  const place = rows.findIndex((row) => row.sizeMB >= sizeMB);
  const middle = place < 0 ? rows.length - 1 : place;
  const from = Math.max(0, Math.min(rows.length - most, middle - Math.floor(most / 2)));
  return rows.slice(from, from + most);
}
