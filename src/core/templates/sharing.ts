/** Who else would move: which functions and other places of a template read the same value. */
import type { Declaration, Followed, Patch } from './contract.ts';
import { siteKey, sitesOf } from './survey.ts';

/** Built once for all declarations of a project. */
export class Sharing {
  readonly #bySite = new Map<string, Declaration[]>();
  readonly #byPatch = new Map<string, Declaration[]>();
  /** For each shared thing: the places from which functions refer to it. */
  readonly #passed = new Map<string, Set<string>>();

  constructor(declarations: readonly Declaration[]) {
    for (const declaration of declarations) {
      for (const site of sitesOf(declaration.followed)) add(this.#bySite, siteKey(site), declaration);
      for (const followed of branchesOf(declaration.followed)) {
        if (followed.override) add(this.#byPatch, siteKey(followed.override), declaration);
        for (const { key, at } of followed.shared) {
          if (at === '') continue;
          const places = this.#passed.get(key) ?? new Set();
          this.#passed.set(key, places.add(at));
        }
      }
      if (declaration.insert) add(this.#byPatch, siteKey(declaration.insert), declaration);
    }
  }

  /** Other functions that read the same literal, and words for other uses of what was passed on the way. */
  others(declaration: Declaration, followed: Followed & { kind: 'literal' }): readonly (Declaration | string)[] {
    const functions = (this.#bySite.get(siteKey(followed.site)) ?? []).filter((one) => one !== declaration);
    const elsewhere = followed.shared.filter(({ key, uses }) => {
      const passed = this.#passed.get(key)?.size ?? 0;
      return uses !== null && uses > passed;
    });
    return [...functions, ...elsewhere.map(({ key }) => `${key.replace(/ @.*$/, '')} is also used elsewhere`)];
  }

  /** All functions whose text this patch would change. */
  boundBy(patch: Patch): readonly Declaration[] {
    return this.#byPatch.get(siteKey(patch)) ?? [];
  }
}

function branchesOf(followed: Followed): readonly Followed[] {
  return followed.kind === 'several'
    ? [followed, ...followed.candidates.flatMap(({ value }) => branchesOf(value))]
    : [followed];
}

function add(map: Map<string, Declaration[]>, key: string, declaration: Declaration): void {
  const known = map.get(key);
  if (!known) map.set(key, [declaration]);
  else if (!known.includes(declaration)) known.push(declaration);
}
