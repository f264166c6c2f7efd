/** A plugin for the bundle: `require` of bundled CommonJS packages is made when it is first called. */
import type { Rolldown } from 'tsdown';

const IMPORT = 'import { createRequire } from "node:module";\n';
const REQUIRE = /^var __require = (?:\/\* @__PURE__ \*\/ )?createRequire\(import\.meta\.url\);$/m;
const LATE = 'var __require = (name) => process.getBuiltinModule("node:module").createRequire(import.meta.url)(name);';

/**
 * The bundler's runtime imports node:module for packages that ask Node for something. `./core` shares that runtime with the command line
 * but must ask Node for nothing, so the import becomes a call (`process.getBuiltinModule`, Node 20.16 and newer) in the few packages that
 * need it. Fails the build when the runtime looks otherwise.
 */
export function lateRequire(): Rolldown.Plugin {
  return {
    name: 'late-require',
    generateBundle(_options, bundle) {
      let patched = 0;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk' || !chunk.code.includes('__require')) continue;
        if (!chunk.code.includes(IMPORT) || !REQUIRE.test(chunk.code)) {
          throw new Error("the bundler's runtime no longer makes its require as expected");
        }
        chunk.code = chunk.code.replace(IMPORT, '').replace(REQUIRE, LATE);
        patched++;
      }
      if (patched !== 1) throw new Error(`the bundler's runtime was expected in one chunk, not in ${patched}`);
    },
  };
}
