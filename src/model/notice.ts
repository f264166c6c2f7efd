/** What core and actions tell a Listener: typed, never printed by them. */

/** A typed notice. `code` is stable; `text` is for people; `next` what to do. */
export interface Notice {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly code: string;
  readonly text: string;
  readonly next?: string;
}

/** Progress of a long step: `done` of `total` (null: unknown) in `unit`. */
export interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total: number | null;
  readonly unit: string;
}
