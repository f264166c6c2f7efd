/** A plugin for CommonJS bundles: Node's own modules are loaded when they are first used, not when a chunk that may use them is. */
import type { Rolldown } from 'tsdown';

/** As the bundler writes a namespace of Node: every use of its name is a property access. */
const REQUIRED = /^let (node_\w+) = require\("(node:[\w/]+)"\);$/gm;

/** Rewrites `let node_zlib = require("node:zlib")` and its uses in every chunk. Fails the build when a use looks otherwise. */
export function lateBuiltins(): Rolldown.Plugin {
  return {
    name: 'late-builtins',
    renderChunk: (code) => ({ code: lateUses(code), map: null }),
  };
}

/** The same program, each namespace asked for at its first use. */
export function lateUses(code: string): string {
  const names = [...code.matchAll(REQUIRED)].map(([, name = '']) => name);
  let late = code.replace(
    REQUIRED,
    (_line, name: string, id: string) =>
      `let ${name}$kept;\nconst ${name} = () => (${name}$kept ??= require("${id}"));`,
  );
  for (const name of names) {
    late = late
      .replaceAll(new RegExp(`\\bnew ${name}\\.(\\w+)`, 'g'), `new (${name}().$1)`)
      .replaceAll(new RegExp(`\\b${name}(?=\\.\\w)`, 'g'), `${name}()`);
    const uses = late.match(new RegExp(`\\b${name}\\b(?!\\$|\\(\\)\\.)`, 'g')) ?? [];
    if (uses.length > 1) throw new Error(`late-builtins: ${name} is used otherwise than as ${name}.something`);
  }
  return late;
}
