/** One row of 56 bytes an execution environment, found by the hash of its log stream; with its share of the index at most 64 bytes. */
import type { EnvironmentTable } from '../../../model/usage.ts';

/** 32-bit words of a row. */
const WORDS = 14;
const BLOCK_ROWS = 1_024;
/** Words: 0-1 stream hash, 2 group, 3 invocations, 4 first, 5 last second, 6 max << 16 | min used, 7 billed ms, 8-9 bitmap of used values, 10-11 warm µs (float), 12 warm count, 13 resets | out-of-memory << 16. */
const GROUP = 2;
const COUNT = 3;
const FIRST = 4;
const LAST = 5;
const USED = 6;
const BILLED = 7;
const BITS = 8;
const WARM_COUNT = 12;
const RESETS = 13;
const MOST = 0xffffffff;

interface Block {
  readonly words: Uint32Array;
  /** The same memory, signed: hashes are compared as such. */
  readonly hashes: Int32Array;
  readonly floats: Float64Array;
}

/** What one invocation adds to its environment. `second` 0: unknown; `usedMB` NaN: not reported; `warmUs` NaN: not a warm success. */
export interface EnvironmentEntry {
  second: number;
  usedMB: number;
  billedMs: number;
  warmUs: number;
  reset: boolean;
  outOfMemory: boolean;
}

/** All environments of all groups. Every field is a sum, a maximum or a union, so the order of entries does not matter. */
export class Environments {
  count = 0;
  readonly #blocks: Block[] = [];
  /** Row number + 1, 0: free. Any length; grows by a quarter. */
  #index = new Uint32Array(2_048);

  add(low: number, high: number, group: number, entry: EnvironmentEntry): void {
    const row = this.#find(low, high, group);
    const block = this.#blocks[row >> 10]!;
    const { words } = block;
    const at = (row & (BLOCK_ROWS - 1)) * WORDS;
    words[at + COUNT]!++;
    if (entry.second !== 0) {
      if (entry.second < words[at + FIRST]! || words[at + FIRST] === 0) words[at + FIRST] = entry.second;
      if (entry.second > words[at + LAST]!) words[at + LAST] = entry.second;
    }
    if (entry.usedMB >= 0) addUsed(words, at, Math.min(entry.usedMB, 0xfffe));
    words[at + BILLED] = Math.min(MOST, words[at + BILLED]! + entry.billedMs);
    if (entry.warmUs >= 0) {
      block.floats[(at >> 1) + 5]! += entry.warmUs;
      words[at + WARM_COUNT]!++;
    }
    if (entry.reset && (words[at + RESETS]! & 0xffff) !== 0xffff) words[at + RESETS]!++;
    if (entry.outOfMemory) words[at + RESETS]! |= 0x10000;
  }

  /** Takes over another's rows; `groups` gives this table's group for each of the other's. */
  merge(other: Environments, groups: readonly number[]): void {
    for (let row = 0; row < other.count; row++) {
      const { words, floats } = other.#blocks[row >> 10]!;
      const at = (row & (BLOCK_ROWS - 1)) * WORDS;
      const mine = this.#find(words[at]! | 0, words[at + 1]! | 0, groups[words[at + GROUP]!]!);
      const block = this.#blocks[mine >> 10]!;
      mergeRow(block, (mine & (BLOCK_ROWS - 1)) * WORDS, words, floats, at);
    }
  }

