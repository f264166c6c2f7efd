/** What a rendering needs besides the analysis: looks, room, words. All of it comes in as values. */
import type { Finding } from '../../model/finding.ts';
import type { Remark } from '../../model/recommendation.ts';
import type { Shell } from './shell.ts';
import type { Glyphs, Style } from './style.ts';

/** The words for one finding: a short name, what it says here, what to do, and its page. */
interface FindingWords {
  readonly title: string;
  readonly says: string;
  readonly advice: string;
  readonly docs: string;
}

/** Where words for codes come from (they stand beside the rules that give the codes, and are handed in). */
export interface Words {
  finding(finding: Finding): FindingWords;
  remark(remark: Remark): string;
}

/** How and how much to show. */
export interface RenderContext {
  readonly style: Style;
  readonly glyphs: Glyphs;
  /** Columns of the terminal; text is laid out for 40 at least. */
  readonly width: number;
  readonly words: Words;
  readonly shell: Shell;
  /** How many functions of the fleet to show; null: all. Formats for machines always hold all. */
  readonly top: number | null;
  /** Show every function in detail instead of the table. One function alone is always shown in detail. */
  readonly detail: boolean;
  /** The command to type next, not yet quoted; empty: none. */
  readonly next: readonly string[];
}

/** One output format: an analysis in, its text out, piece by piece, each ending where the next begins. */
export type Renderer<T> = (value: T, context: RenderContext) => Iterable<string>;
