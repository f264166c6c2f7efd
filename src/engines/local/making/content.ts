/** What files hold, as one short name: the same content, the same name. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders that are no source: they would make every name different, or take seconds to read. */
const NOT_SOURCE = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__', '.aws-sam', '.memfit']);
/** More than this is no function's source. */
const MAX_FILES = 20_000;

/** SHA-256 of the parts in their order, 24 hex digits: enough that no two ever meet. */
export function nameOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    // The length stands before each part, so that parts cannot run into one another.
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 24);
}

/** The name of one file's content; null: it cannot be read. */
export function nameOfFile(path: string): string | null {
  try {
    return nameOf(readFileSync(path));
  } catch {
    return null;
  }
}

/** The name of a source folder's content: paths, modes, contents; without what is no source. */
export function nameOfFolder(folder: string): string {
  return nameOf(...sourceFiles(folder).flatMap((path) => [relative(folder, path), describe(path)]));
}

/** The source files below a folder, sorted. */
export function sourceFiles(folder: string): string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined && found.length < MAX_FILES; at = waiting.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (NOT_SOURCE.has(entry.name)) continue;
      const path = join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
    }
  }
  return found.sort();
}

function describe(path: string): Uint8Array {
  const { mode } = lstatSync(path);
  const content = lstatSync(path).isSymbolicLink() ? Buffer.from(readlinkSync(path)) : readFileSync(path);
  return Buffer.concat([Buffer.from(`${mode & 0o111 ? 'x' : '-'}`), content]);
}
