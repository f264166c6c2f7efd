/** "Did you mean": the known name that lies nearest to what was typed. */

/** The nearest of `names` by edits (a swap of neighbours counts one), or null when none is near enough to be meant: at most 2 edits, or a third of the length. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  let best: { name: string; edits: number } | null = null;
  for (const name of names) {
    const edits = editsBetween(wanted, name.toLowerCase());
    if (edits <= Math.max(2, Math.floor(name.length / 3)) && edits < wanted.length && (!best || edits < best.edits)) {
      best = { name, edits };
    }
  }
  return best?.name ?? null;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? a.length;
}
