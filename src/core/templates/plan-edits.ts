/** Requests for sizes become edits: where the value is written if it serves only those who asked, else an own value, else a reason. */
import type { AlreadySo, EditNote, EditPlan, RefusedRequest, SizeEdit, SizeRequest } from '../../model/edit.ts';
import type { Place, Refusal, RefusalCode } from '../../model/template.ts';
import type { Declaration, Followed, Patch } from './contract.ts';
import { likeDigits } from './literal.ts';
import type { ProjectFiles } from './project-files.ts';
import { proved } from './proof/prove.ts';
import { Sharing } from './sharing.ts';
import type { Survey } from './survey.ts';
import type { Span } from './tree/node.ts';

type Asked = ReadonlyMap<Declaration, SizeRequest>;
type Outcome =
  | { readonly kind: 'edit'; readonly edit: SizeEdit; readonly within: Span | undefined; readonly request: SizeRequest }
  | { readonly kind: 'already'; readonly already: AlreadySo }
  | { readonly kind: 'refused'; readonly refused: RefusedRequest };

/** Plans the edits for a list of requests. Every edit was proved by parsing its result; none overlap; order of requests does not matter. */
export function planRequests(files: ProjectFiles, survey: Survey, requests: readonly SizeRequest[]): EditPlan {
  const { asked, refused } = matchRequests(survey, requests);
  const sharing = new Sharing(survey.declarations);
  const decided = [...asked].map(([declaration, request]) => decide(files, sharing, asked, declaration, request));
  const outcomes = onlyProved(files, decided);
  const edits = new Map<string, SizeEdit>();
  for (const outcome of outcomes) {
    if (outcome.kind !== 'edit') continue;
    const key = editKey(outcome.edit);
    const known = edits.get(key);
    const functions = [...(known?.functions ?? []), ...outcome.edit.functions];
    edits.set(key, { ...outcome.edit, functions: [...new Set(functions)].sort() });
  }
  return {
    edits: [...edits.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start)),
    already: outcomes.flatMap((one) => (one.kind === 'already' ? [one.already] : [])),
    refused: [...refused, ...outcomes.flatMap((one) => (one.kind === 'refused' ? [one.refused] : []))],
  };
}

/** Finds the function each request means: `file#id`, id, name, or the place where it begins. */
function matchRequests(survey: Survey, requests: readonly SizeRequest[]): { asked: Asked; refused: RefusedRequest[] } {
  const byName = new Map<string, Declaration[]>(requests.map((one) => [one.function, []]));
  for (const one of survey.declarations) {
    for (const name of names(one)) {
      const known = byName.get(name);
      if (known && known.at(-1) !== one) known.push(one);
    }
  }
  const asked = new Map<Declaration, SizeRequest>();
  const refused: RefusedRequest[] = [];
  for (const request of requests) {
    const matches = byName.get(request.function) ?? [];
    const [match] = matches;
    if (match && (matches.length === 1 || matches.every(({ place }) => isSame(place, match.place)))) {
      // All makings of one block are one function to who wrote it.
      for (const one of matches) asked.set(one, request);
    } else {
      const place = match?.place ?? { file: '', line: 1, column: 1 };
      const code = match ? 'ambiguous-function' : 'unknown-function';
      const detail = matches.map((one) => `${one.place.file}#${one.id}`).join(', ');
      refused.push({ function: request.function, sizeMB: request.sizeMB, refusal: { code, place, detail } });
    }
  }
  return { asked, refused };
}

/** Id, name, `file#id`, `file:line` and `file:line:column`; for one of the makings of a block also the address of them all. */
function names({ id, name, place, format }: Declaration): readonly string[] {
  const line = `${place.file}:${place.line}`;
  const found = [id, ...(name === null ? [] : [name]), `${place.file}#${id}`, line, `${line}:${place.column}`];
  const all = format === 'terraform' ? id.replace(/\["(?:[^"\\]|\\.)*"\]/g, '') : id;
  return all === id ? found : [...found, all, `${place.file}#${all}`];
}

