/**
 * Finds, plans, edits and takes back every function of folders of templates, and compares with other readers of the same files.
 * `npm run bench:corpus -- FOLDER… [--show missed|sizes|refused|problems|laws]`; each folder is one project.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { NO_OPTIONS, ProjectFiles } from '../src/core/templates/project-files.ts';
import { folderView } from './corpus/folder.ts';
import { seenIn } from './corpus/oracles.ts';
import { count, emptyTally, type Tally } from './corpus/tally.ts';
import { type Trial, tryFile } from './corpus/trial.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', multiple: true, default: [] } },
});
const tally = emptyTally();
let readFiles = 0;
for (const root of positionals) readFiles += lookAt(root, tally);
print(tally);
process.exitCode = tally.broken.length > 0 ? 1 : 0;

function lookAt(root: string, into: Tally): number {
  const view = folderView(root);
  const files = new ProjectFiles(view, NO_OPTIONS);
  for (const path of view.paths) {
    const where = `${basename(root)}/${path}`;
    let trial: Trial | null = null;
    try {
      trial = tryFile(view, files, path);
    } catch (error) {
      into.broken.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const text = /\.(?:tf|tofu|[cm]?[jt]sx?|ya?ml|json|template)$/.test(path) ? view.text(path) : null;
    count(into, where, trial, text ? seenIn(path, text) : null);
  }
  return view.paths.length;
}

function print(of: Tally): void {
  console.log(`${positionals.length} folders, ${readFiles} files`);
  for (const [format, one] of [...of.formats].sort()) {
    const refused = [...one.refused].sort((a, b) => b[1] - a[1]).map(([code, n]) => `${code} ${n}`);
    console.log(
      `${format.padEnd(15)} ${one.files} files, ${one.functions} functions, size known ${one.sizeKnown}, edited ${one.edited}, refused ${one.functions - one.edited}${refused.length > 0 ? ` (${refused.join(', ')})` : ''}, read in ${Math.round(one.milliseconds)} ms`,
    );
  }
  console.log(`other readers see ${of.seen}; missed ${of.missed.length}, another size ${of.otherSizes.length}`);
  console.log(`files that cannot be read: ${of.problems.length}; laws broken or crashes: ${of.broken.length}`);
  const lists = {
    missed: of.missed,
    sizes: of.otherSizes,
    refused: of.refused,
    problems: of.problems,
    laws: of.broken,
  };
  for (const name of values.show)
    for (const line of lists[name as keyof typeof lists] ?? []) console.log(`${name}: ${line}`);
}
