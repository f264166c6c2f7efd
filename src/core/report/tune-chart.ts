/** One curve of `memfit tune` as inline SVG: the band of what is believed, the sizes measured with their intervals, pick, tie range, floor, size in force. */
import { escapeHtml } from './escape.ts';
import { count, megabytes } from './figures.ts';
import { type Axis, sizeAxis, valueAxis } from './tune-axis.ts';
import type { CurvePlace } from './tune-curve.ts';

/** Everything a drawing shows. Texts are plain; they are escaped here. */
export interface ChartFacts {
  /** Begins the ids in the drawing; unique in its page, letters and digits only. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What is believed from the first to the last measured size, measured ones among them, ascending. */
  readonly places: readonly CurvePlace[];
  readonly pickMB: number | null;
  /** False: the pick is a guess, and is called so. */
  readonly sure: boolean;
  readonly currentMB: number | null;
  readonly tie: { readonly lowMB: number; readonly highMB: number } | null;
  /** Sizes below are out; null: nothing was found out of the question. */
  readonly floorMB: number | null;
  /** Sizes at which calls failed, and how. */
  readonly failed: readonly { readonly sizeMB: number; readonly how: string }[];
  readonly label: (value: number) => string;
}

/** The drawing's own units: small enough that its letters stay readable on a narrow screen. */
const WIDTH = 420;
const HEIGHT = 290;
const PLOT = { left: 62, right: WIDTH - 12, top: 40, bottom: HEIGHT - 38 };
/** Least distance between two sizes on the axis, as a share of it: five digits and a space. */
const APART = 0.115;

/** The drawing; empty where fewer than two sizes or no measured one could be shown. */
export function curveChart(facts: ChartFacts): string {
  const { id, places, failed, pickMB, currentMB, title, description } = facts;
  const sizes = [...places, ...failed].map(({ sizeMB }) => sizeMB);
  const all = [...new Set([...sizes, ...[pickMB, currentMB].filter((size) => size !== null)])].sort((a, b) => a - b);
  const values = places.flatMap(({ low, best, high }) => [low, best, high]);
  if (all.length < 2 || !places.some(({ measured }) => measured)) return '';
  if (!values.every((value) => Number.isFinite(value) && value > 0)) return '';
  const frame: Frame = { x: sizeAxis(all, APART), y: valueAxis(values) };
  return [
    `<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">\n`,
    `<title id="${id}-title">${escapeHtml(title)}</title>\n<desc id="${id}-desc">${escapeHtml(description)}</desc>\n`,
    regions(facts, frame),
    grid(facts, frame),
    band(places, frame),
    lines(facts, frame),
    ...failed.map((one) => failedPoint(one, frame)),
    // The pick last: its neighbours must not cover it.
    ...[...places]
      .sort((a, b) => Number(a.sizeMB === pickMB) - Number(b.sizeMB === pickMB))
      .map((place) => measuredPoint(place, facts, frame)),
    '</svg>\n',
  ].join('');
}

interface Frame {
  readonly x: Axis;
  readonly y: Axis;
}

/** Floor and tie range, behind everything. */
function regions({ id, floorMB, tie }: ChartFacts, frame: Frame): string {
  const { left, right, top, bottom } = PLOT;
  const rect = (from: number, to: number, look: string): string => {
    const [a, b] = [Math.max(left, from), Math.min(right, to)];
    return b - a < 0.5 ? '' : `<rect ${look} x="${n(a)}" y="${top}" width="${n(b - a)}" height="${bottom - top}"/>\n`;
  };
  const hatch = `<defs><pattern id="${id}-out" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V7"/></pattern></defs>\n`;
  return [
    tie === null ? '' : rect(placeX(tie.lowMB, frame), placeX(tie.highMB, frame), 'class="tie"'),
    floorMB === null ? '' : hatch + rect(left, placeX(floorMB, frame), `class="out" fill="url(#${id}-out)"`),
  ].join('');
}

