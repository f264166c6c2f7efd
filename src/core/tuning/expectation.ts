/** Whether an answer is the right one: a run that measures failures measures nothing. */
import { UserError } from '../../model/errors.ts';
import type { Expectation } from '../../model/tuning.ts';

/** Nothing said: any answer but one with an error status will do. */
export const ANY_GOOD_ANSWER: Expectation = { status: null, json: null };

/** Statuses from here on are failures unless one is expected (HTTP). */
const FIRST_BAD_STATUS = 400;

/** Reads `expect` of a payload: `{status, json}`, both optional. Throws UserError `invalid-option` naming `where`. */
export function readExpectation(value: unknown, where: string): Expectation {
  if (value === undefined || value === null) return ANY_GOOD_ANSWER;
  const refuse = (what: string) =>
    new UserError('invalid-option', {
      where,
      what,
      why: 'expect says what a right answer has',
      next: 'write expect: { status: 200, json: { part: of the body } }',
    });
  if (!isMap(value)) throw refuse('expect is not a map');
  const unknown = Object.keys(value).find((key) => key !== 'status' && key !== 'json');
  if (unknown !== undefined) throw refuse(`expect knows no "${unknown}"`);
  const { status, json } = value;
  if (status !== undefined && !Number.isInteger(status)) throw refuse('expect.status is not a number');
  return { status: (status as number | undefined) ?? null, json: json === undefined ? null : { part: json } };
}

/** What is wrong with an answer; null: nothing. `answer` are the bytes that the function gave back. */
export function unmetBy(answer: Uint8Array | null, { status, json }: Expectation): string | null {
  const value = parsed(answer);
  const given = isMap(value) && typeof value.statusCode === 'number' ? value.statusCode : null;
  if (status !== null && given !== status) return `status ${given ?? 'missing'}, ${status} is expected`;
  if (status === null && given !== null && given >= FIRST_BAD_STATUS) return `status ${given}`;
  if (json === null) return null;
  const missing = firstMissing(json.part, bodyOf(value), '');
  return missing === null ? null : `json: ${missing}`;
}

/** The body of an answer in the shape of API Gateway and function URLs, else the answer itself. */
function bodyOf(value: unknown): unknown {
  if (!isMap(value) || typeof value.body !== 'string') return value;
  const bytes = value.isBase64Encoded === true ? fromBase64(value.body) : new TextEncoder().encode(value.body);
  return parsed(bytes) ?? value.body;
}

/** The first place where `part` is not contained in `whole`: maps by their keys, lists by position, everything else equal. Null: it is contained. */
function firstMissing(part: unknown, whole: unknown, path: string): string | null {
  if (isMap(part) || Array.isArray(part)) {
    const fits = Array.isArray(part) ? Array.isArray(whole) : isMap(whole);
    if (!fits) return `${path || 'the body'} is not a ${Array.isArray(part) ? 'list' : 'map'}`;
    const inside = whole as Readonly<Record<string, unknown>>;
    for (const [key, value] of Object.entries(part)) {
      const here = path === '' ? key : `${path}.${key}`;
      const missing = Object.hasOwn(inside, key) ? firstMissing(value, inside[key], here) : `${here} is missing`;
      if (missing !== null) return missing;
    }
    return null;
  }
  return part === whole ? null : `${path || 'the body'} is ${brief(whole)}, ${brief(part)} is expected`;
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function parsed(bytes: Uint8Array | null): unknown {
  if (bytes === null) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