  /** Adds a row of sums of one environment: the words and floats of a Block's memory from word `from` on, group aside. */
  absorb(group: number, words: Uint32Array, floats: Float64Array, from: number): void {
    const row = this.#find(words[from]! | 0, words[from + 1]! | 0, group);
    mergeRow(this.#blocks[row >> 10]!, (row & (BLOCK_ROWS - 1)) * WORDS, words, floats, from);
  }

  /** The rows of each group that has any, sorted by first time, then stream. */
  byGroup(): Map<number, number[]> {
    const rows = new Map<number, number[]>();
    for (let row = 0; row < this.count; row++) {
      const group = this.#word(row, GROUP);
      const there = rows.get(group);
      if (there === undefined) rows.set(group, [row]);
      else there.push(row);
    }
    for (const list of rows.values()) list.sort((a, b) => this.#compare(a, b));
    return rows;
  }

  /** The finished table of these rows. */
  table(rows: readonly number[]): EnvironmentTable {
    const count = rows.length;
    const fill = <A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
      into: A,
      of: (row: number) => number,
    ): A => {
      for (let at = 0; at < count; at++) into[at] = of(rows[at]!);
      return into;
    };
    const word = (field: number): Uint32Array => fill(new Uint32Array(count), (row) => this.#word(row, field));
    return {
      count,
      invocations: word(COUNT),
      maxUsedMB: fill(new Uint16Array(count), (row) => this.#word(row, USED) >>> 16),
      minUsedMB: fill(new Uint16Array(count), (row) => 0xffff - (this.#word(row, USED) & 0xffff)),
      distinctUsed: fill(new Uint8Array(count), (row) => distinct(this.#word(row, BITS), this.#word(row, BITS + 1))),
      firstSec: word(FIRST),
      lastSec: word(LAST),
      billedMs: fill(new Float64Array(count), (row) => this.#word(row, BILLED)),
      warmMs: fill(new Float64Array(count), (row) => this.#warm(row) / 1000),
      warmCount: word(WARM_COUNT),
      resets: fill(new Uint16Array(count), (row) => this.#word(row, RESETS) & 0xffff),
      outOfMemory: fill(new Uint8Array(count), (row) => this.#word(row, RESETS) >>> 16),
    };
  }

  /** Bytes held, index included. */
  get bytes(): number {
    return this.#blocks.length * BLOCK_ROWS * WORDS * 4 + this.#index.byteLength;
  }

  #word(row: number, field: number): number {
    return this.#blocks[row >> 10]!.words[(row & (BLOCK_ROWS - 1)) * WORDS + field]!;
  }

  #warm(row: number): number {
    return this.#blocks[row >> 10]!.floats[(((row & (BLOCK_ROWS - 1)) * WORDS) >> 1) + 5]!;
  }

  #compare(a: number, b: number): number {
    for (const field of [FIRST, 1, 0]) {
      const difference = this.#word(a, field) - this.#word(b, field);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #find(low: number, high: number, group: number): number {
    const index = this.#index;
    let at = home(low, group, index.length);
    for (let held = index[at]!; held !== 0; held = index[at]!) {
      const { hashes } = this.#blocks[(held - 1) >> 10]!;
      const row = ((held - 1) & (BLOCK_ROWS - 1)) * WORDS;
      if (hashes[row] === low && hashes[row + 1] === high && hashes[row + GROUP] === group) return held - 1;
      if (++at === index.length) at = 0;
    }
    return this.#new(at, low, high, group);
  }

  #new(at: number, low: number, high: number, group: number): number {
    const row = this.count++;
    if (row >> 10 === this.#blocks.length) this.#blocks.push(newBlock());
    const { words } = this.#blocks[row >> 10]!;
    const first = (row & (BLOCK_ROWS - 1)) * WORDS;
    words[first] = low;
    words[first + 1] = high;
    words[first + GROUP] = group;
    this.#index[at] = row + 1;
    if (this.count > this.#index.length * 0.8) this.#grow();
    return row;
  }

  #grow(): void {
    const index = new Uint32Array(Math.ceil(this.#index.length * 1.25));
    for (let row = 0; row < this.count; row++) {
      let at = home(this.#word(row, 0), this.#word(row, GROUP), index.length);
      while (index[at] !== 0) if (++at === index.length) at = 0;
      index[at] = row + 1;
    }
    this.#index = index;
  }
}

/** The hash times the length, its upper half: a place for any length. */
function home(low: number, group: number, length: number): number {
  return Math.floor(((low ^ Math.imul(group, 0x9e3779b1)) >>> 0) * (length / 4_294_967_296));
}

function newBlock(): Block {
  const words = new Uint32Array(BLOCK_ROWS * WORDS);
  return { words, hashes: new Int32Array(words.buffer), floats: new Float64Array(words.buffer) };
}

/** The minimum is kept as its distance from 65,535, so that zero means none. */
function addUsed(words: Uint32Array, at: number, used: number): void {
  const held = words[at + USED]!;
  const max = Math.max(held >>> 16, used);
  const far = Math.max(held & 0xffff, 0xffff - used);
  words[at + USED] = ((max << 16) | far) >>> 0;
  const bit = Math.imul(used, 0x9e3779b1) >>> 26;
  words[at + BITS + (bit >> 5)]! |= 1 << (bit & 31);
}

/** Linear counting over 64 bits (Whang et al. 1990); full is reported as 255. */
function distinct(low: number, high: number): number {
  const empty = 64 - ones(low) - ones(high);
  return empty === 0 ? 255 : Math.min(255, Math.round(-64 * Math.log(empty / 64)));
}

function ones(word: number): number {
  let rest = word >>> 0;
  let count = 0;
  for (; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++;
  return count;
}

function mergeRow(into: Block, at: number, words: Uint32Array, floats: Float64Array, from: number): void {
  const mine = into.words;
  mine[at + COUNT]! += words[from + COUNT]!;
  const first = words[from + FIRST]!;
  if (first !== 0 && (first < mine[at + FIRST]! || mine[at + FIRST] === 0)) mine[at + FIRST] = first;
  mine[at + LAST] = Math.max(mine[at + LAST]!, words[from + LAST]!);
  const max = Math.max(mine[at + USED]! >>> 16, words[from + USED]! >>> 16);
  const far = Math.max(mine[at + USED]! & 0xffff, words[from + USED]! & 0xffff);
  mine[at + USED] = ((max << 16) | far) >>> 0;
  mine[at + BILLED] = Math.min(MOST, mine[at + BILLED]! + words[from + BILLED]!);
  mine[at + BITS]! |= words[from + BITS]!;
  mine[at + BITS + 1]! |= words[from + BITS + 1]!;
  into.floats[(at >> 1) + 5]! += floats[(from >> 1) + 5]!;
  mine[at + WARM_COUNT]! += words[from + WARM_COUNT]!;
  const resets = Math.min(0xffff, (mine[at + RESETS]! & 0xffff) + (words[from + RESETS]! & 0xffff));
  mine[at + RESETS] = resets | ((mine[at + RESETS]! | words[from + RESETS]!) & 0x10000);
}
