// The hot loop of reading line-shaped logs, in AssemblyScript (WebAssembly SIMD). Compiled by scripts/build-scanner.ts into scanner-bytes.ts.
// find-markers.ts is the same search in plain TypeScript; test/core/logs/scan holds them to the same answer.
//
// One pass over the bytes: three-byte fingerprints of all markers by nibble tables (the Teddy method of Hyperscan and the aho-corasick crate),
// each hit verified, an ordinary REPORT line turned into a row at once, everything rarer handed out as a marker for parse-line.ts.

// Row layout in 32-bit words; rows.ts has the same numbers.
const ROW: usize = 64;
const ABSENT: u32 = 0xffffffff;
const JSON: u32 = 1 << 8;
const REAL: u32 = 1 << 10;
const HAS_ID: u32 = 1 << 16;
const HAS_STREAM: u32 = 1 << 17;
const HAS_TIME: u32 = 1 << 18;

const K_REPORT: u32 = 1;
const K_REPORT_TEXT: u32 = 16;
const K_REPORT_WORD: u32 = 17;
const K_TIMED_OUT: u32 = 18;
const K_OUT_OF_MEMORY: u32 = 19;
const K_REQUEST_ID: u32 = 20;
const K_PLATFORM_JSON: u32 = 21;
const K_INIT_START: u32 = 22;
const K_START: u32 = 9;
const K_RUNTIME_ERROR: u32 = 24;
const K_CPU: u32 = 25;

// How far back a line's beginning is looked for (MAX_PREFIX in rows.ts).
const MAX_PREFIX: usize = 512;

// Turns of the loop until the lanes that count newlines, four a turn, could overflow.
const MOST_TURNS: usize = 60;

// Where scan stopped, and newlines met before that.
export let next: usize = 0;
export let newlines: u32 = 0;

let base: usize = 0;
let low: usize = 0;
let limit: usize = 0;
let out: usize = 0;
let everyStart = false;
// Markers handed out that could name another function.
let carefully: u32 = 0;
// The START version and the INIT_START line last handed out: the same again tells nothing new.
let lastVersion: u64 = 0;
let lastVersionTail: u64 = 0;
let lastInitLow: u32 = 0;
let lastInitHigh: u32 = 0;

// Results of the small readers below.
let at: usize = 0;
let number: u64 = 0;
let wrong: u64 = 0;
let duration: u32 = 0;
let billed: u32 = 0;
let size: u32 = 0;
let used: u32 = 0;
let init: u32 = ABSENT;
let restore: u32 = ABSENT;
let billedRestore: u32 = ABSENT;
let hashLow: u32 = 0;
let hashHigh: u32 = 0;
let plain = true;
let streamLow: u32 = 0;
let streamHigh: u32 = 0;
let prefixFlags: u32 = 0;
let seconds: u32 = 0;
let millis: u32 = 0;
let lastPrefix: usize = 0;
let lastMinute = i64x2.splat(0);
let lastMinuteSeconds: u32 = 0;
let lastDay: u64 = 0;
let lastDayMonth: u32 = 0;
let lastDaySeconds: u32 = 0;

const low0 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const high0 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const low1 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const high1 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const low2 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
const high2 = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 16);
let ready = false;

// The start told last, by stream, 16 bytes each; behind the rows (marker-scanner.ts).
const STARTS: u32 = 1024;
const STARTS_AT: usize = 4096 + 4096 * 64;

function enter(trigram: u32, bucket: u32): void {
  const bit = <u8>((<u32>1) << bucket);
  const a = trigram & 0xff;
  const b = (trigram >> 8) & 0xff;
  const c = (trigram >> 16) & 0xff;
  store<u8>(low0 + (a & 15), load<u8>(low0 + (a & 15)) | bit);
  store<u8>(high0 + (a >> 4), load<u8>(high0 + (a >> 4)) | bit);
  store<u8>(low1 + (b & 15), load<u8>(low1 + (b & 15)) | bit);
  store<u8>(high1 + (b >> 4), load<u8>(high1 + (b >> 4)) | bit);
  store<u8>(low2 + (c & 15), load<u8>(low2 + (c & 15)) | bit);
  store<u8>(high2 + (c >> 4), load<u8>(high2 + (c >> 4)) | bit);
}

