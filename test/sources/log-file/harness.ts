/** Reads inputs through the public LogSource, as the commands do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Listener } from '../../../src/contracts/listener.ts';
import type { LogSource, ReadRequest } from '../../../src/contracts/log-source.ts';
import type { InvocationRecord, PlatformLine } from '../../../src/model/invocation.ts';
import type { Notice } from '../../../src/model/notice.ts';
import { createLogFileSource, type LogFileOptions } from '../../../src/sources/log-file/source.ts';

export const FIXTURES = 'test/fixtures/logs';

/** A folder of its own for one test file, removed afterwards. */
export function scratchFolder(): {
  readonly path: string;
  write(name: string, content: string | Uint8Array): Promise<string>;
} {
  const path = mkdtempSync(join(tmpdir(), 'memfit-logs-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    async write(name, content) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

/** A listener that keeps what it is told. */
export function createEar(): Listener & { readonly notices: Notice[] } {
  const notices: Notice[] = [];
  return {
    notices,
    notice: (notice) => void notices.push(notice),
    progress: () => {},
    confirm: async (q) => q.default,
  };
}

/** A source over paths, relative to the repository. */
export function sourceOf(paths: readonly string[], options: Partial<LogFileOptions> = {}): LogSource {
  return createLogFileSource(paths, { cwd: process.cwd(), stdin: chunks(), ...options });
}

/** Bytes as a stream of chunks. */
export async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

/** All records, and what was told meanwhile. */
export async function readRecords(
  paths: readonly string[],
  request: ReadRequest = {},
  options: Partial<LogFileOptions> = {},
): Promise<{ records: InvocationRecord[]; notices: Notice[]; problems: string[] }> {
  const ear = createEar();
  const records: InvocationRecord[] = [];
  for await (const record of sourceOf(paths, options).records(request, ear)) records.push(record);
  const problems = ear.notices
    .filter(({ level, code }) => level === 'warning' && code !== 'zone-assumed')
    .map((notice) => notice.text);
  return { records, notices: ear.notices, problems };
}

/** All platform lines. */
export async function readLines(
  paths: readonly string[],
  options: Partial<LogFileOptions> = {},
): Promise<(PlatformLine & { file: string; line: number })[]> {
  const lines = [];
  for await (const line of sourceOf(paths, options).lines({}, createEar())) lines.push(line);
  return lines;
}
