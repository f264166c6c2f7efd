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
import { hclPieces, jsonPieces, type ReadPieces, readTogether, scriptPieces, yamlPieces } from './batch.ts';
import { leavesOfHcl } from './hcl-leaves.ts';
import { type Change, changesOnePath, type Leaf, leavesOf } from './leaves.ts';
import { leavesOfSyntax } from './syntax-leaves.ts';

/** How a language is proved: pieces that can be parsed on their own, smallest first, what a piece says, and what many say that are parsed as one text. */
interface Ruler {
  regions(files: ProjectFiles, text: string, edit: Edit): Iterable<Span>;
  leaves(piece: string, file: string): readonly Leaf[];
  /** Null: each is parsed alone. */
  readonly together: ReadPieces | null;
}

type Edit = Pick<SizeEdit, 'file' | 'start' | 'end' | 'old' | 'new'>;

/** An edit to prove. `within` is a piece the format knows to stand alone. */
export interface Claim {
  readonly edit: Edit;
  readonly within: Span | undefined;
}

/**
 * Which of the edits, each made alone in its file's text, change one path and nothing else. Never throws: what does not parse is not proved.
 * The pieces of one file, before and after, are parsed together, once for all; where that does not succeed, in halves and at last one by one.
 */
export function proved<T extends Claim>(files: ProjectFiles, claims: readonly T[]): ReadonlySet<T> {
  const byFile = new Map<string, T[]>();
  for (const claim of claims) {
    const known = byFile.get(claim.edit.file);
    if (known) known.push(claim);
    else byFile.set(claim.edit.file, [claim]);
  }
  const good = new Set<T>();
  for (const [file, some] of byFile) {
    const text = files.peek(file) ?? '';
    proveAll(files, text, rulerFor(file, text), some, good);
  }
  return good;
}

function proveAll<T extends Claim>(
  files: ProjectFiles,
  text: string,
  ruler: Ruler,
  claims: readonly T[],
  good: Set<T>,
): void {
  const [only] = claims;
  if (!only) return;
  if (claims.length > 1 && ruler.together && provedTogether(files, text, ruler, ruler.together, claims)) {
    for (const claim of claims) good.add(claim);
  } else if (claims.length > 1) {
    const half = claims.length >> 1;
    proveAll(files, text, ruler, claims.slice(0, half), good);
    proveAll(files, text, ruler, claims.slice(half), good);
  } else if (isProved(files, text, ruler, only)) good.add(only);
}

/** Whether all edits hold in their smallest pieces: these as they are and as they will be, read with one parse. */
function provedTogether(
  files: ProjectFiles,
  text: string,
  ruler: Ruler,
  together: ReadPieces,
  claims: readonly Claim[],
): boolean {
  const pieces = claims.map((claim) => pieceOf(text, claim.edit, firstRegion(files, text, ruler, claim)));
  const both = [...pieces.map(({ piece }) => piece), ...pieces.map(({ result }) => result)];
  const said = readTogether(together, both, claims[0]?.edit.file ?? '');
  return pieces.every(({ change }, i) => {
    const [old, now] = [said?.[i], said?.[pieces.length + i]];
    return old !== undefined && old.length > 0 && now !== undefined && changesOnePath(old, now, change);
  });
}

function firstRegion(files: ProjectFiles, text: string, ruler: Ruler, { edit, within }: Claim): Span {
  if (within) return within;
  for (const region of ruler.regions(files, text, edit)) return region;
  return { start: 0, end: text.length };
}

/** A piece as it is, with the edit made, and the edit counted from its begin. */
function pieceOf(text: string, edit: Edit, region: Span): { piece: string; result: string; change: Change } {
  const piece = text.slice(region.start, region.end);
  const change: Change = { start: edit.start - region.start, old: edit.old, new: edit.new };
  return {
    piece,
    result: piece.slice(0, change.start) + edit.new + piece.slice(change.start + edit.old.length),
    change,
  };
}

function isProved(files: ProjectFiles, text: string, ruler: Ruler, { edit, within }: Claim): boolean {
  for (const region of within ? [within] : ruler.regions(files, text, edit)) {
    const { piece, result, change } = pieceOf(text, edit, region);
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
  together: null,
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
  together: hclPieces,
};

/** Formats that read programs name the piece: a literal, an object, an expression. An expression that stays one leaves the program around it as it was. */
const SCRIPT: Ruler = {
  regions: () => [],
  leaves: (piece, file) => leavesOfSyntax(parsePiece(piece, file), piece),
  together: scriptPieces,
};

/** JSON is context-free: an object that stays an object leaves everything around it as it was. */
const JSON_TEXT: Ruler = {
  *regions(files, _text, edit) {
    const root = attempt(() => files.tree(edit.file));
    const around = root ? mapsAround(root, edit) : [];
    yield* around.reverse();
  },
  leaves: (piece, file) => leavesOf(parseJson(piece, file), piece),
  together: jsonPieces,
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
  together: yamlPieces,
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
