/** What every format delivers: functions with the way to their size, and the patches that could change it. */
import type { EditNote } from '../../model/edit.ts';
import type { FormatName, FoundFunction, Place, Refusal, SizeOrigin } from '../../model/template.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Shared, Span } from './tree/node.ts';

/** A number written in a file: the span covers its digits alone, not quotes, units or fractions. */
export interface LiteralSite extends Span {
  readonly file: string;
  readonly sizeMB: number;
  readonly origin: SizeOrigin;
  /** Values the template accepts here (AllowedValues and bounds of a parameter); null: any size. */
  readonly accepts: ((sizeMB: number) => boolean) | null;
  /** A piece around it that can be parsed alone, for the proof; formats that find it by themselves leave it out. */
  readonly within?: Span;
}

/** A text replacement that waits for a size: `before + size + after` takes the place of [start, end). */
export interface Patch extends Span {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly within?: Span;
}

/** One of several values the template may take, such as the branches of a condition or the environments of samconfig.toml. */
export interface Candidate {
  readonly label: string;
  readonly value: Followed;
  /** It is not one of several possibilities but one of several functions: the same lines run for each; this is where it is asked for, and a key of that place. */
  readonly instance?: { readonly place: Place; readonly key: string };
}

/** How a value was reached. */
export interface Way {
  /** What was followed, as written, from the function outwards. */
  readonly via: readonly string[];
  /** Shared things passed on the way. */
  readonly shared: readonly Shared[];
  readonly notes: readonly EditNote[];
  /** The same value in other environments: the deployed size tells whether one of them is meant. */
  readonly alternatives: readonly Candidate[];
  /** Replaces the function's own reference by a number; null: the function has none in its own place. */
  readonly override: Patch | null;
}

/** Where following a value ended. `known`: the size can be computed but not edited. `absent`: nothing is written, the next rule (Globals, provider, default) holds. */
export type Followed = Way &
  (
    | { readonly kind: 'literal'; readonly site: LiteralSite }
    | { readonly kind: 'absent' }
    | { readonly kind: 'default'; readonly sizeMB: number }
    | { readonly kind: 'known'; readonly sizeMB: number; readonly refusal: Refusal }
    | { readonly kind: 'several'; readonly candidates: readonly Candidate[]; readonly refusal: Refusal }
    | { readonly kind: 'unknown'; readonly refusal: Refusal }
  );

/** Nothing passed yet. */
export const AT_START: Way = { via: [], shared: [], notes: [], alternatives: [], override: null };

/** The way with more behind it. */
export function passing(way: Way, more: Partial<Way>): Way {
  return {
    override: more.override ?? way.override,
    via: [...way.via, ...(more.via ?? [])],
    shared: [...way.shared, ...(more.shared ?? [])],
    notes: [...way.notes, ...(more.notes ?? [])],
    alternatives: [...way.alternatives, ...(more.alternatives ?? [])],
  };
}

/** Where nothing is written the next rule holds; what stands in the function's own place is still what an override replaces. */
export function orElse(first: Followed, next: Followed): Followed {
  if (first.kind === 'absent') return first.override ? { ...next, override: first.override } : next;
  if (first.kind !== 'several') return first;
  return { ...first, candidates: first.candidates.map((one) => ({ ...one, value: orElse(one.value, next) })) };
}

/** A function as its format sees it. */
export interface Declaration extends Omit<FoundFunction, 'sizeMB' | 'sizeFrom' | 'sharedWith' | 'refusal'> {
  readonly followed: Followed;
  /** Writes the size as a property of the function's own; null: impossible here. */
  readonly insert: Patch | null;
  /** A reason that holds whatever the value: made by the framework, ignored changes, a loop; null: none. */
  readonly barrier: Refusal | null;
  /** What the reader of any edit of it should know. */
  readonly notes?: readonly EditNote[];
}

/** One format: which files are its templates, and the functions in one. Throws TemplateFaults only. */
export interface TemplateFormat {
  readonly name: FormatName;
  /** Whether a file of this path may be one: told before its text is loaded. */
  mayClaim(path: string): boolean;
  /** Whether this file is read as a template of this format; a quick look at path and text, no parsing. */
  claims(path: string, text: string): boolean;
  /** The functions that one claimed file declares, in the order written. */
  functions(project: ProjectFiles, path: string): readonly Declaration[];
}
