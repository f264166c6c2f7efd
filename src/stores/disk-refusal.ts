/** Why a disk refused a write, in words, and what to do next. */
import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ErrorDetail } from '../model/errors.ts';

/**
 * What stood in the way of writing `path`. Codes are not taken at their word: Node reports a read-only file system as ENOENT where it would have to make
 * folders, so the nearest thing that exists is asked.
 */
export async function diskRefusal(cause: unknown, path: string): Promise<Required<Pick<ErrorDetail, 'why' | 'next'>>> {
  const { place: met, info } = await nearest(resolve(path));
  const code = codeOf(cause);
  if (info?.isFile() && met !== resolve(path) && /^(?:ENOTDIR|EEXIST|ENOENT)$/.test(code)) return inTheWay(met);
  // A file is replaced by one that is written beside it.
  const place = info?.isFile() ? dirname(met) : met;
  const refused = /^(?:ENOENT|EACCES|EPERM)$/.test(code) ? ((await writeRefusal(place)) ?? code) : code;
  const elsewhere = 'run memfit in a copy of the project';
  switch (refused) {
    case 'EACCES':
    case 'EPERM':
      return { why: `no permission to write in ${place}`, next: `allow it (chmod u+w), or ${elsewhere}` };
    case 'EROFS':
      return { why: `${place} is on a read-only file system`, next: `${elsewhere} that can be written to` };
    case 'ENOSPC':
      return {
        why: `no space is left on the disk of ${place}`,
        next: `make room there, or ${elsewhere} on another disk`,
      };
    case 'EDQUOT':
      return {
        why: `the quota on the disk of ${place} is used up`,
        next: `make room there, or ${elsewhere} elsewhere`,
      };
    case 'EEXIST':
    case 'ENOTDIR':
      return inTheWay(place);
    default:
      return {
        why: cause instanceof Error ? cause.message : String(cause),
        next: `${elsewhere} that can be written to`,
      };
  }
}

function inTheWay(place: string): Required<Pick<ErrorDetail, 'why' | 'next'>> {
  return { why: `${place} is no folder`, next: `move ${place} out of the way` };
}

/** The path, or the first above it that exists. */
async function nearest(path: string): Promise<{ readonly place: string; readonly info: Stats | null }> {
  for (let place = path; ; place = dirname(place)) {
    const info = await stat(place).catch(() => null);
    if (info !== null || place === dirname(place)) return { place, info };
  }
}

async function writeRefusal(place: string): Promise<string | null> {
  return access(place, constants.W_OK).then(() => null, codeOf);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
