import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findFunctions, planEdits } from '../../../src/core/templates/index.ts';
import { applyEdits, invertEdits } from '../../../src/core/templates/splice.ts';
import type { EditPlan, SizeRequest } from '../../../src/model/edit.ts';
import * as generators from './generators.ts';

type Files = Readonly<Record<string, string>>;

/** How many random projects a law is tried on; RUNS=5000 for a thorough look. */
const RUNS = Number(process.env.RUNS ?? 100);
fc.configureGlobal({ numRuns: RUNS });

const newSize = fc.integer({ min: 128, max: 10_240 });
const project = fc.oneof(...Object.values(generators));
const asked = project.chain((made) =>
  fc.record({
    made: fc.constant(made),
    ids: fc.subarray([...made.ids], { minLength: 1 }),
    sizes: fc.array(newSize, { minLength: 5, maxLength: 5 }),
  }),
);

function apply(files: Files, plan: EditPlan): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      applyEdits(
        text,
        plan.edits.filter(({ file }) => file === path),
      ),
    ]),
  );
}

function undo(files: Files, plan: EditPlan): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      applyEdits(text, invertEdits(plan.edits.filter(({ file }) => file === path))),
    ]),
  );
}

describe('laws that hold for every template of every format', { timeout: 600_000 }, () => {
  test('asking for nothing, or for what is there already, edits nothing', () => {
    fc.assert(
      fc.property(project, ({ files }) => {
        const { functions } = findFunctions(files);
        const requests = functions.flatMap(({ id, sizeMB }) => (sizeMB === null ? [] : [{ function: id, sizeMB }]));
        expect(planEdits(files, []).edits).toEqual([]);
        const plan = planEdits(files, requests);
        expect(plan.edits).toEqual([]);
        expect(plan.already).toHaveLength(requests.length);
      }),
    );
  });

  test('every request is carried out, already so, or refused; what was asked for holds afterwards and nothing else moved', () => {
    fc.assert(
      fc.property(asked, ({ made, ids, sizes }) => {
        const before = findFunctions(made.files);
        expect(before.problems).toEqual([]);
        expect(before.functions.map(({ id }) => id).sort()).toEqual([...made.ids].sort());
        const requests = ids.map((id, i): SizeRequest => ({ function: id, sizeMB: sizes[i]! }));
        const plan = planEdits(made.files, requests);
        const done = new Set([
          ...plan.edits.flatMap((edit) => edit.functions),
          ...plan.already.map((one) => one.function),
        ]);
        expect([...done, ...plan.refused.map((one) => one.function)].sort()).toEqual([...ids].sort());
        expect(plan.refused).toEqual([]);
        const after = findFunctions(apply(made.files, plan));
        expect(after.problems).toEqual([]);
        const wanted = new Map(requests.map((one) => [one.function, one.sizeMB]));
        expect(after.functions.map(({ id, sizeMB, name }) => [id, sizeMB, name])).toEqual(
          before.functions.map(({ id, sizeMB, name }) => [id, wanted.get(id) ?? sizeMB, name]),
        );
      }),
    );
  });

  test('undo gives back every byte', () => {
    fc.assert(
      fc.property(asked, ({ made, ids, sizes }) => {
        const plan = planEdits(
          made.files,
          ids.map((id, i) => ({ function: id, sizeMB: sizes[i]! })),
        );
        expect(undo(apply(made.files, plan), plan)).toEqual(made.files);
      }),
    );
  });

  test('a second plan after the first says there is nothing to do', () => {
    fc.assert(
      fc.property(asked, ({ made, ids, sizes }) => {
        const requests = ids.map((id, i) => ({ function: id, sizeMB: sizes[i]! }));
        const again = planEdits(apply(made.files, planEdits(made.files, requests)), requests);
        expect(again.edits).toEqual([]);
        expect(again.refused).toEqual([]);
      }),
    );
  });

  test('the order of requests and files does not matter', () => {
    fc.assert(
      fc.property(asked, ({ made, ids, sizes }) => {
        const requests = ids.map((id, i) => ({ function: id, sizeMB: sizes[i]! }));
        const turned = Object.fromEntries(Object.entries(made.files).reverse());
        expect(planEdits(turned, requests.toReversed()).edits).toEqual(planEdits(made.files, requests).edits);
      }),
    );
  });

  test('whatever a file holds, reading it ends with functions or problems with a place', () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(2_000), cut: fc.nat(8), put: fc.string({ unit: 'grapheme', maxLength: 4 }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(project, damage, ({ files }, hits) => {
        const broken = Object.fromEntries(
          Object.entries(files).map(([path, text]) => [
            path,
            hits.reduce(
              (now, { at, cut, put }) => now.slice(0, at % now.length) + put + now.slice((at % now.length) + cut),
              text,
            ),
          ]),
        );
        const { functions, problems } = findFunctions(broken);
        for (const { place } of problems) expect(place.line).toBeGreaterThan(0);
        const plan = planEdits(
          broken,
          functions.map(({ id, place }) => ({ function: `${place.file}#${id}`, sizeMB: 1_000 })),
        );
        expect(undo(apply(broken, plan), plan)).toEqual(broken);
      }),
    );
  });
});

describe('another parser agrees that one path changed', { timeout: 600_000 }, () => {
  const read = (path: string, text: string): unknown =>
    path.endsWith('.json')
      ? JSON.parse(text.replace(/^\uFEFF/, ''))
      : parse(text, { schema: 'failsafe', logLevel: 'silent', merge: false });

  test('YAML and JSON: as many values differ as there were edits', () => {
    fc.assert(
      fc.property(
        fc
          .oneof(generators.sam, generators.json, generators.serverless)
          .chain((made) => fc.record({ made: fc.constant(made), size: newSize })),
        ({ made, size }) => {
          const plan = planEdits(
            made.files,
            made.ids.slice(0, 1).map((id) => ({ function: id, sizeMB: size })),
          );
          const after = apply(made.files, plan);
          const changed = Object.keys(made.files).flatMap((path) =>
            differences(read(path, made.files[path]!), read(path, after[path]!), ''),
          );
          expect(changed).toHaveLength(plan.edits.length);
        },
      ),
    );
  });
});

/** Paths at which two documents differ; a value that took the place of a whole object is one. */
function differences(a: unknown, b: unknown, path: string): string[] {
  if (a === b) return [];
  const isObject = (one: unknown): one is Record<string, unknown> => one !== null && typeof one === 'object';
  if (!isObject(a) || !isObject(b)) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], `${path}/${key}`),
  );
}
