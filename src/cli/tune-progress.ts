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
  return isLively(edge.stderr, edge.env) ? liveView(session) : plainView(session);
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
  const now =
    calling === null
      ? `${megabytes(last?.sizeMB ?? 0)}: ${last?.status === 'success' ? duration(last.durationMs) : (last?.status ?? '')}`
      : `calling at ${megabytes(calling)}${waitedMs !== null && waitedMs >= TICK_MS ? `, ${duration(Math.round(waitedMs / 1_000) * 1_000)}` : ''}`;
  const told = `: ${done} of at most ${total} calls, ${now}`;
  const title = `${shorten(escapeTerminal(name), Math.max(8, width - widthOf(told)), ellipsis)}${told}`;
  const at = calling ?? last?.sizeMB ?? 0;
  const shown = closest(sight.rows, at, Math.max(1, rows));
  const texts = shown.map((row) => rowText(row, row.sizeMB === at));
  return [
    style.bold(shorten(title, width, ellipsis)),
    ...texts.map((text, i) => {
      const line = shorten(text, width, ellipsis);
      return shown[i]?.meanMs === null ? style.dim(line) : line;
    }),
  ];
}

function rowText({ sizeMB, calls, failed, meanMs, error, usedMB }: SightRow, marked: boolean): string {
  const mean = meanMs === null ? '' : `${duration(meanMs)} (within ${percentOf(error)} %)`;
  const cells = [
    `${marked ? '>' : ' '} ${pad(count(sizeMB), 6, 'right')} MB`,
    `${pad(count(calls), 3, 'right')} ${calls === 1 ? 'call ' : 'calls'}`,
    pad(mean, 24, 'right'),
    pad(usedMB === null ? '' : megabytes(usedMB), 9, 'right'),
    failed === 0 ? '' : `${failed} failed`,
  ];
  return cells.join('  ').trimEnd();
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
