// Records the round that `memfit demo --recorded` shows: runs the built demo in a folder of its own and keeps the run of its tuning and the logs of its load.
// Wants Linux with limits, Python 3.12 and a machine with nothing else to do.
//   npm run build && node scripts/record-demo.mjs [FOLDER OF A FINISHED DEMO]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'examples', 'music-poetry-canvas', 'recorded');
const folder = process.argv[2] ?? demoIn(mkdtempSync(join(tmpdir(), 'memfit-record-')));

const demo = join(folder, '.memfit', 'demo');
const runs = join(demo, '.memfit', 'runs');
const run = join(runs, readdirSync(runs).sort().at(-1));
mkdirSync(target, { recursive: true });
for (const file of ['run.json', 'samples.ndjson']) copyFileSync(join(run, file), join(target, file));
const logs = readFileSync(join(demo, 'logs', 'load.ndjson'));
writeFileSync(join(target, 'load.ndjson.gz'), gzipSync(logs, { level: 9 }));

function demoIn(cwd) {
  const { status } = spawnSync(process.execPath, [join(root, 'dist', 'memfit.js'), 'demo'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the demo ended with ${status}`);
  return cwd;
}
