/** A plugin for the bundle: letters beyond ASCII stand as escapes in the programs, which are then half as large in memory and read without decoding. */
import type { Rolldown } from 'tsdown';

/** Rewrites every chunk at the very end. The bundle has such letters in strings, templates and regular expressions alone, where an escape means the same. */
export function ascii(): Rolldown.Plugin {
  return {
    name: 'ascii',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk') chunk.code = escaped(chunk.code);
    },
  };
}

/** Escapes every UTF-16 unit beyond ASCII. Fails the build where an escape would mean something else: in String.raw, and behind a backslash. */
export function escaped(code: string): string {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code)) throw new Error('ascii: String.raw with letters beyond ASCII');
  if (/(?<!\\)(?:\\\\)*\\[^\0-\x7f]/.test(code)) throw new Error('ascii: a letter beyond ASCII behind a backslash');
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
