/** After every edit the text is parsed again, and it is proved that exactly the intended path changed. */
import type { SizeEdit } from '../../../model/edit.ts';
import { TemplateFault } from '../fault.ts';
import { parseHcl } from '../hcl/bodies.ts';
import { isJson, type ProjectFiles } from '../project-files.ts';
import { isScript, parsePiece } from '../script/syntax.ts';
import { isModuleFile, readModuleFile, readVariables } from '../terraform/module.ts';
import { tomlStrings } from '../toml.ts';
import { parseJson } from '../tree/json.ts';
import type { Span, TreeNode } from '../tree/node.ts';
import { parseYaml } from '../tree/yaml.ts';
import { leavesOfHcl } from './hcl-leaves.ts';
import { type Change, changesOnePath, type Leaf, leavesOf } from './leaves.ts';
import { leavesOfSyntax } from './syntax-leaves.ts';

/** How a language is proved: pieces that can be parsed on their own, smallest first, and what a piece says. */
interface Ruler {
  regions(files: ProjectFiles, text: string, edit: Edit): Iterable<Span>;
  leaves(piece: string, file: string): readonly Leaf[];
}

type Edit = Pick<SizeEdit, 'file' | 'start' | 'end' | 'old' | 'new'>;

/** Whether the edit, made in `text`, changes one path and nothing else. Never throws: what does not parse is not proved. `within` is a piece the format knows to stand alone. */
export function isProved(files: ProjectFiles, edit: Edit, within?: Span): boolean {
  const text = files.peek(edit.file) ?? '';
  const ruler = rulerFor(edit.file, text);
  for (const region of within ? [within] : ruler.regions(files, text, edit)) {
    const piece = text.slice(region.start, region.end);
    const change: Change = { start: edit.start - region.start, old: edit.old, new: edit.new };
    const result = piece.slice(0, change.start) + edit.new + piece.slice(change.start + edit.old.length);
    const before = attempt(() => ruler.leaves(piece, edit.file));
    const after = before && before.length > 0 ? attempt(() => ruler.leaves(result, edit.file)) : null;
    if (before && after && changesOnePath(before, after, change)) return true;
  }
  return false;
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateFault) return null;
    throw error;
  }
}

function rulerFor(file: string, text: string): Ruler {
  if (/\.toml$/i.test(file)) return TOML;
  if (isScript(file)) return SCRIPT;
  if (/\.(?:tf|tofu|tfvars)$/i.test(file)) return HCL;
  return isJson(file, text) ? JSON_TEXT : YAML;
}

const TOML: Ruler = {
  regions: (_files, text) => [{ start: 0, end: text.length }],
  leaves: (piece, file) =>
    tomlStrings(piece, file).map(({ path, raw, start }) => ({
      path: path.join('/'),
      raw,
      start,
      end: start + raw.length,
    })),
};

/** A block of HCL is context-free: parsed alone it says what it says in its file. */
const HCL: Ruler = {
  *regions(files, text, edit) {
    const body = attempt(() => (isModuleFile(edit.file) ? readModuleFile : readVariables)(files, edit.file));
    const pieces = [...(body?.blocks ?? []), ...(body?.attributes ?? [])];
    const piece = pieces.find((one) => one.start <= edit.start && one.end >= edit.end);
    if (piece) yield piece;
    yield { start: 0, end: text.length };
  },
  leaves: (piece, file) => leavesOfHcl(parseHcl(piece, file), piece),
};

/** Formats that read programs name the piece: a literal, an object, an expression. An expression that stays one leaves the program around it as it was. */
const SCRIPT: Ruler = {
  regions: () => [],
  leaves: (piece, file) => leavesOfSyntax(parsePiece(piece, file), piece),
};

/** JSON is context-free: an object that stays an object leaves everything around it as it was. */
const JSON_TEXT: Ruler = {
  *regions(files, _text, edit) {
    const root = attempt(() => files.tree(edit.file));
    const around = root ? mapsAround(root, edit) : [];
    yield* around.reverse();
  },
  leaves: (piece, file) => leavesOf(parseJson(piece, file), piece),
};

function mapsAround(root: TreeNode, edit: Span): Span[] {
  const found: Span[] = [];
  let at: TreeNode | null = root;
  while (at && (at.kind === 'map' || at.kind === 'seq')) {
    found.push({ start: at.start, end: at.end });
    const children: readonly (TreeNode | null)[] = at.kind === 'map' ? at.entries.map(({ value }) => value) : at.items;
    at = children.find((one) => one && one.start < edit.start && one.end > edit.end) ?? null;
  }
  return found;
}

/**
 * A block of YAML lines at one indentation parses alone as it parses in its place: what ends it is the indentation
 * of the line after it, which an edit inside does not change. First the edited lines, then ever larger blocks.
 */
const YAML: Ruler = {
  *regions(_files, text, edit) {
    let region: Span = {
      start: lineStart(text, Math.max(0, edit.start - (edit.old === '' ? 1 : 0))),
      end: lineEnd(text, edit.end),
    };
    yield region;
    for (let step = 0; step < 4; step += 1) {
      const wider = enclosingBlock(text, region);
      if (wider.start === region.start && wider.end === region.end) break;
      region = wider;
      yield region;
    }
    yield { start: 0, end: text.length };
  },
  leaves: (piece, file) => leavesOf(parseYaml(piece, file, 'alone'), piece),
};

/** The lines of the pair that contains a region: up to the next line above with less indentation, down to the next with as little. */
function enclosingBlock(text: string, region: Span): Span {
  const inner = indentAt(text, region.start);
  let start = region.start;
  let outer: number | null = null;
  while (start > 0 && outer === null) {
    start = lineStart(text, start - 1);
    const indent = indentAt(text, start);
    if (indent !== null && (inner === null || indent < inner)) outer = indent;
  }
  let end = region.end;
  while (end < text.length) {
    const next = indentAt(text, end);
    if (next !== null && next <= (outer ?? -1)) break;
    end = lineEnd(text, end);
  }
  return { start, end };
}

/** Columns of white space before the first sign of a line; null for blank and comment lines. */
function indentAt(text: string, start: number): number | null {
  const line = text.slice(start, lineEnd(text, start));
  const lead = /^\uFEFF?[ \t]*/.exec(line)?.[0].length ?? 0;
  return /^(?:#|\r?\n|$)/.test(line.slice(lead)) ? null : lead;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset after the line break of the line that holds `at`. */
function lineEnd(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  return next === -1 ? text.length : next + 1;
}
