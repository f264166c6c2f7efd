/** Finds circles in the graph of imports. */

/** File → the files it imports, in the order written. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Circles as paths `[a, b, a]`: at least one for every group of files that reach each other, each given once. */
export function cyclesIn(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of [...graph.keys()].sort()) visit(file);
  return cycles;
}