// Trigrams, first byte lowest: those of each marker whose first two bytes are rare in logs.
const T_REQ: u32 = 0x716552; // Req
const T_REP: u32 = 0x504552; // REP
const T_TAS: u32 = 0x736154; // Tas
const T_INIT: u32 = 0x535f54; // T_S
const T_UT: u32 = 0x207475; // "ut "
const T_OFM: u32 = 0x4d664f; // OfM
const T_YER: u32 = 0x724579; // yEr
const T_TFO: u32 = 0x6f6674; // tfo
const T_CPU: u32 = 0x745f75; // u_t
const T_RUN: u32 = 0x6e7552; // Run

function prepare(): void {
  enter(T_REQ, 0);
  enter(T_REP, 1);
  enter(T_TAS, 2);
  enter(T_INIT, 2);
  enter(T_UT, 3);
  enter(T_OFM, 4);
  enter(T_RUN, 4);
  enter(T_YER, 5);
  enter(T_TFO, 6);
  enter(T_CPU, 7);
  ready = true;
}

/**
 * Finds the markers that begin in [from, to); bytes in [lowest, end) may be looked at. Writes up to maxRows rows and gives their number;
 * `next` is where to go on (to: done). Row offsets are relative to `origin`. `starts`: every START line makes a row, not only another version. 96 readable bytes must follow `end`.
 */
export function scan(origin: usize, lowest: usize, from: usize, to: usize, end: usize, rows: usize, maxRows: u32, starts: bool): u32 {
  if (!ready) prepare();
  base = origin;
  low = lowest;
  limit = end;
  out = rows;
  newlines = 0;
  everyStart = starts;
  const full = rows + (<usize>maxRows - 64) * ROW;
  const nibble = i8x16.splat(15);
  const feed = i8x16.splat(10);
  const la = v128.load(low0);
  const ha = v128.load(high0);
  const lb = v128.load(low1);
  const hb = v128.load(high1);
  const lc = v128.load(low2);
  const hc = v128.load(high2);
  let p = from;
  let lines: u32 = 0;
  // A byte's upper half is shifted down two bytes at once and cut: shifting bytes is five instructions, this is two.
  // Four blocks of 16 bytes a turn, as long as it begins before `to`. What stands one byte further is looked up with its own block, once, and moved by a byte.
  let x = v128.load(p);
  let xLow = v128.and(x, nibble);
  let xHigh = v128.and(i16x8.shr_u(x, 4), nibble);
  let xSecond = v128.and(i8x16.swizzle(lb, xLow), i8x16.swizzle(hb, xHigh));
  // Newlines since the last count, in 16 lanes that must not overflow, so they are counted after so many turns at the latest.
  let met = i8x16.splat(0);
  let pause = p + MOST_TURNS * 64;
  while (p < to) {
    const y = v128.load(p, 16);
    const yLow = v128.and(y, nibble);
    const yHigh = v128.and(i16x8.shr_u(y, 4), nibble);
    const ySecond = v128.and(i8x16.swizzle(lb, yLow), i8x16.swizzle(hb, yHigh));
    const xPairs = v128.and(v128.and(i8x16.swizzle(la, xLow), i8x16.swizzle(ha, xHigh)), further(xSecond, ySecond));
    const z = v128.load(p, 32);
    const zLow = v128.and(z, nibble);
    const zHigh = v128.and(i16x8.shr_u(z, 4), nibble);
    const zSecond = v128.and(i8x16.swizzle(lb, zLow), i8x16.swizzle(hb, zHigh));
    const yPairs = v128.and(v128.and(i8x16.swizzle(la, yLow), i8x16.swizzle(ha, yHigh)), further(ySecond, zSecond));
    const w = v128.load(p, 48);
    const wLow = v128.and(w, nibble);
    const wHigh = v128.and(i16x8.shr_u(w, 4), nibble);
    const wSecond = v128.and(i8x16.swizzle(lb, wLow), i8x16.swizzle(hb, wHigh));
    const zPairs = v128.and(v128.and(i8x16.swizzle(la, zLow), i8x16.swizzle(ha, zHigh)), further(zSecond, wSecond));
    const ahead = v128.load(p, 64);
    xLow = v128.and(ahead, nibble);
    xHigh = v128.and(i16x8.shr_u(ahead, 4), nibble);
    xSecond = v128.and(i8x16.swizzle(lb, xLow), i8x16.swizzle(hb, xHigh));
    const wPairs = v128.and(v128.and(i8x16.swizzle(la, wLow), i8x16.swizzle(ha, wHigh)), further(wSecond, xSecond));
    if (v128.any_true(v128.or(v128.or(xPairs, yPairs), v128.or(zPairs, wPairs))) || p >= pause) {
      lines += sum(met);
      met = i8x16.splat(0);
      pause = p + MOST_TURNS * 64;
      // The third byte is looked at only where two of them fit.
      let mask =
        third(xPairs, v128.load(p, 2), lc, hc) | (third(yPairs, v128.load(p, 18), lc, hc) << 16) |
        (third(zPairs, v128.load(p, 34), lc, hc) << 32) | (third(wPairs, v128.load(p, 50), lc, hc) << 48);
      const feeds =
        <u64>i8x16.bitmask(i8x16.eq(x, feed)) | (<u64>i8x16.bitmask(i8x16.eq(y, feed)) << 16) |
        (<u64>i8x16.bitmask(i8x16.eq(z, feed)) << 32) | (<u64>i8x16.bitmask(i8x16.eq(w, feed)) << 48);
      const left = <u64>(to - p);
      while (mask != 0) {
        const lane = ctz(mask);
        mask &= mask - 1;
        if (lane >= left) break;
        marker(p + <usize>lane, lines + <u32>popcnt(feeds & ((<u64>1 << lane) - 1)));
      }
      if (out >= full) {
        lines += <u32>popcnt(left < 64 ? feeds & ((<u64>1 << left) - 1) : feeds);
        p += 64;
        break;
      }
    }
    met = i8x16.sub(met, i8x16.add(i8x16.add(i8x16.eq(x, feed), i8x16.eq(y, feed)), i8x16.add(i8x16.eq(z, feed), i8x16.eq(w, feed))));
    p += 64;
    x = ahead;
  }
  lines += sum(met);
  // What the last turn met behind `to` is not of this stretch.
  if (p > to && out < full) for (let q = to; q < p; q++) if (load<u8>(q) == 10) lines--;
  newlines = lines;
  next = min(p, to);
  return <u32>((out - rows) / ROW);
}

