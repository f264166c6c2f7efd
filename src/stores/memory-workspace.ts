/** A folder that exists in memory only: for tests and for showing what would be written. */
import type { Workspace } from '../contracts/workspace.ts';
import { UserError } from '../model/errors.ts';

/** A Workspace that holds `files` (path relative to the root, with forward slashes → text) and keeps what is written in that same map. */
export function memoryWorkspace(files: Map<string, string> = new Map(), root = '/memory'): Workspace {
  return {
    root,
    async readText(path) {
      return files.get(inside(root, path)) ?? null;
    },
    async exists(path) {
      const wanted = inside(root, path);
      return wanted === '' || files.has(wanted) || [...files.keys()].some((name) => name.startsWith(`${wanted}/`));
    },
    async list(path) {
      const wanted = inside(root, path);
      const below = wanted === '' ? '' : `${wanted}/`;
      const names = [...files.keys()].filter((name) => name.startsWith(below)).map((name) => name.slice(below.length));
      return [...new Set(names.map((name) => name.split('/')[0] ?? ''))].sort();
    },
    async writeText(path, text, mode) {
      const wanted = inside(root, path);
      if (mode === 'create' && files.has(wanted)) {
        throw new UserError('file-exists', { where: path, what: 'the file is there already' });
      }
      files.set(wanted, text);
    },
    async appendLines(path, lines) {
      const wanted = inside(root, path);
      const old = files.get(wanted) ?? '';
      const start = old === '' || old.endsWith('\n') ? old : `${old}\n`;
      files.set(wanted, start + lines.map((line) => `${line}\n`).join(''));
    },
  };
}

/** The path below the root without dots; throws a UserError `outside-workspace` when it leaves it. */
function inside(root: string, path: string): string {
  const absolute = path === root || path.startsWith(`${root}/`);
  const steps: string[] = [];
  for (const step of (absolute ? path.slice(root.length) : path).split(/[\\/]/)) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) throw leaves(path);
  }
  if ((path.startsWith('/') && !absolute) || path.includes('\0')) throw leaves(path);
  return steps.join('/');
}

function leaves(path: string): UserError {
  return new UserError('outside-workspace', { where: path, what: 'this path leads out of the folder' });
}
