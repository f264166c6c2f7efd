import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/core/config/option.ts';
import { optionsOf } from '../../src/core/config/options.ts';
import { widthOf } from '../../src/core/report/width.ts';
import { emptyFolder, memfit } from './edge.ts';

describe('help', () => {
  it('is printed on stdout with code 0, asked for or not', async () => {
    for (const args of [[], ['--help'], ['-h'], ['help']]) {
      const { stdout, stderr, code } = await memfit(args);
      expect([stdout.slice(0, 13), stderr, code]).toEqual(['Usage: memfit', '', 0]);
      for (const name of COMMANDS) expect(stdout).toContain(`  ${name} `);
      expect(stdout).toContain('130');
    }
  });

  it.each(COMMANDS)('of %s names every option of the table in its group, with examples', async (name) => {
    const { stdout, code } = await memfit([name, '--help']);
    expect(code).toBe(0);
    for (const option of optionsOf(name)) {
      expect(stdout).toContain(`--${option.name}`);
      expect(stdout).toContain(`${option.group}:`);
    }
    expect(stdout).toContain('Examples:');
  });

  it('keeps to the width of the terminal where words allow', async () => {
    const { stdout } = await memfit(['analyze', '--help'], { terminal: { columns: 100 } });
    const tooWide = stdout.split('\n').filter((line) => widthOf(line) > 100 && !/^\s+(memfit|aws) /.test(line));
    expect(tooWide).toEqual([]);
  });
});

describe('what cannot be understood', () => {
  it.each([
    [['analyze', '--functon', 'x'], "unknown option '--functon'", 'did you mean --function?'],
    [['analyz'], "unknown command 'analyz'", 'did you mean analyze?'],
    [['analyze', '-o', 'xml'], 'It is one of: table, json, ndjson, csv, markdown, html', 'see memfit --help'],
    [['records', '-o', 'html'], 'It is one of: ndjson, csv', 'see memfit --help'],
    [['analyze', '--since'], 'argument missing', 'see memfit --help'],
    [['sizes', 'extra'], 'too many arguments', 'see memfit --help'],
    [['analyze', '--goal', 'fast'], 'fast', ''],
    [['analyze', '--fail-on', 'critcal'], 'critcal', 'critical'],
    [['analyze', '--level', '2'], '--level', ''],
    [['completion', 'tcsh'], 'tcsh', 'bash, zsh, fish, powershell'],
  ])('%j is an error with code 2 that says what and what next', async (args, what, next) => {
    const { stdout, stderr, code } = await memfit(args);
    expect(stdout).toBe('');
    expect(stderr).toContain(what);
    expect(stderr).toContain(next);
    expect(code).toBe(2);
  });

  it('is shown, never obeyed by the terminal or the GitHub runner', async () => {
    const { stderr } = await memfit(['analyze', '--\u001b[31mx\r::error::y']);
    expect(stderr).not.toMatch(/[\u001b\r]/);
    const inActions = await memfit(['::error::x'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(inActions.stderr).not.toMatch(/^\s*::/m);
  });

  it('names the variable when a variable is wrong', async () => {
    const { stderr, code } = await memfit(['sizes'], { env: { MEMFIT_OUTPUT: 'xml' } });
    expect([code, stderr.includes('MEMFIT_OUTPUT')]).toEqual([2, true]);
    const other = await memfit(['sizes'], { env: { MEMFIT_OUTPUT: 'html' } });
    expect([other.code, other.stderr.includes('cannot print html')]).toEqual([2, true]);
  });

  it('warns of a variable that belongs to no option', async () => {
    const { stderr, code } = await memfit(['sizes'], { env: { MEMFIT_REGIO: 'eu-west-1' } });
    expect(code).toBe(0);
    expect(stderr).toContain('did you mean MEMFIT_REGION?');
  });

  it('points at the place in the configuration file', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'memfit.config.yaml'), 'goal: fastest\n');
    const { stderr, code } = await memfit(['analyze', 'x.log'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/memfit\.config\.yaml:1:7/);
    expect(stderr).toContain('^');
  });
});

describe('no logs given', () => {
  it('says what it would read, with code 2, instead of waiting', async () => {
    const { stderr, code } = await memfit(['analyze']);
    expect(code).toBe(2);
    expect(stderr).toContain('memfit analyze --sample');
  });

  it('names stack and Region of the project in this folder', async () => {
    const cwd = emptyFolder();
    const config = 'version = 0.1\n[default.deploy.parameters]\nstack_name = "music"\nregion = "ap-northeast-2"\n';
    writeFileSync(join(cwd, 'samconfig.toml'), config);
    const { stderr } = await memfit(['analyze'], { cwd });
    expect(stderr).toContain('stack music in ap-northeast-2');
    expect(stderr).toContain('/aws/lambda/music-FUNCTION --region ap-northeast-2');
  });
});

