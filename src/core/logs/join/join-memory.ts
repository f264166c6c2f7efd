/** The memory of joining: rows on their way in, the ring of held reports, and the tables of seen ones; WebAssembly's, where there is one, so that ordinary reports pass without becoming objects. */
import { bytesOfBase64 } from '../../stats/base64-bytes.ts';
import { ROW_WORDS } from '../scan/rows.ts';
import { ADMISSION_BASE64 } from './admission-bytes.ts';

/** Reports held at most. */
export const HELD = 65_536;
/** Words where things stand; the same places in bytes are in admission.as. */
export const PLACE = { tables: 256, filter: 1_024, stage: 4_096, ring: 4_096 + 4_096 * ROW_WORDS } as const;
/** Rows staged at most at a time. */
export const MOST_STAGED = 4_096;
const TABLES_FROM = PLACE.ring + HELD * ROW_WORDS;
const PAGE_WORDS = 16_384;

/** Exports of admission.as. */
export interface AdmissionExports {
  readonly memory: WebAssembly.Memory;
  readonly timed: { readonly value: number };
  admit(
    from: number,
    count: number,
    next: number,
    room: number,
    functionId: number,
    origin: number,
    tables: number,
    additions: number,
    remember: number,
  ): number;
  seek(order: number, count: number): number;
  readonly entries: { readonly value: number };
  recent(at: number, most: number, index: number): void;
  admitRecent(from: number, count: number, next: number, room: number, functionId: number, origin: number): number;
  meetRecent(low: number, tag: number, seconds: number): number;
}

/** All words, and the quick way where there is one. `words` is another array after each `allocate`. */
export class JoinMemory {
  words: Int32Array;
  readonly admission: AdmissionExports | null;
  #used = TABLES_FROM;

  constructor(kind: 'wasm' | 'plain' = 'wasm') {
    this.admission = kind === 'wasm' ? createAdmission() : null;
    this.words = this.admission === null ? new Int32Array(TABLES_FROM) : new Int32Array(this.admission.memory.buffer);
    this.#reach();
  }

  /** Room for so many words, all zero; gives the first one's place. */
  allocate(words: number): number {
    const at = this.#used;
    this.#used += words;
    this.#reach();
    return at;
  }

  #reach(): void {
    const missing = this.#used - this.words.length;
    if (missing <= 0) return;
    if (this.admission === null) {
      const words = new Int32Array(this.#used);
      words.set(this.words);
      this.words = words;
      return;
    }
    const { memory } = this.admission;
    memory.grow(Math.ceil(missing / PAGE_WORDS));
    this.words = new Int32Array(memory.buffer);
  }
}

function createAdmission(): AdmissionExports | null {
  try {
    const code = bytesOfBase64(ADMISSION_BASE64);
    const instance = new WebAssembly.Instance(new WebAssembly.Module(code), {});
    return instance.exports as unknown as AdmissionExports;
  } catch {
    return null;
  }
}
