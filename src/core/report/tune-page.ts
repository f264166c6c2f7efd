/** The answer of `memfit tune` as one HTML page: drawn curves beside their numbers, no script, nothing loaded from elsewhere, readable on paper. */
import type { FunctionTuning, TunePoint, TuneReport } from '../../model/tuning.ts';
import { formatMoney, moneyFromEstimate } from '../pricing/money.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeHtml, escapeTerminal } from './escape.ts';
import { duration, megabytes } from './figures.ts';
import { pageFooter, pageHead, paragraph } from './page-parts.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { Glyphs } from './style.ts';
import { type ChartFacts, curveChart } from './tune-chart.ts';
import { type Currency, columnsOf, tried } from './tune-columns.ts';
import { curvePlaces } from './tune-curve.ts';
import { fleetColumns } from './tune-fleet.ts';
import { legend } from './tune-legend.ts';
import { closing, headline, rulerNotes, sentences } from './tune-says.ts';
import { TUNE_STYLE } from './tune-style.ts';

/** A whole page of one or several functions. Every text passes the HTML escape where it is written. */
export const renderTunePage: Renderer<TuneReport> = function* (given, context) {
  const report = cleanse(given, escapeTerminal);
  const { functions, prices } = report;
  yield pageHead(`memfit tune${functions.length === 1 ? `: ${functions[0]?.name}` : ''}`, PAGE_STYLE + TUNE_STYLE);
  yield '<h1>memfit tune</h1>\n';
  if (functions.length > 1) yield tuneFleet(functions, context);
  for (const [i, one] of functions.entries()) yield tuneSection(one, prices.currency, context, `t${i}`);
  yield pageFooter([...closing(report), `Made by memfit ${report.memfitVersion}.`]);
};

/**
 * One function as a part of a page that has the styles PAGE_STYLE and TUNE_STYLE: a section with heading, verdict, two curves, legend, table and
 * what the figures rest on. `id` is its anchor and begins the ids within: unique in the page, letters and digits only. Texts of `given` may be hostile.
 */
export function tuneSection(
  given: FunctionTuning,
  currency: Currency,
  { glyphs }: Pick<RenderContext, 'glyphs'>,
  id: string,
): string {
  const one = cleanse(given, escapeTerminal);
  return [
    `<section id="${id}">\n<h2>${escapeHtml(one.name)}</h2>\n`,
    paragraph(headline(one, glyphs), 'verdict'),
    drawings(one, currency, glyphs, id),
    table(one, currency, glyphs),
    ...sentences(one, currency, glyphs).map((text) => paragraph(text)),
    linkTo(one),
    `<ul class="quiet notes">\n${rulerNotes(one)
      .map((text) => `<li>${escapeHtml(text)}</li>\n`)
      .join('')}</ul>\n`,
    '</section>\n',
  ].join('');
}

/** Duration and cost side by side. Without calibration cost is shown as multiples, which is what holds. */
function drawings(one: FunctionTuning, currency: Currency, glyphs: Glyphs, id: string): string {
  const here = one.ruler.calibration.level === 0;
  const base = Math.min(...one.points.map(({ perMillion }) => Number(perMillion.best)));
  const money = (value: number): string => formatMoney(moneyFromEstimate(value, currency));
  const multiple = (value: number): string => `${Number(value.toPrecision(3))}${glyphs.times}`;
  const unit = here ? base : 1;
  const time = drawing(one, {
    id: `${id}d`,
    title: `Mean duration of a warm call${here ? ' on this machine' : ''}`,
    label: duration,
    valueAt: ({ durationMs }) => durationMs,
  });
  const cost = drawing(one, {
    id: `${id}c`,
    title: here ? 'Compute cost, times the cheapest' : 'Compute cost of a million calls',
    label: here ? multiple : money,
    valueAt: ({ perMillion: { low, best, high } }) => ({
      low: Number(low) / unit,
      best: Number(best) / unit,
      high: Number(high) / unit,
    }),
  });
  if (time === '' && cost === '') return '';
  return `<div class="curves">\n${time}${cost}</div>\n${legend(one, glyphs)}`;
}

