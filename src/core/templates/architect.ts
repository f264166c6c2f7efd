/** Architect: `app.arc` and each function's `config.arc`, found and reported, not edited. */
import type { Declaration, TemplateFormat } from './contract.ts';
import { readSize } from './literal.ts';
import { folderOf, joinPath } from './paths.ts';
import type { ProjectFiles } from './project-files.ts';
import { readOnly } from './read-only.ts';

/** Architect's defaults: 1,152 MB, arm64, 5 seconds (@architect/inventory 6.1). */
const DEFAULT_MB = 1_152;
const DEFAULT_TIMEOUT_S = 5;

/** Sections whose entries are functions, and the folder their code lies in. */
const SECTIONS: Readonly<Record<string, string>> = {
  http: 'http',
  events: 'events',
  queues: 'queues',
  scheduled: 'scheduled',
  ws: 'ws',
  'tables-streams': 'tables-streams',
  customs: 'customs',
};

/** One line of an arc file that says something. */
interface ArcLine {
  readonly section: string;
  readonly words: readonly string[];
  readonly start: number;
  readonly indented: boolean;
}

/** Architect. */
export const architect: TemplateFormat = {
  name: 'architect',
  mayClaim: (path) => /(?:^|\/)(?:app\.arc|\.arc)$/.test(path),
  claims: () => true,
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const text = files.text(path) ?? '';
    const lines = readArc(text);
    return lines
      .filter(({ section, indented }) => SECTIONS[section] !== undefined && !indented)
      .map((line) => declare(files, path, text, lines, line));
  },
};

function readArc(text: string): readonly ArcLine[] {
  const found: ArcLine[] = [];
  let section = '';
  let offset = 0;
  for (const line of text.split('\n')) {
    const said = line.replace(/#.*$/, '').trimEnd();
    const words = said.trim().split(/\s+/).filter(Boolean);
    const lead = said.length - said.trimStart().length;
    if (words[0]?.startsWith('@')) section = words[0].slice(1);
    else if (words.length > 0) found.push({ section, words, start: offset + lead, indented: lead > 0 });
    offset += line.length + 1;
  }
  return found;
}

function declare(
  files: ProjectFiles,
  path: string,
  text: string,
  lines: readonly ArcLine[],
  line: ArcLine,
): Declaration {
  const id = `${line.section} ${line.words.slice(0, line.section === 'http' ? 2 : 1).join(' ')}`;
  const own = ownSettings(files, path, line);
  const shared = { file: path, text, lines: lines.filter(({ section }) => section === 'aws') };
  const level = [own, shared].find((one) => one && settingIn(one.lines, 'memory') !== null) ?? null;
  const memory = level && settingIn(level.lines, 'memory');
  const timeout = [own, shared].map((one) => one && settingIn(one.lines, 'timeout')).find((one) => one);
  const runtime = [own, shared].map((one) => one && settingIn(one.lines, 'runtime')).find((one) => one);
  return readOnly({
    id,
    format: 'architect',
    type: `@${line.section}`,
    file: level?.file ?? path,
    text: level?.text ?? text,
    declaredAt: level && level.file !== path ? 0 : line.start,
    at: memory?.start ?? line.start,
    sizeMB: memory ? (readSize(memory.words[1] ?? '')?.sizeMB ?? null) : DEFAULT_MB,
    isDefault: memory === null,
    written: memory ? memory.words.join(' ') : 'memory',
    runtime: runtime?.words[1] ?? null,
    architecture: 'arm64',
    timeoutS: timeout ? Number(timeout.words[1]) : DEFAULT_TIMEOUT_S,
  });
}

function settingIn(lines: readonly ArcLine[], name: string): ArcLine | null {
  return lines.find(({ words }) => words[0] === name) ?? null;
}

/** `src/http/get-cats-000id/config.arc` for `get /cats/:id`. */
function ownSettings(
  files: ProjectFiles,
  path: string,
  line: ArcLine,
): { file: string; text: string; lines: readonly ArcLine[] } | null {
  const [first = '', route = ''] = line.words;
  const name =
    line.section === 'http'
      ? `${first}${route === '/' ? '-index' : route.replace(/\/:/g, '/000').replace(/\//g, '-').replace(/\*/g, 'catchall')}`
      : first;
  const file = joinPath(folderOf(path), `src/${SECTIONS[line.section]}/${name}/config.arc`);
  if (file === null || !files.has(file)) return null;
  const text = files.text(file) ?? '';
  return { file, text, lines: readArc(text).filter(({ section }) => section === 'aws') };
}