// The sum of 16 lanes.
// @ts-ignore: decorator
@inline
function sum(lanes: v128): u32 {
  const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lanes));
  return i32x4.extract_lane(fours, 0) + i32x4.extract_lane(fours, 1) + i32x4.extract_lane(fours, 2) + i32x4.extract_lane(fours, 3);
}

// Each byte's right neighbour; the last one's is the first of the next block.
// @ts-ignore: decorator
@inline
function further(block: v128, nextBlock: v128): v128 {
  return v128.shuffle<u8>(block, nextBlock, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}

// @ts-ignore: decorator
@inline
function third(pair: v128, z: v128, lc: v128, hc: v128): u64 {
  const c = v128.and(i8x16.swizzle(lc, v128.and(z, i8x16.splat(15))), i8x16.swizzle(hc, v128.and(i16x8.shr_u(z, 4), i8x16.splat(15))));
  return <u64>i8x16.bitmask(i8x16.ne(v128.and(pair, c), i8x16.splat(0)));
}

// Reads below are always inside [low - 64, limit + 96): the caller leaves that room.
function marker(p: usize, line: u32): void {
  const trigram = load<u32>(p) & 0xffffff;
  if (trigram == T_REQ) {
    if (load<u64>(p) == 0x4974736575716552 && load<u16>(p, 8) == 0x3a64) requestId(p, line); // "RequestId:"
  } else if (trigram == T_REP) {
    if (load<u32>(p) == 0x4f504552 && load<u16>(p, 4) == 0x5452) reportWord(p, line); // "REPORT"
  } else if (trigram == T_TAS) {
    if (load<u64>(p) == 0x6d6974206b736154) emit(K_TIMED_OUT, p, line); // "Task tim"
  } else if (trigram == T_UT) {
    if (p >= low + 1 && load<u64>(p - 1) == 0x6d20666f2074756f) emit(K_OUT_OF_MEMORY, p, line); // "out of m"
  } else if (trigram == T_OFM) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x6d654d664f74754f) emit(K_OUT_OF_MEMORY, p, line); // "OutOfMem"
  } else if (trigram == T_YER) {
    if (p >= low + 5 && load<u64>(p - 5) == 0x724579726f6d654d) emit(K_OUT_OF_MEMORY, p, line); // "MemoryEr"
  } else if (trigram == T_RUN) {
    if (load<u64>(p) == 0x2e656d69746e7552) runtimeError(p, line); // "Runtime."
  } else if (trigram == T_TFO) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x6d726f6674616c70 && load<u8>(p, 5) == 0x2e) platformJson(p, line); // "platform."
  } else if (trigram == T_INIT) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x4154535f54494e49) initStart(p, line); // "INIT_STA"
  } else if (trigram == T_CPU) {
    if (p >= low + 2 && load<u64>(p - 2) == 0x61746f745f757063) emit(K_CPU, p, line); // "cpu_tota"
  }
}

