// Makes the tools that other people check templates with, once, below .cache/template-linters: aws-sam-cli and cfn-lint from PyPI, hclfmt from the Go modules of HCL
// (the formatter that `terraform fmt` is). Prints {"sam", "cfnLint", "hclfmt"}: a path, or null where it cannot be had.
//   node scripts/template-linters.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PYTHON_TOOLS = ['aws-sam-cli==1.170.0', 'cfn-lint==1.58.0'];
const HCLFMT = 'github.com/hashicorp/hcl/v2/cmd/hclfmt@v2.24.0';
const STEP_LIMIT_MS = 180_000;

const home = fileURLToPath(new URL('../.cache/template-linters', import.meta.url));
const onWindows = process.platform === 'win32';
const venv = join(home, 'venv');
const inVenv = (name) => join(venv, onWindows ? 'Scripts' : 'bin', onWindows ? `${name}.exe` : name);
mkdirSync(home, { recursive: true });
const python = once('python', PYTHON_TOOLS.join(' '), makePython);
const go = once('go', HCLFMT, makeGo);
const hclfmt = join(home, 'go', onWindows ? 'hclfmt.exe' : 'hclfmt');
console.log(
  JSON.stringify({
    sam: python ? inVenv('sam') : null,
    cfnLint: python ? inVenv('cfn-lint') : null,
    hclfmt: go ? hclfmt : null,
  }),
);

/** Made before, as its stamp says, or made now. The stamp is written last: what was interrupted is made anew. */
function once(name, wanted, make) {
  const stamp = join(home, `${name}.made`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!make()) return false;
  writeFileSync(stamp, wanted);
  return true;
}

function makePython() {
  rmSync(venv, { recursive: true, force: true });
  const base = ['python3.12', 'python3.13', 'python3.11', 'python3.10', 'python3', 'python'].find((name) => {
    const answer = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    return /^3\.1[0-4]\s/.test(answer.stdout ?? '');
  });
  if (base === undefined) return says('no Python 3.10 to 3.14');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PYTHON_TOOLS];
  return run(base, ['-m', 'venv', venv]) && run(inVenv('python'), pip);
}

function makeGo() {
  return run('go', ['install', HCLFMT], { GOBIN: join(home, 'go'), GOFLAGS: '-mod=mod' });
}

function run(command, args, env = {}) {
  const options = { encoding: 'utf8', timeout: STEP_LIMIT_MS, env: { ...process.env, ...env } };
  const done = spawnSync(command, args, options);
  return done.status === 0 || says((done.error?.message ?? done.stderr ?? '').trim().split('\n').slice(-3).join('\n'));
}

function says(reason) {
  console.error(`template linters: ${reason}`);
  return false;
}
