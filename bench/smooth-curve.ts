/** Takes measurement noise out of a curve before it serves as truth: means that scatter about their neighbours are not the function's own shape. */
import { byKey, type MeasuredCurve, scatterOf } from './curve-data.ts';

/** Curves that scatter by less than this are taken as measured. */
const ROUGH = 0.02;
/** Width of the smoothing, ln size. */
const WIDTH = 0.5;

/** A source whose curves scatter this much in the middle is taken to be rough throughout, also where a curve has too few sizes to show it. */
const ROUGH_SOURCE = 0.04;

/** The curves as they may serve as truth. */
export function smoothedAll(curves: readonly MeasuredCurve[]): ReturnType<typeof smoothed>[] {
  const rough = new Set(
    [...byKey(curves, ({ source }) => source)].flatMap(([source, own]) => {
      const scatters = own
        .map(scatterOf)
        .filter((scatter) => scatter > 0)
        .sort((a, b) => a - b);
      return (scatters[scatters.length >> 1] ?? 0) > ROUGH_SOURCE ? [source] : [];
    }),
  );
  return curves.map((curve) => smoothed(curve, rough.has(curve.source)));
}

/** The curve itself where it is smooth or its means are precise; else local straight lines in ln-ln (tricube weights, Cleveland 1979), flagged. */
export function smoothed(
  curve: MeasuredCurve,
  roughSource = false,
): { readonly curve: MeasuredCurve; readonly smoothed: boolean } {
  const precise = curve.points.every(({ logError }) => logError < 0.004);
  if (precise || (!roughSource && scatterOf(curve) < ROUGH)) return { curve, smoothed: false };
  const points = curve.points.map((point) => ({ ...point, meanMs: Math.exp(lineAt(curve, Math.log(point.sizeMB))) }));
  return { curve: { ...curve, points }, smoothed: true };
}

function lineAt({ points }: MeasuredCurve, x: number): number {
  const reach = Math.max(WIDTH, 1.01 * distanceToThird(points.map(({ sizeMB }) => Math.abs(Math.log(sizeMB) - x))));
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const { sizeMB, meanMs } of points) {
    const dx = Math.log(sizeMB) - x;
    if (Math.abs(dx) >= reach) continue;
    const weight = (1 - (Math.abs(dx) / reach) ** 3) ** 3;
    const y = Math.log(meanMs);
    w += weight;
    wx += weight * dx;
    wy += weight * y;
    wxx += weight * dx * dx;
    wxy += weight * dx * y;
  }
  const determinant = w * wxx - wx * wx;
  return determinant < 1e-9 ? wy / w : (wy * wxx - wx * wxy) / determinant;
}

function distanceToThird(distances: number[]): number {
  return distances.sort((a, b) => a - b)[Math.min(3, distances.length - 1)] ?? 0;
}
