/** `memfit doctor` as lines for people and as JSON. */
import type { Check, Checkup } from '../../model/checkup.ts';
import { cleanse } from './cleanse.ts';
import type { RenderContext, Renderer } from './context.ts';
import { escapeJson, escapeTerminal } from './escape.ts';
import { pad, widthOf, wrap } from './width.ts';

/** One line a check: status in words, what was found, what to do. */
export const renderCheckup: Renderer<Checkup> = function* (checkup, context) {
  const { checks } = cleanse(checkup, escapeTerminal);
  const name = checks.reduce((most, check) => Math.max(most, widthOf(check.name)), 0);
  for (const check of checks) yield `${checkLines(check, name, context).join('\n')}\n`;
};

/** The checkup as JSON. */
export const renderCheckupJson: Renderer<Checkup> = function* (checkup) {
  yield `${escapeJson(JSON.stringify(checkup, null, 2))}\n`;
};

function checkLines({ name, status, text, next }: Check, names: number, { style, width }: RenderContext): string[] {
  const paint = { ok: style.green, warn: style.yellow, fail: style.red }[status];
  const indent = ' '.repeat(names + 8);
  const [first = '', ...rest] = wrap(`${indent}${text}`, Math.max(40, width), indent);
  const head = `${paint(pad(status, 4))}  ${pad(name, names)}  ${first.slice(indent.length)}`;
  return [
    head,
    ...rest,
    ...(next ? wrap(`${indent}next: ${next}`, Math.max(40, width), `${indent}  `).map(style.dim) : []),
  ];
}