describe('colour', () => {
  const seen = async (args: string[], env = {}, terminal = true): Promise<boolean> => {
    const { stdout } = await memfit(['doctor', ...args], { env, ...(terminal ? { terminal: { columns: 100 } } : {}) });
    return stdout.includes('\u001b[');
  };

  it('is there on a terminal, and not in a pipe, with NO_COLOR, --no-color or TERM=dumb', async () => {
    expect(await seen([])).toBe(true);
    expect(await seen([], {}, false)).toBe(false);
    expect(await seen([], { NO_COLOR: '1' })).toBe(false);
    expect(await seen(['--no-color'])).toBe(false);
    expect(await seen([], { TERM: 'dumb' })).toBe(false);
    expect(await seen([], { FORCE_COLOR: '1' }, false)).toBe(true);
  });
});

describe('init', () => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Poetry:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: a.b, MemorySize: 512}
`;

  it('fails with 2 when a question cannot be asked, and does it with --yes', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'template.yaml'), template);
    writeFileSync(join(cwd, 'memfit.config.yaml'), '# mine\n');
    const asked = await memfit(['init'], { cwd });
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('--yes');
    const agreed = await memfit(['init', '--yes'], { cwd });
    expect([agreed.code, agreed.stdout.includes('Poetry')]).toEqual([0, true]);
  });

  it('writes nothing with --dry-run', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'template.yaml'), template);
    const { code, stderr } = await memfit(['init', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('nothing written');
    expect((await memfit(['doctor', '-o', 'json'], { cwd })).stdout).toContain('no memfit.config.yaml');
  });
});

describe('doctor', () => {
  it('tells a broken configuration as a failed check with the next step', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'memfit.config.yaml'), 'goal: [\n');
    const { stdout, code } = await memfit(['doctor'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail +config/);
    expect(stdout).toContain('next:');
  });

  it('finds a folder that cannot be written to, where rights are kept', async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, 'inner'), { mode: 0o555 });
    const { stdout } = await memfit(['doctor', '-o', 'json'], { cwd: join(cwd, 'inner') });
    const { checks } = JSON.parse(stdout);
    const writing = checks.find(({ name }: { name: string }) => name === 'write access');
    expect(writing.status).toBe(process.getuid?.() === 0 ? 'ok' : 'warn');
  });
});

/** Whether a shell is installed here. */
function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('%s knows commands, flags and values', async (shell) => {
    const { stdout, code } = await memfit(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['analyze', 'ndjson', 'x86_64', 'min-saving', 'doctor']) expect(stdout).toContain(word);
  });

  it.skipIf(!has('fish'))('is valid fish and completes commands, flags and values', async () => {
    const { stdout } = await memfit(['completion', 'fish']);
    const complete = (line: string): string[] =>
      execFileSync('fish', ['-c', `${stdout}\ncomplete -C ${JSON.stringify(line)}`], { encoding: 'utf8' })
        .split('\n')
        .map((one) => one.split('\t')[0] ?? '')
        .filter(Boolean);
    expect(complete('memfit an')).toEqual(['analyze']);
    expect(complete('memfit analyze --min-s')).toEqual(['--min-saving', '--min-saving-percent']);
    expect(complete('memfit analyze --goal ')).toEqual(['balanced', 'cost', 'speed', 'weighted:0.5']);
  });

  it.skipIf(!has('zsh'))('is valid zsh, and no value or help ends a specification early', async () => {
    const { stdout } = await memfit(['completion', 'zsh']);
    // _arguments splits at colons: the stand-in shows the specifications as zsh passes them on.
    const script = `compdef() { :; }; _arguments() { print -rl -- "$@"; }\n${stdout}\nwords=(memfit analyze ''); CURRENT=3; _memfit`;
    const specifications = execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8' }).split('\n');
    const goal = specifications.find((one) => one.startsWith('*--goal['));
    expect(goal?.split(/(?<!\\):/)).toHaveLength(3);
    expect(goal).toMatch(/:value:\(balanced cost speed weighted\\:0\.5\)$/);
  });

  it('is valid bash and completes commands, flags, values and files', async () => {
    const { stdout } = await memfit(['completion', 'bash']);
    const complete = (...words: string[]): string[] => {
      const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _memfit; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: emptyFolder() }).split('\n').filter(Boolean);
    };
    expect(complete('memfit', 'an')).toEqual(['analyze']);
    expect(complete('memfit', 'analyze', '--min-s')).toEqual(['--min-saving', '--min-saving-percent']);
    expect(complete('memfit', 'analyze', '-o', 'm')).toEqual(['markdown']);
    expect(complete('memfit', 'completion', 'f')).toEqual(['fish']);
    expect(complete('memfit', 'analyze', '--goal', '')).toEqual(['balanced', 'cost', 'speed', 'weighted:0.5']);
    expect(complete('memfit', 'cost', '--region', 'ap-northeast-')).toContain('ap-northeast-2');
  });
});
