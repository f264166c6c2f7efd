/** Judges the files of src by the three fences: imports between rings, circles, purity of core and model. */
import { cyclesIn } from './cycles.ts';
import { type Import, importsOf, parse } from './imports.ts';
import { impuritiesOf } from './purity.ts';
import { judgeImport } from './rings.ts';

/** One place that breaks a rule; line and column count from 1. */
export interface Breach {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly rule: 'imports' | 'circle' | 'purity';
  readonly message: string;
}

const PURE = /^src\/(?:core|model)\//;

/** Every breach, sorted by file and line; `files` maps a path from the root (forward slashes, inside src) to its text. */
export function breachesIn(files: ReadonlyMap<string, string>): Breach[] {
  const breaches: Breach[] = [];
  const imports = new Map<string, readonly Import[]>();
  for (const [file, text] of files) {
    const source = parse(file, text);
    const uses = importsOf(source);
    imports.set(file, uses);
    for (const use of uses) {
      const message = judgeImport(file, use);
      if (message) breaches.push({ file, line: use.line, column: use.column, rule: 'imports', message });
    }
    if (!PURE.test(file)) continue;
    for (const impurity of impuritiesOf(source)) breaches.push({ file, rule: 'purity', ...impurity });
  }
  return [...breaches, ...circles(imports)].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
}

function circles(imports: ReadonlyMap<string, readonly Import[]>): Breach[] {
  const graph = new Map([...imports].map(([file, uses]) => [file, uses.flatMap((use) => use.target ?? [])] as const));
  return cyclesIn(graph).map(([file = '', next = '', ...rest]) => {
    const use = imports.get(file)?.find((one) => one.target === next);
    const way = [file, next, ...rest].join(' → ');
    const message = `circle: ${way}; move what both need into a file of its own`;
    return { file, line: use?.line ?? 1, column: use?.column ?? 1, rule: 'circle', message };
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
