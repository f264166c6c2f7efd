/** Edits of the user's own files, and the plan made of them: a value that can be shown, saved, reviewed and carried out later. */
import type { Place, Refusal } from './template.ts';

/** One replacement in one file: `old` stands at [start, end), in UTF-16 units of the file's text with its BOM counted. An insertion has an empty `old`. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly old: string;
  readonly new: string;
}

/** How an edit reaches the function: `value`: where the size is written; `override`: an own value in place of a shared one; `insert`: a property that was not there. */
export type EditKind = 'value' | 'override' | 'insert';

/** An edit that gives one or more functions a size. */
export interface SizeEdit extends TextEdit {
  readonly kind: EditKind;
  readonly place: Place;
  /** Ids of all functions that get the size by it; several only where all of them asked for it. */
  readonly functions: readonly string[];
  readonly fromMB: number | null;
  readonly toMB: number;
  /** What the reader should know, coded: shared values left alone, deployed stacks that keep a parameter's old value, other environments. */
  readonly notes: readonly EditNote[];
}

/** A remark on an edit; words are in core/report/plan.ts. */
export interface EditNote {
  readonly code:
    | 'override-of-shared'
    | 'parameter-default'
    | 'other-environments'
    | 'branch-of-condition'
    | 'every-run';
  readonly detail: string;
}

/** What is asked for: a function (id, name, or `file#id`) and its size. `fromMB` is the deployed size when known; it tells branches of a condition apart. */
export interface SizeRequest {
  readonly function: string;
  readonly sizeMB: number;
  readonly fromMB?: number | null;
}

/** A request that leads to no edit because the template already says so. */
export interface AlreadySo {
  readonly function: string;
  readonly sizeMB: number;
  readonly place: Place | null;
}

/** A request that could not be carried out. */
export interface RefusedRequest {
  readonly function: string;
  readonly sizeMB: number;
  readonly refusal: Refusal;
}

/** What came of a list of requests: edits do not overlap, are sorted by file and start, and were proved by parsing the result. */
export interface EditPlan {
  readonly edits: readonly SizeEdit[];
  readonly already: readonly AlreadySo[];
  readonly refused: readonly RefusedRequest[];
}

/** An edit as a plan file keeps it. Published as schemas/plan.v1.json. */
export interface PlanEdit extends TextEdit {
  /** SHA-256 of the file's bytes before any edit of the plan, hexadecimal; apply refuses when it no longer holds. */
  readonly sha256: string;
  readonly function: string;
  readonly kind: EditKind;
  readonly line: number;
  readonly column: number;
  readonly fromMB: number | null;
  readonly toMB: number;
  /** One line of reasons, ready to show after escaping. */
  readonly evidence: string;
  readonly notes: readonly EditNote[];
}

/** What takes a plan back: where its new texts stand after it was applied. Kept as .memfit/undo/<plan id>.json. */
export interface UndoRecord {
  readonly schemaVersion: 1;
  readonly plan: string;
  readonly files: readonly {
    readonly file: string;
    /** SHA-256 of the file before and after the plan, hexadecimal. */
    readonly before: string;
    readonly after: string;
    readonly edits: readonly Omit<TextEdit, 'file'>[];
  }[];
  /** For the history: which functions moved. */
  readonly functions: readonly {
    readonly function: string;
    readonly file: string;
    readonly fromMB: number | null;
    readonly toMB: number;
  }[];
}

/** A refusal as a plan file keeps it. */
export interface PlanRefusal {
  readonly function: string;
  readonly code: Refusal['code'];
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly detail: string;
}

/** The plan file. `id` is the hash of its edits, so the same plan has the same id; `runId` names the analysis it rests on, null for sizes given by hand. */
export interface Plan {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly runId: string | null;
  readonly createdAt: string;
  readonly edits: readonly PlanEdit[];
  readonly already: readonly { readonly function: string; readonly sizeMB: number }[];
  readonly refused: readonly PlanRefusal[];
}
