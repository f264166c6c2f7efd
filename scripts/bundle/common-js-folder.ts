/** A plugin for the bundle: the folder of the programs is CommonJS, although the package's sources are ES modules. */
import type { Rolldown } from 'tsdown';

/** Writes a package.json that says so beside the programs. */
export function commonJsFolder(): Rolldown.Plugin {
  return {
    name: 'common-js-folder',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: `${JSON.stringify({ type: 'commonjs' })}\n` });
    },
  };
}
