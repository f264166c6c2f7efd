/** A fixture: a sentence, files, a request, and what is expected; one text file a person can read. UPDATE=1 writes the expectation anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unifiedDiff } from '../../../src/core/report/diff.ts';
import { findFunctions, planEdits } from '../../../src/core/templates/index.ts';
import type { EditPlan, SizeRequest } from '../../../src/model/edit.ts';
import type { Inventory } from '../../../src/model/template.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/templates/', import.meta.url));

/** One fixture, read. */
export interface Case {
  readonly path: string;
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly SizeRequest[];
  readonly environment: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly expected: string;
}

/** All fixtures. Sections begin with `--- <file>`, `=== request`, `=== expected`. */
export function allCases(): readonly Case[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.case'))
    .sort()
    .map((name) => readCase(name));
}

function readCase(path: string): Case {
  const text = readFileSync(FOLDER + path, 'utf8');
  const [head = '', expected = ''] = text.split('\n=== expected\n');
  const [body = '', request = ''] = head.split('\n=== request\n');
  const [title = '', ...sections] = `${body}\n`.split(/^--- /m);
  const files = sections.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end).trim(), section.slice(end + 1)] as const;
  });
  const words = request.trim().split(/\s+/).filter(Boolean);
  const flag = (name: string) =>
    words.filter((word) => word.startsWith(`${name}:`)).map((word) => word.slice(name.length + 1));
  return {
    path,
    title: title.trim(),
    files: Object.fromEntries(files),
    requests: words.filter((word) => /=\d+/.test(word) && !word.startsWith('with:')).map(readRequest),
    environment: flag('environment')[0] ?? null,
    parameters: Object.fromEntries(flag('with').map((pair) => pair.split('=', 2) as [string, string])),
    expected,
  };
}

/** `Fn=512`, or `Fn=1024->512` where the deployed size is known. */
function readRequest(word: string): SizeRequest {
  const at = word.lastIndexOf('=');
  const [first = '', second] = word.slice(at + 1).split('->');
  const name = word.slice(0, at);
  return second === undefined
    ? { function: name, sizeMB: Number(first) }
    : { function: name, sizeMB: Number(second), fromMB: Number(first) };
}

/** What memfit makes of a fixture, as text. */
export function outcome(one: Case): string {
  const options = { environment: one.environment, parameters: one.parameters };
  const inventory = findFunctions(one.files, options);
  const plan = planEdits(one.files, one.requests, options);
  return [...describeInventory(inventory), ...describePlan(one.files, plan), ''].join('\n');
}

function describeInventory({ functions, problems }: Inventory): string[] {
  return [
    ...functions.map((one) => {
      const { place, sizeFrom } = one;
      const at = sizeFrom.place ? ` ${sizeFrom.place.file}:${sizeFrom.place.line}:${sizeFrom.place.column}` : '';
      const via = sizeFrom.via.length > 0 ? ` via ${sizeFrom.via.join(' > ')}` : '';
      const name = one.name ? ` "${one.name}"` : '';
      const extra = [one.runtime ?? '-', one.architecture ?? '-', `${one.timeoutS ?? '-'} s`].join(' ');
      const shared = one.sharedWith.length > 0 ? `, with ${one.sharedWith.join(' ')}` : '';
      const refusal = one.refusal
        ? `, ${one.refusal.code} ${one.refusal.place.line}:${one.refusal.place.column} ${one.refusal.detail}`
        : '';
      return `${one.format} ${one.id}${name} at ${place.file}:${place.line}:${place.column}: ${one.sizeMB ?? 'unknown'} MB from ${sizeFrom.origin}${at}${via} (${extra})${shared}${refusal}`;
    }),
    ...problems.map(
      (one) =>
        `problem ${one.code} ${one.place.file}:${one.place.line}:${one.place.column}: ${one.text}\n${one.excerpt}`,
    ),
  ];
}

function describePlan(files: Case['files'], plan: EditPlan): string[] {
  const paths = [...new Set(plan.edits.map(({ file }) => file))];
  const notes = plan.edits.flatMap((edit) =>
    edit.notes.map((note) => `note ${edit.functions.join('+')}: ${note.code} ${note.detail}`),
  );
  return [
    ...plan.already.map((one) => `already ${one.function} ${one.sizeMB}`),
    ...plan.refused.map(
      (one) =>
        `refused ${one.function}: ${one.refusal.code} ${one.refusal.place.file}:${one.refusal.place.line}:${one.refusal.place.column} ${one.refusal.detail}`,
    ),
    ...notes,
    ...paths.map((path) =>
      unifiedDiff(
        path,
        files[path] ?? '',
        plan.edits.filter(({ file }) => file === path),
      ).trimEnd(),
    ),
  ];
}

/** Writes an expectation anew. */
export function rewrite(one: Case, text: string): void {
  const file = FOLDER + one.path;
  const [head = ''] = readFileSync(file, 'utf8').split('\n=== expected\n');
  writeFileSync(file, `${head.trimEnd()}\n=== expected\n${text}`);
}