function emit(kind: u32, p: usize, line: u32): void {
  carefully++;
  store<u32>(out, kind);
  store<u32>(out, <u32>(p - base), 4);
  store<u32>(out, line, 8);
  out += ROW;
}

// Runtime.I…, Runtime.H…, …: error types an application line can tell. `Runtime.OutOfMemory` has its own fingerprint.
function runtimeError(p: usize, line: u32): void {
  const first = load<u8>(p, 8);
  if (first >= 0x41 && first <= 0x5a && first != 0x4f) emit(K_RUNTIME_ERROR, p, line);
}

// REPORT with anything but " RequestId:" behind it (that one is met again at "Req").
function reportWord(p: usize, line: u32): void {
  if (load<u64>(p, 6) == 0x7473657571655220 && load<u32>(p, 14) == 0x203a6449) return; // " RequestId: "
  emit(K_REPORT_WORD, p, line);
}

function requestId(p: usize, line: u32): void {
  if (p >= low + 7 && load<u32>(p - 7) == 0x4f504552 && load<u32>(p - 4) == 0x2054524f) {
    report(p - 7, line); // "REPO", "ORT "
  } else if (p >= low + 6 && load<u32>(p - 6) == 0x52415453 && load<u16>(p - 2) == 0x2054) {
    start(p - 6, line); // "STAR", "T "
  } else if (p >= low + 4 && load<u32>(p - 4) == 0x20444e45) {
    // "END ": nothing to learn
  } else if (isFailure(p + 10)) emit(K_REQUEST_ID, p, line);
}

// After "RequestId:": an id, then " Error:", "Status:" or "Process exited".
function isFailure(from: usize): bool {
  let q = skipSpaces(from);
  const stop = min(q + 128, limit);
  while (q < stop && load<u8>(q) > 0x20 && load<u8>(q) != 0x5c) q++;
  while (q < stop && (load<u8>(q) <= 0x20 || load<u8>(q) == 0x5c || load<u8>(q) == 0x74)) q++;
  const word = load<u32>(q);
  return word == 0x6f727245 || word == 0x74617453 || word == 0x636f7250; // Erro, Stat, Proc
}

// An INIT_START line tells the runtime's version. In text behind an ordinary prefix it is handed out only when it differs from the one before.
function initStart(p: usize, line: u32): void {
  if (!everyStart && ordinaryPrefix(p - 3)) {
    const stop = lineFeed(p);
    if (stop != 0) {
      hash(p - 3, stop);
      if (hashLow == lastInitLow && hashHigh == lastInitHigh) return;
      lastInitLow = hashLow;
      lastInitHigh = hashHigh;
    }
  }
  emit(K_INIT_START, p, line);
}

// The newline that ends p's line, at most 1,024 bytes on; 0: none before the limit.
function lineFeed(p: usize): usize {
  const stop = min(p + 1024, limit);
  const feed = i8x16.splat(10);
  for (let q = p; q < stop; q += 16) {
    const mask = <u32>i8x16.bitmask(i8x16.eq(v128.load(q), feed));
    if (mask != 0) {
      const found = q + <usize>ctz(mask);
      return found < limit ? found : 0;
    }
  }
  return 0;
}

// What comes next is of another text: nothing was handed out of it before.
export function forget(): void {
  memory.fill(STARTS_AT, 0, <usize>STARTS * 16);
  lastVersion = 0;
  lastVersionTail = 0;
  lastInitLow = 0;
  lastInitHigh = 0;
}
