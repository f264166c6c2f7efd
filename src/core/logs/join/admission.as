// Ordinary reports past the check for duplicates into the ring of held ones, in AssemblyScript. Compiled by scripts/build-scanner.ts into admission-bytes.ts.
// seen-reports.ts and held-reports.ts do the same one by one on the same memory; test/core/logs/join holds both ways to the same answer.

// Memory, the same numbers as in join-memory.ts.
const TABLES_AT: usize = 1024;
const FILTER_AT: usize = 4096;
const HASHES_AT: usize = 12288;
const STAGE_AT: usize = 16384;
const RING_AT: usize = STAGE_AT + 4096 * 64;
const HELD: u32 = 65536;

// Rows as in core/logs/scan/rows.ts.
const ROW: usize = 64;
const REPORT: u32 = 1;
const HAS_ID: u32 = 1 << 16;
// Kind, emulator, managed, read, has an id.
const LOOKED_AT: u32 = 0xff | 1 << 11 | 1 << 12 | 1 << 13 | HAS_ID;
const BLOCK: u32 = 64;

// Recent reports, the same numbers as in recent-reports.ts: entries of two words in order of arrival, and two indexes by hash, for spans of EPOCH seconds by turns.
// In an index every entry from before its span is as good as none from the span's first moment on, so that no chain of places is ever cut later.
const INDEX: u32 = 16384;
const MOST_RECENT: u32 = 8192;
const EPOCH: u32 = 4;
// Entries so far and their limit; the span of the greatest second met; and of either index the entries before its span and those in it.
export let entries: u32 = 0;
let capacity: u32 = 0;
let entriesAt: usize = 0;
let indexAt: usize = 0;
let lastEpoch: u32 = 0;
const SPANS_AT: usize = 14336;

// At least one report admitted so far had a time.
export let timed: u32 = 0;
// Kept so that the reads that fetch memory ahead are not taken for useless.
let fetched: u32 = 0;

/**
 * Admits staged rows [from, count) as reports number `next`, `next + 1`, … of a function and origin, and gives how many. Stops at what is not ordinary, at a
 * duplicate, when `room` rows are held, or `additions` were put into table 0. `tables`: newest first; `remember` 0: nothing is put into them any more.
 */
export function admit(from: u32, count: u32, next: u32, room: u32, functionId: u32, origin: u32, tables: u32, additions: u32, remember: u32): u32 {
  const stop = from + min(count - from, remember != 0 ? min(room, additions) : room);
  for (let first = from; first < stop; first += BLOCK) {
    const last = min(first + BLOCK, stop);
    fetch(first, last, tables);
    for (let index = first; index < last; index++) {
      if (!admitRow(STAGE_AT + <usize>index * ROW, HASHES_AT + <usize>(index - first) * 8, next + index - from, functionId, origin, tables, remember)) {
        return index - from;
      }
    }
  }
  return stop - from;
}

// Where recent reports stand; must be called before they are used.
export function recent(at: u32, most: u32, index: u32): void {
  entriesAt = at;
  capacity = most;
  indexAt = index;
}

/** As admit, as long as reports come in order of time: each is looked for among those of the last seconds only. */
export function admitRecent(from: u32, count: u32, next: u32, room: u32, functionId: u32, origin: u32): u32 {
  const stop = from + min(count - from, room);
  for (let index = from; index < stop; index++) {
    const row = STAGE_AT + <usize>index * ROW;
    if ((load<u32>(row) & LOOKED_AT) != (REPORT | HAS_ID)) return index - from;
    const seconds = load<u32>(row, 28);
    hashRow(row, HASHES_AT);
    if (meetRecent(load<u32>(HASHES_AT), load<u32>(HASHES_AT, 4), seconds) != 0) return index - from;
    timed = 1;
    hold(row, next + index - from, functionId, origin);
  }
  return stop - from;
}

/** Looks for a report among the recent ones and puts it there. 0: it is new; 1: it was there; 2: it cannot be told, it comes out of order or they are too many. */
export function meetRecent(low: u32, tag: u32, seconds: u32): u32 {
  const epoch = seconds / EPOCH;
  if (seconds == 0 || entries == capacity || epoch + 1 < lastEpoch) return 2;
  if (epoch > lastEpoch) {
    beginSpan(epoch);
    if (epoch - lastEpoch > 1) beginSpan(epoch - 1);
    lastEpoch = epoch;
  }
  const span = SPANS_AT + <usize>(epoch & 1) * 8;
  const before = load<u32>(span);
  const met = load<u32>(span, 4);
  if (met == MOST_RECENT) return 2;
  const index = indexAt + <usize>(epoch & 1) * INDEX * 4;
  let at = low & (INDEX - 1);
  for (;;) {
    const held = load<u32>(index + <usize>at * 4);
    if (held <= before) break;
    const entry = entriesAt + <usize>(held - 1) * 8;
    if (load<u32>(entry, 4) == tag && load<u32>(entry) == low) return 1;
    at = (at + 1) & (INDEX - 1);
  }
  store<u32>(entriesAt + <usize>entries * 8, low);
  store<u32>(entriesAt + <usize>entries * 8, tag, 4);
  entries++;
  store<u32>(index + <usize>at * 4, entries);
  store<u32>(span, met + 1, 4);
  return 0;
}