function isSame(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function decide(
  files: ProjectFiles,
  sharing: Sharing,
  asked: Asked,
  declaration: Declaration,
  request: SizeRequest,
): Outcome {
  const refuse = (refusal: Refusal): Outcome => ({
    kind: 'refused',
    refused: { function: request.function, sizeMB: request.sizeMB, refusal },
  });
  const followed = choose(declaration.followed, request);
  const size = sizeIn(followed);
  if (size === request.sizeMB) {
    const place = 'site' in followed ? files.place(followed.site.file, followed.site.start) : null;
    return { kind: 'already', already: { function: request.function, sizeMB: size, place } };
  }
  if (declaration.barrier) return refuse(declaration.barrier);
  if (followed.kind === 'known' || followed.kind === 'unknown' || followed.kind === 'several')
    return refuse(followed.refusal);
  const made = editFor(files, sharing, asked, declaration, followed, request);
  if ('code' in made) return refuse(made);
  const edit = { ...made.edit, notes: [...made.edit.notes, ...(declaration.notes ?? [])] };
  return { kind: 'edit', ...made, edit, request };
}

/** Edits that cannot be proved become refusals. An edit that several functions share is proved once. */
function onlyProved(files: ProjectFiles, outcomes: readonly Outcome[]): readonly Outcome[] {
  const distinct = new Map(outcomes.flatMap((one) => (one.kind === 'edit' ? [[editKey(one.edit), one] as const] : [])));
  const good = new Set([...proved(files, [...distinct.values()])].map(({ edit }) => editKey(edit)));
  return outcomes.map((one): Outcome => {
    if (one.kind !== 'edit' || good.has(editKey(one.edit))) return one;
    const detail = 'the edited text would not parse as intended';
    const refusal: Refusal = { code: 'no-place', place: one.edit.place, detail };
    return { kind: 'refused', refused: { function: one.request.function, sizeMB: one.request.sizeMB, refusal } };
  });
}

function editKey({ file, start, end, new: text }: SizeEdit): string {
  return `${file}\n${start}\n${end}\n${text}`;
}

/** Where several values are possible, the one that equals the deployed size, if it is one alone. */
function choose(followed: Followed, request: SizeRequest): Followed {
  if (followed.kind === 'literal') return chooseAlternative(followed, request);
  if (followed.kind !== 'several') return followed;
  const chosen = followed.candidates.map(({ value }) => choose(value, request));
  const fits = chosen.filter((one) => sizeIn(one) !== null && sizeIn(one) === request.fromMB);
  const [fit] = fits;
  if (fits.length === 1 && fit) return fit;
  const done = chosen.every((one) => sizeIn(one) === request.sizeMB);
  return done ? (chosen[0] ?? followed) : followed;
}

/** Another environment is meant when its value, and no other, is the deployed size. */
function chooseAlternative(followed: Followed & { kind: 'literal' }, request: SizeRequest): Followed {
  if (request.fromMB == null || followed.site.sizeMB === request.fromMB) return followed;
  const fits = followed.alternatives.filter(({ value }) => sizeIn(value) === request.fromMB);
  return fits.length === 1 ? (fits[0]?.value ?? followed) : followed;
}

function sizeIn(followed: Followed): number | null {
  return 'site' in followed ? followed.site.sizeMB : 'sizeMB' in followed ? followed.sizeMB : null;
}

/** An edit, and the piece that can be parsed alone where the format knows one. */
interface Made {
  readonly edit: SizeEdit;
  readonly within: Span | undefined;
}

function editFor(
  files: ProjectFiles,
  sharing: Sharing,
  asked: Asked,
  declaration: Declaration,
  followed: Followed & { kind: 'literal' | 'absent' | 'default' },
  request: SizeRequest,
): Made | Refusal {
  const wanted = (other: Declaration): boolean => asked.get(other)?.sizeMB === request.sizeMB;
  const common = { functions: [declaration.id], toMB: request.sizeMB };
  if (followed.kind === 'literal') {
    const { site } = followed;
    const others = sharing.others(declaration, followed).filter((one) => typeof one === 'string' || !wanted(one));
    const accepted = site.accepts === null || site.accepts(request.sizeMB);
    const text = files.text(site.file) ?? '';
    const old = text.slice(site.start, site.end);
    const place = files.place(site.file, site.start);
    if (others.length === 0 && accepted) {
      const edit = { file: site.file, start: site.start, end: site.end, old, new: likeDigits(old, request.sizeMB) };
      const made = { ...common, ...edit, kind: 'value' as const, place, fromMB: site.sizeMB, notes: followed.notes };
      return { edit: made, within: site.within };
    }
    const detail = others.map((one) => (typeof one === 'string' ? one : one.id)).join(', ');
    const code: RefusalCode = accepted ? 'shared-value' : 'not-allowed-by-parameter';
    const note: EditNote = { code: 'override-of-shared', detail: accepted ? detail : followed.via.join(' ') };
    return patchEdit(files, sharing, declaration, followed.override ?? declaration.insert, wanted, {
      ...common,
      kind: 'override',
      fromMB: site.sizeMB,
      notes: [note],
      failure: { code, place, detail: accepted ? detail : String(request.sizeMB) },
    });
  }
  return patchEdit(files, sharing, declaration, followed.override ?? declaration.insert, wanted, {
    ...common,
    kind: followed.override ? 'override' : 'insert',
    fromMB: followed.kind === 'default' ? followed.sizeMB : null,
    notes: [],
    failure: { code: 'no-place', place: declaration.place, detail: declaration.id },
  });
}

function patchEdit(
  files: ProjectFiles,
  sharing: Sharing,
  declaration: Declaration,
  patch: Patch | null,
  wanted: (other: Declaration) => boolean,
  rest: Pick<SizeEdit, 'kind' | 'functions' | 'fromMB' | 'toMB' | 'notes'> & { readonly failure: Refusal },
): Made | Refusal {
  const { failure, ...edit } = rest;
  if (patch === null) return failure;
  const bound = sharing.boundBy(patch).filter((one) => one !== declaration && !wanted(one));
  if (bound.length > 0) return { ...failure, code: 'shared-value', detail: bound.map(({ id }) => id).join(', ') };
  const text = files.text(patch.file) ?? '';
  const { file, start, end } = patch;
  const written = `${patch.before}${edit.toMB}${patch.after}`;
  const place = files.place(file, start);
  return {
    edit: { ...edit, file, start, end, old: text.slice(start, end), new: written, place },
    within: patch.within,
  };
}
