/** What the path of a file says: the log stream of an S3 export, and a label for functions that have no better name. */

/** `YYYY-MM-DD-[version]hex` as CreateExportTask writes stream names, `/` replaced by `-`; also `YYYY-MM-DD-function[version]hex`. */
const EXPORTED_STREAM = /^(\d{4})-(\d\d)-(\d\d)-([^/]*\[[^\]/]+\][0-9a-zA-Z]+)$/;
const TASK = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EXTENSIONS = /(?:\.(?:gz|gzip|log|logs|txt|text|json|jsonl|ndjson|csv|tsv|out|z))+$/i;
/** A date or a counter at the end of a rotated file's name. */
const ROTATION = /(?:[-_.]?\d{4}-?\d\d-?\d\d(?:[-_T.]?[\dZ:-]*)?|[-_.]\d+|^\d+)$/;

/** `stream` null: the path names none. `label` is never empty. */
export interface PathOrigin {
  readonly stream: string | null;
  readonly label: string;
}

/** Reads a path with either kind of separator. */
export function originOfPath(path: string): PathOrigin {
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const file = parts.at(-1) ?? path;
  const streamAt = parts.findLastIndex((part, i) => i < parts.length - 1 && EXPORTED_STREAM.test(part));
  const stream = streamAt < 0 ? null : EXPORTED_STREAM.exec(parts[streamAt] ?? '');
  if (stream === null) return { stream: null, label: labelOf(file) || parts.at(-2) || file };
  const [, year, month, day, rest] = stream;
  const above = parts.slice(0, streamAt).findLast((part) => !TASK.test(part));
  return { stream: `${year}/${month}/${day}/${rest}`, label: above ?? 'S3 export' };
}

function labelOf(file: string): string {
  const bare = file.replace(EXTENSIONS, '');
  return bare.replace(ROTATION, '') || (ROTATION.test(bare) ? '' : bare);
}
