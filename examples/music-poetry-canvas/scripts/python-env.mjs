// Makes .venv with what the YouTube function needs, once: 130 MB of downloads, then 20 s of compiling. Prints its python.
//   node scripts/python-env.mjs           exit code 3 and the reason on stderr when it cannot be made
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const functionFolder = join(root, 'functions', 'youtube');
const venv = join(root, '.venv');
const python = process.platform === 'win32' ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
/** Written last: a folder without it was interrupted and is made anew. */
const stamp = join(venv, 'requirements.sha256');
const STEP_LIMIT_MS = 180_000;

const wanted = createHash('sha256').update(readFileSync(join(functionFolder, 'requirements.txt'))).digest('hex');
const made = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (made !== wanted) make();
console.log(python);

function make() {
  const base = interpreter();
  if (base === null) giveUp('Python 3.10 to 3.13 is wanted (3.12 is what Lambda runs)');
  rmSync(venv, { recursive: true, force: true });
  run('a virtual environment', base, ['-m', 'venv', venv]);
  run('what requirements.txt names', python, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'],
    ...['--requirement', join(functionFolder, 'requirements.txt')],
  ]);
  run('compiled kernels', python, [join(functionFolder, 'kernels.py')]);
  writeFileSync(stamp, wanted);
}

function interpreter() {
  const names = ['python3.12', 'python3.13', 'python3.11', 'python3.10', 'python3', 'python'];
  return names.find((name) => /^3\.1[0-3]\n/.test(answerOf(name))) ?? null;
}

function answerOf(name) {
  try {
    const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
    return execFileSync(name, ['-c', code], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).replace('\r', '');
  } catch {
    return '';
  }
}

function run(what, command, args) {
  console.error(`making ${what} …`);
  const done = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: STEP_LIMIT_MS });
  if (done.status === 0) return;
  const said = (done.error?.message ?? done.stderr ?? '').trim().split('\n').slice(-3).join('\n');
  giveUp(`${what} could not be made: ${said}`);
}

function giveUp(reason) {
  console.error(reason);
  process.exit(3);
}
