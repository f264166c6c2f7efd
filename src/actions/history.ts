/** The history of a project: one JSON object a line, added to, never rewritten in meaning. */
import type { Workspace } from '../contracts/workspace.ts';
import { sha256 } from '../core/templates/sha256.ts';
import type { HistoryRecord } from '../model/history.ts';

const HISTORY = '.memfit/history.jsonl';
/** Keeps the history in version control and the rest out. */
const IGNORE = '# made by memfit: the history is kept in git, the rest is not\n*\n!.gitignore\n!history.jsonl\n';

/** All records that can be read, oldest first. Lines that are no records are passed over: a later memfit may have written them. */
export async function readHistory(workspace: Workspace): Promise<readonly HistoryRecord[]> {
  const text = (await workspace.readText(HISTORY)) ?? '';
  return text.split('\n').flatMap((line) => {
    const record = parseLine(line);
    return record ? [record] : [];
  });
}

/** Adds records, in one write: several memfits at once lose none. */
export async function addHistory(
  records: readonly Omit<HistoryRecord, 'id' | 'schemaVersion'>[],
  workspace: Workspace,
): Promise<void> {
  await ensureFolder(workspace);
  const old = (await workspace.readText(HISTORY)) ?? '';
  const lines = records.map((one, i) => {
    const id = sha256(`${one.at} ${one.kind} ${one.function} ${one.plan ?? ''} ${i} ${old.length}`).slice(0, 12);
    return JSON.stringify({ schemaVersion: 1, id, ...one });
  });
  await workspace.appendLines(HISTORY, lines);
}

/** Makes .memfit with the file that tells git what to leave out; an existing one is left as it is. */
export async function ensureFolder(workspace: Workspace): Promise<void> {
  if (!(await workspace.exists('.memfit/.gitignore')))
    await workspace.writeText('.memfit/.gitignore', IGNORE, 'replace');
}

function parseLine(line: string): HistoryRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && 'kind' in value && 'function' in value
      ? (value as HistoryRecord)
      : null;
  } catch {
    return null;
  }
}
