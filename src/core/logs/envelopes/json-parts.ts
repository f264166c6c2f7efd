/** What a stream of JSON is cut into: the seam between the splitter and the reader of envelopes. */

/** What the splitter finds. Bytes are valid during the call only; `line` is the 1-based line where the value begins. */
export interface JsonParts {
  /** A top-level value, or an element of a top-level array (`element` true). */
  value(bytes: Uint8Array, start: number, end: number, line: number, element: boolean): void;
  /** A named array begins; `frame` is the object up to here, closed so that it is valid JSON. */
  open(name: string, frame: string, line: number): void;
  /** An element of the named array opened last. */
  item(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** The object with named arrays ends, or the input ends within it; `frame` is the object with its named arrays empty. */
  close(frame: string): void;
  /** A line between top-level values that is no JSON, without its end. */
  text(bytes: Uint8Array, start: number, end: number, line: number): void;
  /** A value that cannot be read: too long, cut off, or not JSON. */
  broken(line: number, reason: string, excerpt: string): void;
}
