// Installs the programs that some tests drive and that are missing here: Chromium (pages), fish and zsh (completion). Only as root with apt-get; elsewhere, or where it
// fails, those tests are skipped by name. Prints what is still missing on stderr; the exit code is 0 all the same.
//   node scripts/test-programs.mjs
import { spawnSync } from 'node:child_process';

/** Package of Debian → the commands that it may bring. */
const WANTED = { chromium: ['chromium', 'chromium-browser', 'google-chrome'], fish: ['fish'], zsh: ['zsh'] };
const STEP_LIMIT_MS = 240_000;

const missing = () =>
  Object.keys(WANTED).filter((name) => !WANTED[name].some((command) => runs(command, ['--version'])));

const wanted = missing();
if (wanted.length > 0 && process.getuid?.() === 0 && runs('apt-get', ['--version'])) install(wanted);
const left = missing();
if (left.length > 0) console.error(`tests that need ${left.join(', ')} will be skipped`);

function install(packages) {
  // One by one, so that a package that cannot be had does not cost the others.
  if (!runs('apt-get', ['update', '-qq'])) return;
  for (const name of packages) runs('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
}

function runs(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'ignore', timeout: STEP_LIMIT_MS, env }).status === 0;
}
