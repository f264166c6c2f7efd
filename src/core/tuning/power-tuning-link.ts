/** The link that AWS Lambda Power Tuning's page draws curves from: all of it stands behind the #, so nothing is sent to the page's server. */
import type { TunePoint, TuneReport } from '../../model/tuning.ts';

const PAGE = 'https://lambda-power-tuning.show/';

/**
 * Sizes (16-bit integers), mean durations in ms and costs of a call (32-bit floats), each little-endian in base64, ascending by size: the measured points. Null: none.
 * The page shows CNY when it is asked to (Power Tuning 4.4.0, buildVisualizationURL).
 */
export function powerTuningLink(
  points: readonly TunePoint[],
  currency: TuneReport['prices']['currency'],
): string | null {
  const measured = points.filter((point) => point.measured > 0).sort((a, b) => a.sizeMB - b.sizeMB);
  if (measured.length === 0) return null;
  const sizes = packed(measured, 2, (view, at, { sizeMB }) => view.setInt16(at, sizeMB, true));
  const times = packed(measured, 4, (view, at, { durationMs }) => view.setFloat32(at, durationMs.best, true));
  const costs = packed(measured, 4, (view, at, { perMillion }) =>
    view.setFloat32(at, Number(perMillion.best) / 1e6, true),
  );
  return `${PAGE}${currency === 'CNY' ? '?currency=CNY' : ''}#${sizes};${times};${costs}`;
}

function packed(
  points: readonly TunePoint[],
  width: number,
  write: (view: DataView, at: number, point: TunePoint) => void,
): string {
  const view = new DataView(new ArrayBuffer(points.length * width));
  for (const [i, point] of points.entries()) write(view, i * width, point);
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}
