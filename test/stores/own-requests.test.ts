import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { OWN_REQUESTS_FILE, ownRequestIds } from '../../src/stores/own-requests.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'memfit-own-'));
  folders.push(made);
  return made;
}

it('holds the ids of the file, whatever its line ends', async () => {
  const here = await folder();
  await mkdir(dirname(join(here, OWN_REQUESTS_FILE)));
  await writeFile(join(here, OWN_REQUESTS_FILE), 'a-1\r\nb-2\n\nc-3');
  expect([...(await ownRequestIds(here))]).toEqual(['a-1', 'b-2', 'c-3']);
});

it('is empty where memfit has called nothing, also where .memfit is a file', async () => {
  const here = await folder();
  expect((await ownRequestIds(here)).size).toBe(0);
  await writeFile(join(here, '.memfit'), '');
  expect((await ownRequestIds(here)).size).toBe(0);
});
