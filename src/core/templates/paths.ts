/** Paths of a project: relative to its root, with forward slashes, never above it. */

/** The folder of a path; '' for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `relative` as seen from `folder`; null when it leaves the root or is absolute. */
export function joinPath(folder: string, relative: string): string | null {
  if (/^(?:\/|~|[A-Za-z]:)/.test(relative)) return null;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
