import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../schemas/analysis.v1.json' with { type: 'json' };
import { bareReports, writeLogs } from './logs.ts';

const MEMFIT = fileURLToPath(new URL('../../dist/memfit.js', import.meta.url));
const GOLDEN = new URL('../golden/cli/', import.meta.url);

/** One command as it would be typed, with what is piped into it. */
interface Typed {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A run that was recorded with an engine of paper: a plain function, and one whose names are hostile and that needs 300 MB. */
const RECORDED = ['--engine', 'replay', '--run', './recorded', '--quiet'];

/** Name of the transcript, and the commands in it. */
const TRANSCRIPTS: readonly (readonly [name: string, typed: readonly Typed[]])[] = [
  ['help', [{ args: [] }, { args: ['--version'] }]],
  [
    'analyze-fleet',
    [{ args: ['analyze', 'logs'] }, { args: ['analyze', 'logs', '--top', '1'], env: { COLUMNS: '80' } }],
  ],
  ['analyze-one', [{ args: ['analyze', 'logs', '--function', 'music-YouTube', '--region', 'ap-northeast-2'] }]],
  ['analyze-csv', [{ args: ['analyze', 'logs', '-o', 'csv'] }]],
  ['analyze-markdown', [{ args: ['analyze', 'logs', '-o', 'markdown', '--region', 'ap-northeast-2'] }]],
  ['analyze-stdin', [{ args: ['analyze', '--function', 'Poetry'], stdin: bareReports() }]],
  [
    'analyze-gates',
    [
      { args: ['analyze', 'logs', '--fail-on', 'change', '--top', '1'] },
      { args: ['analyze', 'logs', '--fail-on', 'out-of-memory', '--top', '1', '--quiet'] },
    ],
  ],
  [
    'analyze-problems',
    [
      { args: ['analyze', 'nowhere.log'] },
      { args: ['analyze', 'empty'] },
      { args: ['analyze', 'damaged', '--top', '1', '--quiet'] },
      { args: ['analyze', '-'], stdin: 'nothing of Lambda here\n' },
    ],
  ],
  [
    'mistakes',
    [
      { args: ['analyze', '--functon', 'x'] },
      { args: ['analyse'] },
      { args: ['analyze', '-o', 'xml'] },
      { args: ['analyze', 'logs', '--since', 'yesterday-ish'] },
      { args: ['analyze', 'logs', '--fail-on', 'critcal'] },
      { args: ['analyze'] },
      { args: ['records', 'nowhere.log'] },
      { args: ['cost', '512'] },
    ],
  ],
  ['records', [{ args: ['records', '--function', 'Poetry'], stdin: bareReports().split('\n').slice(0, 3).join('\n') }]],
  ['cost', [{ args: ['cost', '512x10s', '256x12s'] }, { args: ['cost', '512x10s', '256x12s', '-o', 'json'] }]],
  ['sizes', [{ args: ['sizes'] }]],
  [
    'tune-mistakes',
    [
      { args: ['tune'] },
      { args: ['tune', 'Poetry'] },
      { args: ['tune', 'Poetry', '--code', 'src'] },
      { args: ['tune', 'Poetry', '--engine', 'lambda'] },
      { args: ['tune', 'Poetry', '--engine', 'replay', '--resume'] },
      { args: ['tune', '--resume'] },
      { args: ['tune', '--resum'] },
      { args: ['tune', '--from-alpt', 'alpt/output.json'] },
      { args: ['tune', '--from-alpt', 'alpt/strategy.json'] },
      { args: ['tune', '--from-alpt', 'alpt/nowhere.json'] },
      { args: ['tune', '--max-cost', 'much', 'Poetry'] },
      { args: ['tune', '--max-time', '2d', 'Poetry'] },
      { args: ['tune', '--sizes', '100', '--engine', 'replay', '--run', './recorded'] },
      { args: ['tune', 'Poetry', '--engine', 'replay', '--run', './recorded'] },
      { args: ['tune', '--engine', 'replay', '--run', 'nowhere'] },
      { args: ['tune', '--engine', 'replay', '--run', './alpt'] },
    ],
  ],
  [
    'tune-replay',
    [{ args: ['tune', 'Resize', ...RECORDED] }, { args: ['tune', ...RECORDED], env: { COLUMNS: '60', LANG: 'C' } }],
  ],
  ['tune-json', [{ args: ['tune', 'Resize', ...RECORDED, '-o', 'json'] }]],
  ['tune-csv', [{ args: ['tune', ...RECORDED, '-o', 'csv'] }]],
  ['tune-markdown', [{ args: ['tune', ...RECORDED, '-o', 'markdown'] }]],
  [
    'report',
    [
      { args: ['report', './recorded', '-o', 'markdown'] },
      { args: ['report', './recorded', '-o', 'csv', '--region', 'ap-northeast-2'] },
      { args: ['report', 'nowhere'] },
      { args: ['report', './recorded', '-o', 'table'] },
    ],
  ],
  ['demo-recorded', [{ args: ['demo', '--recorded', '--quiet'] }, { args: ['demo', '--quik'] }]],
  ['tune-html', [{ args: ['tune', ...RECORDED, '-o', 'html'] }]],
];

let folder: string;

beforeAll(() => {
  if (!existsSync(MEMFIT)) throw new Error('dist is missing: npm run build');
  folder = mkdtempSync(join(tmpdir(), 'memfit-e2e-'));
  writeLogs(folder);
  cpSync(new URL('../fixtures/tune-run', import.meta.url), join(folder, 'recorded'), { recursive: true });
  cpSync(new URL('../fixtures/alpt', import.meta.url), join(folder, 'alpt'), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run({ args, stdin, env }: Typed): { stdout: string; stderr: string; code: number | null } {
  const result = spawnSync(process.execPath, [MEMFIT, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TZ: 'UTC', ...env },
    ...(stdin === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] as const } : { input: stdin }),
  });
  return { stdout: result.stdout, stderr: result.stderr, code: result.status };
}

describe('transcripts of the built command (UPDATE=1 writes them anew)', () => {
  it.each(TRANSCRIPTS)('%s', (name, typed) => {
    const text = `# ${name}\n\n${typed.map(transcript).join('\n')}`;
    const file = new URL(`${name}.md`, GOLDEN);
    if (process.env.UPDATE === '1') writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  });
});

function transcript(typed: Typed): string {
  const { stdout, stderr, code } = run(typed);
  const before = [...Object.entries(typed.env ?? {}).map(([name, value]) => `${name}=${value} `)].join('');
  const pipe = typed.stdin === undefined ? '' : 'cat report-lines.txt | ';
  return [
    `\`\`\`console\n$ ${pipe}${before}memfit ${typed.args.join(' ')}\n\`\`\``,
    block('stdout', stdout),
    block('stderr', stderr),
    `exit code ${code}\n`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What changes from run to run is replaced; line ends of CSV are shown as plain ones. */
function block(name: string, text: string): string {
  if (text === '') return '';
  const steady = text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?=\.$)/gm, '<now>')
    .replace(/^\d+ s(?=; nothing was run)/m, '<seconds>')
    .replaceAll(folder, '<folder>')
    .replaceAll('\r\n', '\n')
    .trimEnd();
  return `${name}:\n\n\`\`\`\`text\n${steady}\n\`\`\`\``;
}

describe('the built command', () => {
  it('prints JSON and NDJSON that the published schema describes', () => {
    const whole = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    const { stdout, code } = run({ args: ['analyze', 'logs', '-o', 'json'] });
    expect(code).toBe(0);
    expect(whole.safeParse(JSON.parse(stdout)).error?.issues).toBeUndefined();
    const lines = run({ args: ['analyze', 'logs', '-o', 'ndjson'] })
      .stdout.trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).function).sort()).toEqual([
      'music-Poetry',
      'music-Thumbnail',
      'music-YouTube',
    ]);
  });

  it('gives the same answer every time', () => {
    const answer = (): string => run({ args: ['analyze', 'logs', '-o', 'csv'] }).stdout;
    expect(answer()).toBe(answer());
  });

  it('prints an HTML page without a script', () => {
    const { stdout } = run({ args: ['analyze', 'logs', '-o', 'html'] });
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).not.toMatch(/<script|javascript:|src=|@import|url\(/i);
  });

  it('prints a saved run as a page without a script, with the same answers as tune', () => {
    const page = run({ args: ['report', './recorded'] });
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(page.stdout).not.toMatch(/<script|javascript:|src=|@import|url\((?!#)/i);
    const said = (args: readonly string[]) => JSON.parse(run({ args: [...args, '-o', 'json'] }).stdout).functions;
    const picks = (functions: { name: string; pickMB: number }[]) =>
      functions.map(({ name, pickMB }) => [name, pickMB]);
    expect(picks(said(['report', './recorded']))).toEqual(picks(said(['tune', ...RECORDED])));
  });

  it('is quiet when the reader goes away', () => {
    const script = `"${process.execPath}" "${MEMFIT}" records logs | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0');
    expect(JSON.parse(stdout.split('\n')[0] ?? '').kind).toBe('report');
  });

  it('loads no AWS code, no YAML and no schema library for a run on files alone', () => {
    const watch = join(folder, 'watch.cjs');
    const told = join(folder, 'loaded.json');
    writeFileSync(
      watch,
      `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(Object.keys(require.cache))))`,
    );
    spawnSync(process.execPath, ['--require', watch, MEMFIT, 'analyze', 'logs', '--no-config', '--quiet'], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '' },
    });
    const all: string[] = JSON.parse(readFileSync(told, 'utf8'));
    const loaded = all.flatMap((path) => /[\\/]dist[\\/]([\w.-]+\.js)$/.exec(path)?.[1] ?? []);
    expect(loaded).toEqual(
      expect.arrayContaining(['memfit.js', ...['start-', 'analyze-'].map((name) => expect.stringContaining(name))]),
    );
    for (const file of loaded) {
      const code = readFileSync(new URL(`../../dist/${file}`, import.meta.url), 'utf8');
      expect(code, file).not.toMatch(/@aws-sdk|aws4_request|@smithy|ZodObject|class YAMLMap/);
    }
  });
});
