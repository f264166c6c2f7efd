/** A plugin for the bundle: `require` of bundled CommonJS packages is made when it is first called. */
import type { Rolldown } from 'tsdown';

const IMPORT = 'import { createRequire } from "node:module";\n';
const REQUIRE = /^var __require = (?:\/\* @__PURE__ \*\/ )?createRequire\(import\.meta\.url\);$/m;
// In two parts: what loads the build's configuration would put the address of this file in its place.
const HERE = ['import', 'meta.url'].join('.');
const LATE = `var __require = (name) => process.getBuiltinModule("node:module").createRequire(${HERE})(name);`;

/**
 * The bundler's runtime imports node:module for packages that ask Node for something. `./core` shares that runtime with the command line
 * but must ask Node for nothing, so the import becomes a call (`process.getBuiltinModule`, Node 20.16 and newer) in the few packages that
 * need it. Fails the build when the runtime looks otherwise.
 */
export function lateRequire(): Rolldown.Plugin {
  let patched = 0;
  return {
    name: 'late-require',
    // Before names are made short.
    renderChunk(code) {
      if (!code.includes('__require =')) return null;
      if (!code.includes(IMPORT) || !REQUIRE.test(code)) {
        throw new Error("the bundler's runtime no longer makes its require as expected");
      }
      patched++;
      return { code: code.replace(IMPORT, '').replace(REQUIRE, LATE), map: null };
    },
    generateBundle() {
      if (patched !== 1) throw new Error(`the bundler's runtime was expected in one chunk, not in ${patched}`);
    },
  };
}
