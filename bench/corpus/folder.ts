/** A folder of a corpus as the templates' view: all paths, texts read when asked. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesView } from '../../src/core/templates/project-files.ts';

/** Files larger than this are data. */
const MAX_BYTES = 8 * 1_048_576;
const PASSED_OVER: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** The files below a folder; texts are kept once read. */
export function folderView(root: string): FilesView {
  const paths: string[] = [];
  walk(root, '', paths);
  const texts = new Map<string, string | null>();
  return {
    paths: paths.sort(),
    text(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = read(join(root, path));
      texts.set(path, text);
      return text;
    },
  };
}

/** The same files with some texts replaced. */
export function overlay(view: FilesView, changed: ReadonlyMap<string, string>): FilesView {
  return { paths: view.paths, text: (path) => changed.get(path) ?? view.text(path) };
}

function walk(root: string, folder: string, into: string[]): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) walk(root, path, into);
    else if (entry.isFile()) into.push(path);
  }
}

function read(file: string): string | null {
  return statSync(file).size > MAX_BYTES ? null : readFileSync(file, 'utf8');
}
