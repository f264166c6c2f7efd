/** Keeps the rings apart: reads every file of src, prints each breach as file:line:column, fails if there is one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Breach, breachesIn } from './fences/breaches.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const files = sourceFiles(ROOT);
const breaches = breachesIn(files);
for (const breach of breaches) console.error(line(breach));
console.error(`${files.size} files in src, ${breaches.length} breaches`);
process.exitCode = breaches.length > 0 ? 1 : 0;

/** Path from the root, with forward slashes → text. */
function sourceFiles(root: string): Map<string, string> {
  const entries = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(paths.map((path) => [relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')]));
}

function line({ file, line, column, rule, message }: Breach): string {
  return `${file}:${line}:${column}  ${rule}  ${message}`;
}
