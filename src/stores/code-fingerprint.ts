/** A function as measured, in a few digits: whether a resumed run would go on with the same. */
import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionSpec } from '../model/function-spec.ts';
import type { TuneFingerprint } from '../model/tuning.ts';

/** Folders that no deployment holds and that change by themselves. */
const NOT_CODE = new Set(['.memfit', '.git', '.aws-sam']);
/** Hex digits kept. */
const DIGITS = 16;

/** Hashes code, layers, variables and payloads. Null where the code cannot be read: preparing the function says why. */
export async function codeFingerprint(
  spec: FunctionSpec,
  payloads: readonly { readonly name: string; readonly body: Uint8Array }[],
): Promise<TuneFingerprint | null> {
  const code = createHash('sha256');
  try {
    for (const folder of [spec.codeFolder, ...spec.layers]) await addFolder(code, folder, '');
  } catch {
    return null;
  }
  const variables = Object.entries(spec.environment).sort(([a], [b]) => (a < b ? -1 : 1));
  const short = (hash: Hash): string => hash.digest('hex').slice(0, DIGITS);
  return {
    code: short(code.update(spec.runtime)),
    environment: short(createHash('sha256').update(JSON.stringify(variables))),
    handler: spec.handler,
    timeoutMs: spec.timeoutMs,
    payloads: Object.fromEntries(payloads.map(({ name, body }) => [name, short(createHash('sha256').update(body))])),
  };
}

async function addFolder(hash: Hash, folder: string, path: string): Promise<void> {
  const entries = await readdir(join(folder, path), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const here = join(path, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_CODE.has(entry.name)) await addFolder(hash, folder, here);
      continue;
    }
    const content = entry.isSymbolicLink()
      ? await readlink(join(folder, here))
      : entry.isFile()
        ? await readFile(join(folder, here))
        : '';
    hash.update(`${here}\0${content.length}\0`).update(content);
  }
}
