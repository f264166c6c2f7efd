/** From the paths a person gives to the inputs to read, in order: files, folders, patterns, `-`. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expandGlob, isGlob } from './glob.ts';

/** Something to read, or a path from which nothing can be read and why. `name` is what people see. */
export type Input =
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly bytes: number }
  | { readonly kind: 'stdin'; readonly name: string }
  | { readonly kind: 'pipe'; readonly name: string; readonly path: string }
  | { readonly kind: 'test-object'; readonly name: string; readonly bytes: number }
  | { readonly kind: 'failed'; readonly name: string; readonly problem: string };

/** True for what is gone once it was read. */
export function isReadOnce({ kind }: Input): boolean {
  return kind === 'stdin' || kind === 'pipe';
}

/** The object that CreateExportTask leaves to test its permission. */
const S3_TEST_OBJECT = 'aws-logs-write-test';

/** The inputs of all paths, in the order given; the files of a folder or pattern sorted by name. Never throws. */
export async function findInputs(paths: readonly string[], cwd: string, windows: boolean): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const path of paths) inputs.push(...(await inputsOf(path, cwd, windows)));
  return inputs;
}

async function inputsOf(path: string, cwd: string, windows: boolean): Promise<Input[]> {
  if (path === '-') return [{ kind: 'stdin', name: 'stdin' }];
  const found = await inputAt(path, cwd);
  if (found !== null) return found;
  if (!isGlob(path)) return [{ kind: 'failed', name: path, problem: 'no such file or folder; check the path' }];
  const matches = await expandGlob(path, cwd, windows);
  const inputs: Input[] = [];
  for (const match of matches) inputs.push(...((await inputAt(match, cwd)) ?? []));
  return inputs.length > 0 ? inputs : [{ kind: 'failed', name: path, problem: 'no file matches; check the pattern' }];
}

/** Null: nothing is there. */
async function inputAt(path: string, cwd: string): Promise<Input[] | null> {
  const absolute = resolve(cwd, path);
  try {
    const info = await stat(absolute);
    if (info.isFIFO()) return [{ kind: 'pipe', name: path, path: absolute }];
    if (!info.isDirectory()) return [fileInput(path, absolute, info.size)];
    const inputs = await folderInputs(path, absolute, new Set());
    return inputs.length > 0
      ? inputs
      : [{ kind: 'failed', name: path, problem: 'an empty folder; give a folder with log files' }];
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? null : [failed(path, error)];
  }
}

function fileInput(name: string, path: string, bytes: number): Input {
  const base = name.split(/[\\/]/).at(-1);
  return base === S3_TEST_OBJECT ? { kind: 'test-object', name, bytes } : { kind: 'file', name, path, bytes };
}

/** Everything below a folder but names that begin with a dot. A folder met before (a link that leads back) is not entered again. */
async function folderInputs(name: string, absolute: string, entered: Set<string>): Promise<Input[]> {
  try {
    const real = await realpath(absolute);
    if (entered.has(real)) return [];
    entered.add(real);
    const inputs: Input[] = [];
    for (const entry of (await readdir(absolute)).filter((one) => !one.startsWith('.')).sort()) {
      inputs.push(...(await entryInputs(join(name, entry), join(absolute, entry), entered)));
    }
    return inputs;
  } catch (error) {
    return [failed(name, error)];
  }
}

async function entryInputs(name: string, absolute: string, entered: Set<string>): Promise<Input[]> {
  try {
    const info = await stat(absolute);
    if (info.isDirectory()) return await folderInputs(name, absolute, entered);
    return info.isFile() ? [fileInput(name, absolute, info.size)] : [];
  } catch (error) {
    return [failed(name, error)];
  }
}

function failed(name: string, error: unknown): Input {
  return { kind: 'failed', name, problem: ioProblem(error) };
}

/** What went wrong with a file, and what to do, in one sentence. */
export function ioProblem(error: unknown): string {
  switch (codeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: no permission; run as a user who may read it';
    case 'ENOENT':
      return 'is gone or a link to nothing; check the path';
    case 'ELOOP':
      return 'a link that leads to itself; give the file it should lead to';
    case 'EISDIR':
      return 'a folder where a file was expected';
    case 'EMFILE':
      return 'too many open files; raise the limit (ulimit -n)';
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