function grid({ label }: ChartFacts, frame: Frame): string {
  const { left, right, top, bottom } = PLOT;
  const rows = frame.y.ticks.map((value) => {
    const y = n(placeY(value, frame));
    return `<path class="grid" d="M${left} ${y}H${right}"/><text class="side" x="${left - 6}" y="${y}" dy=".35em">${escapeHtml(label(value))}</text>\n`;
  });
  const columns = frame.x.ticks.map((size) => {
    const x = n(placeX(size, frame));
    return `<path class="axis" d="M${x} ${bottom}v4"/><text class="foot" x="${x}" y="${bottom + 16}">${count(size)}</text>\n`;
  });
  const frameLine = `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>\n`;
  return `${rows.join('')}${frameLine}${columns.join('')}<text class="foot" x="${(left + right) / 2}" y="${HEIGHT - 5}">memory, MB (log scale)</text>\n`;
}

function band(places: readonly CurvePlace[], frame: Frame): string {
  const at = (size: number, value: number): string => `${n(placeX(size, frame))} ${n(placeY(value, frame))}`;
  const upper = places.map(({ sizeMB, high }) => at(sizeMB, high));
  const lower = places.map(({ sizeMB, low }) => at(sizeMB, low)).reverse();
  const middle = places.map(({ sizeMB, best }) => at(sizeMB, best));
  return `<path class="band" d="M${[...upper, ...lower].join('L')}Z"/>\n<path class="belief" d="M${middle.join('L')}"/>\n`;
}

function measuredPoint({ sizeMB, low, best, high, measured }: CurvePlace, facts: ChartFacts, frame: Frame): string {
  if (!measured) return '';
  const [x, y] = [placeX(sizeMB, frame), placeY(best, frame)];
  const [top, bottom] = [placeY(high, frame), placeY(low, frame)];
  const whisker = `<path class="whisker" d="M${n(x)} ${n(top)}V${n(bottom)}M${n(x - 3)} ${n(top)}h6M${n(x - 3)} ${n(bottom)}h6"/>`;
  const shape =
    sizeMB === facts.pickMB
      ? `<path class="pick" d="M${n(x)} ${n(y - 7)}l7 7l-7 7l-7 -7Z"/>`
      : `<circle class="point" cx="${n(x)}" cy="${n(y)}" r="3.6"/>`;
  const words = `${megabytes(sizeMB)}: ${facts.label(best)} (${facts.label(low)} to ${facts.label(high)})`;
  return `<g><title>${escapeHtml(words)}</title>${whisker}${shape}</g>\n`;
}

function failedPoint({ sizeMB, how }: ChartFacts['failed'][number], frame: Frame): string {
  const x = placeX(sizeMB, frame);
  const words = `${megabytes(sizeMB)}: ${how}`;
  return `<g><title>${escapeHtml(words)}</title><path class="failed" d="M${n(x - 4)} ${PLOT.bottom - 12}l8 8m0 -8l-8 8"/></g>\n`;
}

/** The size in force and the pick, named above the drawing: each on a line of its own, so that they cannot run into one another. */
function lines({ pickMB, currentMB, sure }: ChartFacts, frame: Frame): string {
  const one = (sizeMB: number, words: string, row: number, look: string): string => {
    const x = placeX(sizeMB, frame);
    const half = words.length * 3.4;
    const side = x - half < 4 ? 'start' : x + half > WIDTH - 4 ? 'end' : 'middle';
    const from = side === 'start' ? Math.min(x, 4 + half) : x;
    const y = 14 + 15 * row;
    return `<path class="${look}-line" d="M${n(x)} ${y + 4}V${PLOT.bottom}"/><text class="${look}-name" text-anchor="${side}" x="${n(from)}" y="${y}">${escapeHtml(words)}</text>\n`;
  };
  if (pickMB !== null && pickMB === currentMB)
    return one(pickMB, `${sure ? 'keep' : 'now, and best guess,'} ${megabytes(pickMB)}`, 1, 'pick');
  return [
    currentMB === null ? '' : one(currentMB, `now ${megabytes(currentMB)}`, 0, 'now'),
    pickMB === null ? '' : one(pickMB, `${sure ? 'pick' : 'best guess'} ${megabytes(pickMB)}`, 1, 'pick'),
  ].join('');
}

function placeX(sizeMB: number, { x }: Frame): number {
  return PLOT.left + x.at(sizeMB) * (PLOT.right - PLOT.left);
}

function placeY(value: number, { y }: Frame): number {
  return PLOT.bottom - y.at(value) * (PLOT.bottom - PLOT.top);
}

/** A coordinate with one decimal. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}