interface Drawn extends Pick<ChartFacts, 'id' | 'title' | 'label'> {
  readonly valueAt: (point: TunePoint) => { readonly low: number; readonly best: number; readonly high: number };
}

function drawing(one: FunctionTuning, { id, title, label, valueAt }: Drawn): string {
  const { pickMB, currentMB, tie, floor, failures, status } = one;
  const places = curvePlaces(one, valueAt);
  const told = places
    .filter(({ measured }) => measured)
    .map(({ sizeMB, low, best, high }) => `${megabytes(sizeMB)} ${label(best)} (${label(low)} to ${label(high)})`);
  const picture = curveChart({
    ...{ id, title, label, places, pickMB, currentMB, tie, sure: status === 'decided' },
    description: `Against memory from small to large: ${told.join(', ')}.`,
    floorMB: floor.because === 'given' ? null : floor.sizeMB,
    failed: failures.map(({ sizeMB, status, calls }) => ({ sizeMB, how: `${status}, ${calls} of its calls` })),
  });
  return picture === '' ? '' : `<figure><figcaption>${escapeHtml(title)}</figcaption>${picture}</figure>\n`;
}

function table(one: FunctionTuning, currency: Currency, glyphs: Glyphs): string {
  const rows = tried(one);
  if (rows.length === 0) return '';
  const columns = columnsOf(one, currency, glyphs).filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  const heading = columns.map(({ title }) => `<th scope="col" class="number">${escapeHtml(title)}</th>`).join('');
  const lines = rows.map((row) => {
    const [first = '', ...rest] = columns.map(({ cell }) => escapeHtml(cell(row)));
    const cells = rest.map((text) => `<td class="number">${text}</td>`).join('');
    const chosen = row.sizeMB === one.pickMB ? ' class="chosen"' : '';
    return `<tr${chosen}><th scope="row" class="number">${first}</th>${cells}</tr>\n`;
  });
  const name = escapeHtml(`Sizes measured of ${one.name}`);
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0">\n<table>\n<caption>What was measured, with 95${'\u00a0'}% intervals</caption>\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${lines.join('')}</tbody>\n</table>\n</div>\n`;
}

/** All functions of the page, each leading to its section `t0`, `t1` … Texts may be hostile. */
export function tuneFleet(given: readonly FunctionTuning[], { glyphs }: Pick<RenderContext, 'glyphs'>): string {
  const functions = cleanse(given, escapeTerminal);
  const columns = fleetColumns(glyphs).filter(({ cell }) => functions.some((one) => cell(one) !== ''));
  const look = ({ side }: { readonly side: string }): string => (side === 'right' ? ' class="number"' : '');
  const heading = columns.map((column) => `<th scope="col"${look(column)}>${escapeHtml(column.title)}</th>`).join('');
  const lines = functions.map((one, i) => {
    const [, ...rest] = columns.map((column) => `<td${look(column)}>${escapeHtml(column.cell(one))}</td>`);
    return `<tr><th scope="row"><a href="#t${i}">${escapeHtml(one.name)}</a></th>${rest.join('')}</tr>\n`;
  });
  return `<div class="scroll" role="region" aria-label="All functions" tabindex="0">\n<table>\n<thead><tr>${heading}</tr></thead>\n<tbody>\n${lines.join('')}</tbody>\n</table>\n</div>\n`;
}

/** Power Tuning's page; what it is to draw stands behind the # and is not sent to it. */
function linkTo({ powerTuningLink: link }: FunctionTuning): string {
  if (link === null) return '';
  return `<p><a href="${escapeHtml(link)}" rel="noopener noreferrer">The sizes on Power Tuning&#39;s page</a></p>\n`;
}
