/** Where the package lies: beside its samples and its package.json, whether run from dist or from src. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bug } from '../model/errors.ts';

/** The folder of memfit's package.json. */
function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      if (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name === 'memfit') return folder;
    } catch {
      // Not here; one level up.
    }
    if (dirname(folder) === folder) throw new Bug('memfit cannot find its own package.json');
  }
}

/** The folder of the sample logs. */
export function samplesFolder(): string {
  return join(packageRoot(), 'samples');
}

/** The folder of the example app. */
export function exampleFolder(): string {
  return join(packageRoot(), 'examples', 'music-poetry-canvas');
}

/** The bundle of a function of the example, as the build makes it. */
export function demoFunctionFile(name: string): string {
  return join(packageRoot(), 'dist', 'demo', name, 'handler.mjs');
}
