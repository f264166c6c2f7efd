/** What the path of a file says: the log stream of an S3 export, a label for functions that have no better name, and the folders that tell labels apart. */

/** `YYYY-MM-DD-[version]hex` as CreateExportTask writes stream names, `/` replaced by `-`; also `YYYY-MM-DD-function[version]hex`. */
const EXPORTED_STREAM = /^(\d{4})-(\d\d)-(\d\d)-([^/]*\[[^\]/]+\][0-9a-zA-Z]+)$/;
const TASK = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EXTENSIONS = /(?:\.(?:gz|gzip|log|logs|txt|text|json|jsonl|ndjson|csv|tsv|out|z))+$/i;
/** A date or a counter at the end of a rotated file's name. */
const ROTATION = /(?:[-_.]?\d{4}-?\d\d-?\d\d(?:[-_T.]?[\dZ:-]*)?|[-_.]\d+|^\d+)$/;
/** Folders that hold pieces of one log: dates, hours and counters (`2026`, `2026-11-01`, `day=01`), and where rotated files are put away. */
const PIECES =
  /^(?:(?:year|month|day|hour|dt|date|y|m|d|h)=[\dT:.-]+|\d{4}[-_.]?\d\d(?:[-_.]?\d\d)?(?:[-_T][\d:-]*Z?)?|\d+|archive|archived|old|rotated|backup|history)$/i;
/** What shells pass for `<(command)`. */
const OPEN_PIPE = /^\/(?:dev|proc\/[^/]+)\/fd\/\d+$/;
/** Twelve digits are no date: an account. */
const ACCOUNT = /^\d{12}$/;

/** `stream` null: the path names none. `label` is never empty. `folders`: those above the label that may tell two of the same label apart, outermost first. */
export interface PathOrigin {
  readonly stream: string | null;
  readonly label: string;
  readonly folders: readonly string[];
}

/** Reads a path with either kind of separator. */
export function originOfPath(path: string): PathOrigin {
  if (OPEN_PIPE.test(path)) return { stream: null, label: 'pipe', folders: [] };
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const file = parts.at(-1) ?? path;
  const streamAt = parts.findLastIndex((part, i) => i < parts.length - 1 && EXPORTED_STREAM.test(part));
  const stream = streamAt < 0 ? null : EXPORTED_STREAM.exec(parts[streamAt] ?? '');
  const folders = parts.slice(0, stream === null ? -1 : streamAt).filter(tellsApart);
  if (stream !== null) {
    const [, year, month, day, rest] = stream;
    const label = folders.at(-1) ?? 'S3 export';
    return { stream: `${year}/${month}/${day}/${rest}`, label, folders: folders.slice(0, -1) };
  }
  const ofFile = labelOf(file);
  if (ofFile !== '') return { stream: null, label: ofFile, folders };
  return { stream: null, label: folders.at(-1) ?? parts.at(-2) ?? file, folders: folders.slice(0, -1) };
}

function tellsApart(folder: string): boolean {
  return !TASK.test(folder) && (!PIECES.test(folder) || ACCOUNT.test(folder));
}

/** Also `app` of `app.log.1.gz`. */
function labelOf(file: string): string {
  const bare = file.replace(EXTENSIONS, '');
  const whole = bare.replace(ROTATION, '');
  return whole.replace(EXTENSIONS, '') || (ROTATION.test(bare) ? '' : bare);
}
