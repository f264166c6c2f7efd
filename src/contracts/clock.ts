/** The one way to ask for the time, so that results can be repeated. */

/** Milliseconds since 1970 UTC, and the offset of local time at an instant in minutes east of UTC. */
export interface Clock {
  now(): number;
  localOffsetMinutes(atMs: number): number;
}
