/** How far following a value of a program has come, and how it may end. */
import type { Node } from '@babel/types';
import type { RefusalCode, SizeOrigin } from '../../../model/template.ts';
import { AT_START, type Candidate, type Followed, type Way } from '../contract.ts';
import { readSize } from '../literal.ts';
import { inPlaceOf, type Located, refusalAt } from './located.ts';

/** How far one has come. */
export interface Trail {
  readonly origin: SizeOrigin;
  /** Whether the expression stands in the function's own property. */
  readonly own: boolean;
  readonly depth: number;
  readonly way: Way;
}

/** A trail at its start. */
export const OWN_TRAIL: Trail = { origin: 'own', own: true, depth: 0, way: AT_START };

/** Several possibilities, told apart by the deployment. */
export function several(at: Located, trail: Trail, candidates: readonly Candidate[]): Followed {
  return { ...trail.way, kind: 'several', candidates, refusal: refusalAt(at, 'several-values') };
}

/** A number, or a text with a number alone, as the size. */
export function literal(at: Located, trail: Trail, node: Node): Followed {
  const quote = node.type === 'StringLiteral' ? 1 : 0;
  const start = (node.start ?? 0) + quote;
  const raw = at.program.text.slice(start, (node.end ?? start) - quote);
  const size = readSize(raw);
  if (!size) return refuse(at, trail, 'not-a-size');
  const site = {
    file: at.program.file,
    start: start + size.start,
    end: start + size.end,
    sizeMB: size.sizeMB,
    accepts: null,
  };
  return {
    ...trail.way,
    kind: 'literal',
    site: { ...site, origin: trail.origin, within: { start: start - quote, end: start + raw.length + quote } },
  };
}

/** The way on which the function's own text is left: a number may stand there instead. */
export function leaving(at: Located, trail: Trail): Way {
  if (!trail.own) return trail.way;
  return { ...trail.way, override: inPlaceOf(at, '', '') };
}

/** The end of a way, with a reason. */
export function refuse(at: Located, trail: Trail, code: RefusalCode): Followed {
  return { ...trail.way, kind: 'unknown', refusal: refusalAt(at, code) };
}
