/** File patterns, for shells that do not expand them (PowerShell, cmd, quotes): `*`, `?`, `[a-c]`, `{a,b}` and `**`. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** True when the text holds a character that means something in a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The files that match, sorted; empty when none does. `windows`: `\` separates folders too. Names that begin with a dot match only when the pattern says so. */
export async function expandGlob(pattern: string, cwd: string, windows: boolean): Promise<string[]> {
  const found = new Set<string>();
  for (const one of alternatives(pattern)) {
    const segments = (windows ? one.replaceAll('\\', '/') : one).split('/');
    const fixed = segments.findIndex((segment) => isGlob(segment));
    const depth = fixed < 0 ? segments.length - 1 : fixed;
    const base = segments.slice(0, depth).join('/');
    await walk(base === '' && one.startsWith('/') ? '/' : base, segments.slice(depth), cwd, found);
  }
  return [...found].sort();
}

/** Whether a single name matches a pattern without `/`. */
export function nameMatches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return segmentPattern(pattern).test(name);
}

/** Most folders that `**` goes down: a link that leads back up ends there. */
const DEEPEST = 40;

async function walk(
  folder: string,
  segments: readonly string[],
  cwd: string,
  found: Set<string>,
  depth = 0,
): Promise<void> {
  const [segment = '', ...rest] = segments;
  if (depth > DEEPEST) return;
  if (segment === '**') await walk(folder, rest.length === 0 ? ['*'] : rest, cwd, found, depth + 1);
  for (const name of await namesIn(join(cwd, folder), folder)) {
    const path = folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`;
    if (segment === '**') {
      if (!name.startsWith('.') && (await isFolder(join(cwd, path), path)))
        await walk(path, segments, cwd, found, depth + 1);
    } else if (!nameMatches(name, segment)) continue;
    else if (rest.length > 0) await walk(path, rest, cwd, found, depth + 1);
    else found.add(path);
  }
}

async function namesIn(joined: string, folder: string): Promise<string[]> {
  try {
    return (await readdir(folder.startsWith('/') || /^[A-Za-z]:/.test(folder) ? folder : joined)).sort();
  } catch {
    return [];
  }
}

async function isFolder(joined: string, path: string): Promise<boolean> {
  try {
    return (await stat(path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : joined)).isDirectory();
  } catch {
    return false;
  }
}

/** `a{b,c}d` to `abd`, `acd`; nested ones too. */
function alternatives(pattern: string): string[] {
  const brace = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  if (!brace) return [pattern];
  const [, before = '', inside = '', after = ''] = brace;
  return inside.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}

function segmentPattern(segment: string): RegExp {
  let source = '';
  for (let i = 0; i < segment.length; i++) {
    const c = segment[i]!;
    const close = c === '[' ? segment.indexOf(']', i + 2) : -1;
    if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else if (close > 0) {
      source += `[${segment
        .slice(i + 1, close)
        .replace(/^!/, '^')
        .replaceAll('\\', '\\\\')}]`;
      i = close;
    } else source += c.replace(/[\\^$.|+(){}[\]]/g, '\\$&');
  }
  return new RegExp(`^${source}$`, 's');
}
