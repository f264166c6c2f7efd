/** Checks what the caller sent. The features are those that POST /analyses answers with; more of them than are used here do no harm. */
import { PoemFailure } from './failures.ts';

export const KEYS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const;
export const LANGUAGES = { en: 'English', ko: 'Korean' } as const;

/** What a poem is written from. */
export interface AudioFeatures {
  /** Beats per minute. */
  readonly tempoBpm: number;
  readonly key: (typeof KEYS)[number];
  readonly mode: 'major' | 'minor';
  /** 0 quiet … 1 loud. */
  readonly energy: number;
  /** Spectral centroid in Hz: higher sounds brighter. */
  readonly brightnessHz: number;
  readonly durationSeconds: number;
}

/** A request without faults; defaults are filled in. */
export interface PoemRequest {
  readonly features: AudioFeatures;
  readonly language: keyof typeof LANGUAGES;
  /** Lines of the poem, 4 to 32. */
  readonly lines: number;
}

/** Reads a body. Throws PoemFailure `bad-request` that names every fault at once, so that the caller need not try again and again. */
export function readPoemRequest(body: string): PoemRequest {
  const root = objectOf(parse(body));
  if (root === null) throw new PoemFailure('bad-request', 'the body has to be a JSON object');
  const faults: string[] = [];
  const features = objectOf(root.features) ?? {};
  if (objectOf(root.features) === null) faults.push('features: an object is wanted');

  const number = (value: unknown, name: string, low: number, high: number): number => {
    if (typeof value === 'number' && value >= low && value <= high) return value;
    faults.push(`${name}: a number from ${low} to ${high} is wanted`);
    return low;
  };
  const choice = <T extends string>(value: unknown, name: string, known: readonly T[]): T => {
    const found = known.find((one) => one === value);
    if (found === undefined) faults.push(`${name}: one of ${known.join(', ')} is wanted`);
    return found ?? (known[0] as T);
  };

  const request: PoemRequest = {
    features: {
      tempoBpm: number(features.tempoBpm, 'features.tempoBpm', 20, 400),
      key: choice(features.key, 'features.key', KEYS),
      mode: choice(features.mode, 'features.mode', ['major', 'minor']),
      energy: number(features.energy, 'features.energy', 0, 1),
      brightnessHz: number(features.brightnessHz, 'features.brightnessHz', 0, 24_000),
      durationSeconds: number(features.durationSeconds, 'features.durationSeconds', 0, 7_200),
    },
    language: choice(root.language ?? 'en', 'language', Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]),
    lines: Math.round(number(root.lines ?? 12, 'lines', 4, 32)),
  };
  if (faults.length > 0) throw new PoemFailure('bad-request', 'the request cannot be used as it is', { faults });
  return request;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
