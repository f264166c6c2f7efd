/** The fleet on a terminal: one row a function, sorted by money as the analysis is. */
import type { FunctionAnalysis } from '../../model/analysis.ts';
import {
  confidenceCell,
  durationCell,
  findingsCell,
  headroomCell,
  nowCell,
  savingCell,
  severityOf,
  sizeCell,
} from './cells.ts';
import type { RenderContext } from './context.ts';
import { type Column, layOut } from './table.ts';
import { wrap } from './width.ts';

/**
 * Lines of the table. Columns go in this order when the terminal is narrow: confidence, headroom, findings, duration, cost now, saving.
 * Where not even function, size and severity fit side by side, each function is a short block.
 */
export function fleetTable(functions: readonly FunctionAnalysis[], context: RenderContext): string[] {
  const { style, glyphs, width } = context;
  const { lines, dropped } = layOut(columnsFor(context), functions, {
    width,
    ellipsis: glyphs.ellipsis,
    heading: style.dim,
  });
  if (lines === null) return functions.flatMap((analysed) => block(analysed, context));
  if (dropped.length === 0) return [...lines];
  const note = `No room for: ${dropped.join(', ').toLowerCase()}. A wider terminal or -o csv shows all.`;
  return [...lines, ...wrap(note, width).map(style.dim)];
}

function columnsFor({ style, glyphs }: RenderContext): Column<FunctionAnalysis>[] {
  return [
    { title: 'FUNCTION', side: 'left', cell: ({ usage }) => usage.ref.name, min: 16 },
    { title: 'SIZE MB', side: 'left', cell: (f) => sizeCell(f, glyphs), paint: paintSize },
    { title: 'COST NOW', side: 'right', cell: (f) => nowCell(f, glyphs), drop: 5 },
    { title: 'SAVING', side: 'left', cell: (f) => savingCell(f, glyphs), paint: paintSaving, drop: 6 },
    { title: 'DURATION', side: 'left', cell: (f) => durationCell(f, glyphs), drop: 4 },
    { title: 'HEADROOM', side: 'right', cell: (f) => headroomCell(f, glyphs), drop: 2 },
    { title: 'CONFIDENCE', side: 'right', cell: (f) => confidenceCell(f, glyphs), drop: 1 },
    { title: 'SEVERITY', side: 'left', cell: (f) => severityOf(f) ?? glyphs.dash, paint: paintSeverity },
    { title: 'FINDINGS', side: 'left', cell: (f) => findingsCell(f), fit: findingsCell, min: 16, drop: 3 },
  ];
  function paintSize(text: string, { recommendation }: FunctionAnalysis): string {
    return recommendation.action === 'change' ? style.bold(text) : text;
  }
  function paintSaving(text: string, { recommendation }: FunctionAnalysis): string {
    return recommendation.action === 'change' && Number(recommendation.cost?.saving.best) > 0
      ? style.green(text)
      : text;
  }
  function paintSeverity(text: string, analysed: FunctionAnalysis): string {
    const severity = severityOf(analysed);
    return severity === 'critical' ? style.red(text) : severity === 'warning' ? style.yellow(text) : style.dim(text);
  }
}

function block(analysed: FunctionAnalysis, { width, style, glyphs }: RenderContext): string[] {
  const facts = [
    `${sizeCell(analysed, glyphs)} MB`,
    savingCell(analysed, glyphs),
    severityOf(analysed) ?? '',
    findingsCell(analysed),
  ];
  const name = wrap(analysed.usage.ref.name, width).map(style.bold);
  return [...name, ...wrap(`  ${facts.filter(Boolean).join(', ')}`, width, '  ')];
}