function beginSpan(epoch: u32): void {
  const span = SPANS_AT + <usize>(epoch & 1) * 8;
  store<u32>(span, entries);
  store<u32>(span, 0, 4);
}

// Hashes of a block of rows, and a look at each one's place in every table: the waits for memory overlap.
function fetch(first: u32, last: u32, tables: u32): void {
  let sum: u32 = 0;
  for (let index = first; index < last; index++) {
    hashRow(STAGE_AT + <usize>index * ROW, HASHES_AT + <usize>(index - first) * 8);
  }
  for (let table: u32 = 0; table < tables; table++) {
    const base = <usize>load<u32>(TABLES_AT + <usize>table * 8);
    const mask = load<u32>(TABLES_AT + <usize>table * 8, 4);
    for (let index: u32 = 0; index < last - first; index++) {
      sum ^= load<u32>(base + <usize>(load<u32>(HASHES_AT + <usize>index * 8) & mask) * 4);
    }
  }
  fetched = sum;
}

function hashRow(row: usize, hashes: usize): void {
  const figures = figuresOf(row);
  const high = mix(((load<u32>(row, 16) ^ (figures >>> 15)) * 0x27d4eb2f) ^ figures);
  store<u32>(hashes, mix(load<u32>(row, 12) ^ figures));
  store<u32>(hashes, high == 0 ? 1 : high, 4);
}

function admitRow(row: usize, hashes: usize, order: u32, functionId: u32, origin: u32, tables: u32, remember: u32): bool {
  if ((load<u32>(row) & LOOKED_AT) != (REPORT | HAS_ID)) return false;
  const seconds = load<u32>(row, 28);
  // Identical timeouts without time may be attempts of one request.
  if (seconds == 0 && load<i32>(row, 36) % 1000000 == 0) return false;
  const low = load<u32>(hashes);
  const tag = load<u32>(hashes, 4);
  for (let table: u32 = 1; table < tables; table++) if (load<u32>(place(table, low, tag)) != 0) return false;
  const at = place(0, low, tag);
  if (load<u32>(at) != 0) return false;
  if (remember != 0) store<u32>(at, tag);
  if (seconds != 0) timed = 1;
  hold(row, order, functionId, origin);
  return true;
}

function hold(row: usize, order: u32, functionId: u32, origin: u32): void {
  const held = RING_AT + <usize>(order & (HELD - 1)) * ROW;
  v128.store(held, v128.load(row));
  v128.store(held, v128.load(row, 16), 16);
  v128.store(held, v128.load(row, 32), 32);
  v128.store(held, v128.load(row, 48), 48);
  store<u32>(held, functionId, 4);
  store<u32>(held, origin, 8);
}

// Where the tag is in a table, or the free place where it would be.
function place(table: u32, low: u32, tag: u32): usize {
  const base = <usize>load<u32>(TABLES_AT + <usize>table * 8);
  const mask = load<u32>(TABLES_AT + <usize>table * 8, 4);
  let at = low & mask;
  let held = load<u32>(base + <usize>at * 4);
  while (held != 0 && held != tag) {
    at = (at + 1) & mask;
    held = load<u32>(base + <usize>at * 4);
  }
  return base + <usize>at * 4;
}

function figuresOf(row: usize): u32 {
  return ((load<u32>(row, 36) ^ (load<u32>(row, 28) << 7)) * 0x9e3779b1) ^
    ((load<u32>(row, 40) ^ (load<u32>(row, 48) << 16) ^ load<u32>(row, 52)) * 0x85ebca77) ^
    (load<u32>(row, 44) * 0xc2b2ae3d);
}

function mix(value: u32): u32 {
  let mixed = (value ^ (value >>> 16)) * 0x85ebca6b;
  mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
  return mixed ^ (mixed >>> 16);
}

/** How many of `count` held reports from `order` on come before the first whose stream's lowest 16 bits are in the filter. */
export function seek(order: u32, count: u32): u32 {
  for (let index: u32 = 0; index < count; index++) {
    const stream = load<u32>(RING_AT + <usize>((order + index) & (HELD - 1)) * ROW, 20) & 0xffff;
    if (((<u32>load<u8>(FILTER_AT + <usize>(stream >> 3)) >> (stream & 7)) & 1) != 0) return index;
  }
  return count;
}
