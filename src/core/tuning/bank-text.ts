/** A bank's curves as a JSON list of whole numbers, so that a program has them by parsing instead of drawing: drawing takes longer than judging a function. */
import { type ShapeColumns, WIDTH } from './curve-shapes.ts';
import { KNOTS, ROUGHNESS } from './discrepancy.ts';

/** Curves as they are drawn: shapes, the group of each, and the departures' values at the knots, one departure after another. */
export interface DrawnCurves {
  readonly shapes: ShapeColumns;
  readonly group: Uint8Array;
  readonly departures: Float64Array;
}

/** Steps that numbers are rounded to, a hundredth of what they are known to at most: of a smooth shape (share, exponent, overlap, threads, excess), a burst (ms), a departure (ln). */
const SMOOTH = [1e-5, 1e-4, 1e-3, 1e-3, 1e-4] as const;
const BURST = [1e-3, 1e-3, 1e-3] as const;
const DEPARTURE = 1e-4;

/** The text: number of curves, a group and its numbers a curve, then the departures. */
export function bankText({ shapes, group, departures }: DrawnCurves): string {
  const whole: number[] = [group.length];
  group.forEach((own, i) => {
    const steps = stepsOf(own);
    whole.push(own, ...steps.map((step, k) => Math.round(shapes.numbers[WIDTH * i + k]! / step)));
  });
  for (const value of departures) whole.push(Math.round(value / DEPARTURE));
  return JSON.stringify(whole);
}

/** The curves of a text. */
export function curvesOfText(text: string): DrawnCurves {
  const whole = JSON.parse(text) as readonly number[];
  const count = whole[0]!;
  const group = new Uint8Array(count);
  const isBurst = new Uint8Array(count);
  const numbers = new Float64Array(WIDTH * count);
  let at = 1;
  for (let i = 0; i < count; i++) {
    const own = whole[at++]!;
    const steps = stepsOf(own);
    group[i] = own;
    isBurst[i] = steps === BURST ? 1 : 0;
    for (let k = 0; k < steps.length; k++) numbers[WIDTH * i + k] = whole[at++]! * steps[k]!;
  }
  const departures = new Float64Array(whole.length - at);
  for (let d = 0; d < departures.length; d++) departures[d] = whole[at + d]! * DEPARTURE;
  if (departures.length % KNOTS !== 0) throw new RangeError('a bank whose departures do not fill their knots');
  return { shapes: { isBurst, numbers }, group, departures };
}

function stepsOf(group: number): readonly number[] {
  return group < ROUGHNESS.length ? SMOOTH : BURST;
}
