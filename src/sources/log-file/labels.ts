/** What the functions of files are called where nothing in them names one: the file's label, and as much of its folders as tells equal labels apart. */
import type { Input } from './inputs.ts';
import { originOfPath, type PathOrigin } from './path-origin.ts';

/** The labels of a reading's inputs. */
export interface Labels {
  /** The label of an input by its name. */
  of(name: string): string;
  /** True where folders had to be added. */
  isWidened(name: string): boolean;
}

/**
 * `a/poetry.log` and `b/poetry.log` are `a/poetry` and `b/poetry`, alone each is `poetry`; rotated pieces, folders of dates and the streams of an export
 * stay one. Names that the person `asked` for are left whole: then all files of that label are that function.
 */
export function labelsOf(inputs: readonly Input[], asked: readonly string[] = []): Labels {
  const groups = new Map<string, { readonly name: string; readonly folders: PathOrigin['folders'] }[]>();
  for (const { kind, name } of inputs) {
    if (kind !== 'file') continue;
    const { label, folders } = originOfPath(name);
    const group = groups.get(label);
    if (group) group.push({ name, folders });
    else groups.set(label, [{ name, folders }]);
  }
  const widened = new Map<string, string>();
  for (const [label, group] of groups) {
    if (asked.includes(label)) continue;
    const prefixes = distinctPrefixes(group.map(({ folders }) => folders));
    group.forEach(({ name }, i) => {
      if (prefixes !== null) widened.set(name, [...prefixes[i]!, label].join('/'));
    });
  }
  return { of: (name) => widened.get(name) ?? originOfPath(name).label, isWidened: (name) => widened.has(name) };
}

/** The fewest folders that tell the paths apart, without those that all end in; null: all are the same. */
function distinctPrefixes(paths: readonly PathOrigin['folders'][]): readonly PathOrigin['folders'][] | null {
  const different = new Set(paths.map(keyOf)).size;
  if (different === 1) return null;
  let common = 0;
  while (
    paths.every((path) => path.at(-1 - common) !== undefined && path.at(-1 - common) === paths[0]!.at(-1 - common))
  )
    common++;
  const own = paths.map((path) => path.slice(0, path.length - common));
  let depth = 1;
  while (new Set(own.map((path) => keyOf(path.slice(-depth)))).size < different) depth++;
  return own.map((path) => path.slice(-depth));
}

function keyOf(path: PathOrigin['folders']): string {
  return path.join('/');
}
