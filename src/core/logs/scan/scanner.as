// The hot loop of reading line-shaped logs, in AssemblyScript (WebAssembly SIMD). Compiled by scripts/build-scanner.ts into scanner-bytes.ts.
// find-markers.ts is the same search in plain TypeScript; test/core/logs/scan holds them to the same answer.
//
// One pass over the bytes: three-byte fingerprints of all markers by nibble tables (the Teddy method of Hyperscan and the aho-corasick crate),
// each hit verified, an ordinary REPORT line turned into a row at once, everything rarer handed out as a marker for parse-line.ts.

// Row layout in 32-bit words; rows.ts has the same numbers.
const ROW: usize = 64;
const ABSENT: u32 = 0xffffffff;
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

// Where scan stopped, and newlines met before that.
export let next: usize = 0;
export let newlines: u32 = 0;

let base: usize = 0;
let low: usize = 0;
let limit: usize = 0;
let out: usize = 0;
let everyStart = false;
// The START version and the INIT_START line last handed out: the same again tells nothing new.
let lastVersion: u64 = 0;
let lastVersionTail: u64 = 0;
let lastInitLow: u32 = 0;
let lastInitHigh: u32 = 0;

// Results of the small readers below.
let at: usize = 0;
let number: u64 = 0;
let hashLow: u32 = 0;
let hashHigh: u32 = 0;
let plain = true;
let streamLow: u32 = 0;
let streamHigh: u32 = 0;
let prefixFlags: u32 = 0;
let seconds: u32 = 0;
let millis: u32 = 0;
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

// Trigrams, first byte lowest.
const T_REQ: u32 = 0x716552; // Req
const T_REP: u32 = 0x504552; // REP
const T_TAS: u32 = 0x736154; // Tas
const T_INIT: u32 = 0x535f54; // T_S
const T_OF_M: u32 = 0x6d2066; // f m
const T_OFM: u32 = 0x4d664f; // OfM
const T_YER: u32 = 0x724579; // yEr
const T_TFO: u32 = 0x6f6674; // tfo
const T_CPU: u32 = 0x745f75; // u_t
const T_ME: u32 = 0x2e656d; // me.

function prepare(): void {
  enter(T_REQ, 0);
  enter(T_REP, 1);
  enter(T_TAS, 2);
  enter(T_INIT, 2);
  enter(T_OF_M, 3);
  enter(T_OFM, 4);
  enter(T_ME, 4);
  enter(T_YER, 5);
  enter(T_TFO, 6);
  enter(T_CPU, 7);
  ready = true;
}

/**
 * Finds the markers that begin in [from, to); bytes in [lowest, end) may be looked at. Writes up to maxRows rows and gives their number;
 * `next` is where to go on (to: done). Row offsets are relative to `origin`. `starts`: every START line makes a row, not only another version. 64 readable bytes must follow `end`.
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
  // Two blocks of 16 bytes a turn, as long as both begin before `to`.
  while (p < to) {
    const left = to - p;
    const x = v128.load(p);
    const y = v128.load(p, 1);
    const first = v128.and(
      v128.and(i8x16.swizzle(la, v128.and(x, nibble)), i8x16.swizzle(ha, v128.and(i16x8.shr_u(x, 4), nibble))),
      v128.and(i8x16.swizzle(lb, v128.and(y, nibble)), i8x16.swizzle(hb, v128.and(i16x8.shr_u(y, 4), nibble))),
    );
    const u = v128.load(p, 16);
    const w = v128.load(p, 17);
    const second = v128.and(
      v128.and(i8x16.swizzle(la, v128.and(u, nibble)), i8x16.swizzle(ha, v128.and(i16x8.shr_u(u, 4), nibble))),
      v128.and(i8x16.swizzle(lb, v128.and(w, nibble)), i8x16.swizzle(hb, v128.and(i16x8.shr_u(w, 4), nibble))),
    );
    let feeds = <u32>i8x16.bitmask(i8x16.eq(x, feed)) | (<u32>i8x16.bitmask(i8x16.eq(u, feed)) << 16);
    if (left < 32) feeds &= (1 << <u32>left) - 1;
    if (v128.any_true(v128.or(first, second))) {
      // The third byte is looked at only where two of them fit.
      let mask = third(first, v128.load(p, 2), lc, hc) | (third(second, v128.load(p, 18), lc, hc) << 16);
      while (mask != 0) {
        const lane = <u32>ctz(mask);
        mask &= mask - 1;
        if (<usize>lane >= left) break;
        marker(p + lane, lines + <u32>popcnt(feeds & ((1 << lane) - 1)));
      }
      if (out >= full) {
        lines += <u32>popcnt(feeds);
        p += 32;
        break;
      }
    }
    lines += <u32>popcnt(feeds);
    p += 32;
  }
  newlines = lines;
  next = min(p, to);
  return <u32>((out - rows) / ROW);
}

// @ts-ignore: decorator
@inline
function third(pair: v128, z: v128, lc: v128, hc: v128): u32 {
  const c = v128.and(i8x16.swizzle(lc, v128.and(z, i8x16.splat(15))), i8x16.swizzle(hc, v128.and(i16x8.shr_u(z, 4), i8x16.splat(15))));
  return <u32>i8x16.bitmask(i8x16.ne(v128.and(pair, c), i8x16.splat(0)));
}

// Reads below are always inside [low - 64, limit + 64): the caller leaves that room.
function marker(p: usize, line: u32): void {
  const trigram = load<u32>(p) & 0xffffff;
  if (trigram == T_REQ) {
    if (load<u64>(p) == 0x4974736575716552 && load<u16>(p, 8) == 0x3a64) requestId(p, line); // "RequestId:"
  } else if (trigram == T_REP) {
    if (load<u32>(p) == 0x4f504552 && load<u16>(p, 4) == 0x5452) reportWord(p, line); // "REPORT"
  } else if (trigram == T_TAS) {
    if (load<u64>(p) == 0x6d6974206b736154) emit(K_TIMED_OUT, p, line); // "Task tim"
  } else if (trigram == T_OF_M) {
    if (p >= low + 5 && load<u64>(p - 5) == 0x6d20666f2074756f) emit(K_OUT_OF_MEMORY, p, line); // "out of m"
  } else if (trigram == T_OFM) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x6d654d664f74754f) emit(K_OUT_OF_MEMORY, p, line); // "OutOfMem"
  } else if (trigram == T_YER) {
    if (p >= low + 5 && load<u64>(p - 5) == 0x724579726f6d654d) emit(K_OUT_OF_MEMORY, p, line); // "MemoryEr"
  } else if (trigram == T_ME) {
    if (p >= low + 5 && load<u64>(p - 5) == 0x2e656d69746e7552) runtimeError(p, line); // "Runtime."
  } else if (trigram == T_TFO) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x6d726f6674616c70 && load<u8>(p, 5) == 0x2e) emit(K_PLATFORM_JSON, p, line); // "platform."
  } else if (trigram == T_INIT) {
    if (p >= low + 3 && load<u64>(p - 3) == 0x4154535f54494e49) initStart(p, line); // "INIT_STA"
  } else if (trigram == T_CPU) {
    if (p >= low + 2 && load<u64>(p - 2) == 0x61746f745f757063) emit(K_CPU, p, line); // "cpu_tota"
  }
}

function emit(kind: u32, p: usize, line: u32): void {
  store<u32>(out, kind);
  store<u32>(out, <u32>(p - base), 4);
  store<u32>(out, line, 8);
  out += ROW;
}

// Runtime.I…, Runtime.H…, …: error types an application line can tell. `Runtime.OutOfMemory` has its own fingerprint.
function runtimeError(p: usize, line: u32): void {
  const first = load<u8>(p, 3);
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
  lastVersion = 0;
  lastVersionTail = 0;
  lastInitLow = 0;
  lastInitHigh = 0;
}

// A START line tells the version: its first 16 bytes stand in the row. In text it is said only when it differs from the one before.
function start(p: usize, line: u32): void {
  let q = wordEnd(p + 17, min(p + 145, limit));
  if (load<u64>(q) != 0x6e6f697372655620 || load<u16>(q, 8) != 0x203a) return; // " Version", ": "
  q += 10;
  let width: u32 = 0;
  while (width < 16 && q + width < limit && load<u8>(q + width) > 0x20) width++;
  const head = width >= 8 ? load<u64>(q) : load<u64>(q) & ((<u64>1 << (<u64>width * 8)) - 1);
  const tail = width <= 8 ? 0 : width == 16 ? load<u64>(q, 8) : load<u64>(q, 8) & ((<u64>1 << (<u64>(width - 8) * 8)) - 1);
  if (!everyStart && head == lastVersion && tail == lastVersionTail) return;
  lastVersion = head;
  lastVersionTail = tail;
  store<v128>(out, i8x16.splat(0), 16);
  store<v128>(out, i8x16.splat(0), 32);
  store<u64>(out, head, 36);
  store<u64>(out, tail, 44);
  emit(K_START, p, line);
}

function report(p: usize, line: u32): void {
  if (!ordinaryReport(p, line)) emit(K_REPORT_TEXT, p, line);
  else out += ROW;
}

// The line as the service prints it, on one line, without Status, with a known prefix or none; false: let parse-line.ts read it.
function ordinaryReport(p: usize, line: u32): bool {
  if (!ordinaryPrefix(p)) return false;
  let flags = K_REPORT | prefixFlags;
  const id = p + 18;
  if (load<u8>(p, 17) != 0x20) return false;
  const idStop = min(id + 128, limit);
  const q = wordEnd(id, idStop);
  if (q == id || q >= idStop || load<u8>(q) != 9 && load<u8>(q) != 0x20) return false;
  hash(id, q);
  if (!plain) return false;
  flags |= HAS_ID;
  const idLow = hashLow;
  const idHigh = hashHigh;
  at = skipSpaces(q);
  if (load<u64>(at) != 0x6e6f697461727544 || load<u16>(at, 8) != 0x203a) return false; // "Duration", ": "
  at += 10;
  if (!micros()) return false;
  const duration = number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x442064656c6c6942 || load<u64>(at, 8) != 0x3a6e6f6974617275) return false; // "Billed D", "uration:"
  at += 16;
  if (!whole(0x736d)) return false; // "ms"
  const billed = <u32>number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x532079726f6d654d || load<u32>(at, 8) != 0x3a657a69) return false; // "Memory S", "ize:"
  at += 12;
  if (!whole(0x424d)) return false; // "MB"
  const size = <u32>number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x6f6d654d2078614d || load<u64>(at, 8) != 0x3a64657355207972) return false; // "Max Memo", "ry Used:"
  at += 16;
  if (!whole(0x424d)) return false;
  const used = <u32>number;
  at = skipSpaces(at);
  let init = ABSENT;
  let restore = ABSENT;
  let billedRestore = ABSENT;
  const word = load<u64>(at);
  if (word == 0x7275442074696e49 && load<u64>(at, 7) == 0x203a6e6f69746172) {
    at += 14;
    if (!micros()) return false;
    init = <u32>number;
    at = skipSpaces(at);
  } else if (word == 0x2065726f74736552 && load<u64>(at, 8) == 0x6e6f697461727544 && load<u8>(at, 16) == 0x3a) {
    at += 17;
    if (!micros()) return false;
    restore = <u32>number;
    flags |= REAL;
    at = skipSpaces(at);
    if (load<u64>(at) != 0x522064656c6c6942 || load<u64>(at, 8) != 0x442065726f747365 || load<u64>(at, 16) != 0x3a6e6f6974617275) return false;
    at += 24;
    if (!whole(0x736d)) return false;
    billedRestore = <u32>number;
    at = skipSpaces(at);
  }
  const ending = lineEnding();
  if (ending == 0) return false;
  if (ending == 2) flags |= REAL;
  store<u32>(out, flags);
  store<u32>(out, <u32>(p - base), 4);
  store<u32>(out, line, 8);
  store<u32>(out, idLow, 12);
  store<u32>(out, idHigh, 16);
  store<u32>(out, streamLow, 20);
  store<u32>(out, streamHigh, 24);
  store<u32>(out, seconds, 28);
  store<u32>(out, millis, 32);
  store<u32>(out, <u32>duration, 36);
  store<u32>(out, billed, 40);
  store<u32>(out, size, 44);
  store<u32>(out, used, 48);
  store<u32>(out, init, 52);
  store<u32>(out, restore, 56);
  store<u32>(out, billedRestore, 60);
  return true;
}

// The first byte from q on that is a blank or a control character; `stop`: none before.
function wordEnd(from: usize, stop: usize): usize {
  const space = i8x16.splat(0x20);
  for (let q = from; q < stop; q += 16) {
    const mask = <u32>i8x16.bitmask(i8x16.le_u(v128.load(q), space));
    if (mask != 0) return min(q + <usize>ctz(mask), stop);
  }
  return max(from, stop);
}

// Nothing, a time, a stream, or both in either order between the line's beginning and p. Sets seconds, millis, the stream's hash and flags.
function ordinaryPrefix(p: usize): bool {
  const begin = lineStart(p);
  if (begin == 0) return false;
  seconds = 0;
  millis = 0;
  streamLow = 0;
  streamHigh = 0;
  prefixFlags = 0;
  if (begin == p) return true;
  at = begin;
  if (isStream(at, p)) {
    meetStream();
    if (at < p) {
      if (!isoTime(p)) return false;
      prefixFlags |= HAS_TIME;
    }
  } else {
    if (!isoTime(p)) return false;
    prefixFlags |= HAS_TIME;
    if (at < p) {
      if (!isStream(at, p)) return false;
      meetStream();
    }
  }
  return at == p;
}

function meetStream(): void {
  streamLow = hashLow;
  streamHigh = hashHigh;
  prefixFlags |= HAS_STREAM | REAL;
  at++;
}

function skipSpaces(from: usize): usize {
  let q = from;
  while (q < limit && (load<u8>(q) == 0x20 || load<u8>(q) == 9)) q++;
  return q;
}

// " 12.34 ms" at `at` to microseconds in `number`, up to three decimals, below 2^32 - 1.
function micros(): bool {
  let q = skipSpaces(at);
  let value: u64 = 0;
  const first = q;
  while (isDigit(load<u8>(q))) {
    value = value * 10 + (load<u8>(q) - 0x30);
    q++;
    if (q - first > 7) return false;
  }
  if (q == first) return false;
  value *= 1000;
  if (load<u8>(q) == 0x2e) {
    q++;
    const point = q;
    let scale: u64 = 100;
    while (isDigit(load<u8>(q))) {
      value += scale * (load<u8>(q) - 0x30);
      scale /= 10;
      q++;
      if (q - point > 3) return false;
    }
    if (q == point) return false;
  }
  if (value > 0x7fffffff) return false;
  number = value;
  return unit(q, 0x736d);
}

// " 128 MB" at `at` to `number`; at most nine digits.
function whole(unitWord: u32): bool {
  let q = skipSpaces(at);
  let value: u64 = 0;
  const first = q;
  while (isDigit(load<u8>(q))) {
    value = value * 10 + (load<u8>(q) - 0x30);
    q++;
    if (q - first > 9) return false;
  }
  if (q == first) return false;
  number = value;
  return unit(q, unitWord);
}

function unit(from: usize, word: u32): bool {
  const q = skipSpaces(from);
  if (q == from || q + 2 > limit || load<u16>(q) != word) return false;
  if (q + 2 < limit && load<u8>(q, 2) > 0x20) return false;
  at = q + 2;
  return true;
}

// 0: something else follows the fields; 1: the report ends here; 2: it ends with a whole X-Ray part.
function lineEnding(): u32 {
  let traced: u32 = 1;
  let q = at;
  if (q < limit && load<u32>(q) == 0x59415258) {
    q = behindTrace(q);
    if (q == 0) return 0;
    traced = 2;
  }
  if (q < limit && load<u64>(q) == 0x522054524f504552) return traced;
  q = behindFeed(q);
  if (q == 0) return 0;
  if (traced == 1 && q < limit && load<u32>(q) == 0x59415258) {
    q = behindTrace(q);
    if (q == 0) return 0;
    q = behindFeed(q);
    if (q == 0) return 0;
    traced = 2;
  }
  if (q >= limit) return traced;
  const word = load<u32>(q);
  if (word == 0x59415258) return 0;
  const second = (word >> 8) & 0xff;
  const first = word & 0xff;
  // Status, Error Type, SegmentId, Sampled, Init Duration, Restore Duration, Billed …, Max …, Memory …, Duration: a report that goes on.
  const lower = second >= 0x61 && second <= 0x7a;
  return lower && (first == 0x53 || first == 0x45 || first == 0x49 || first == 0x52 || first == 0x42 || first == 0x4d || first == 0x44) ? 0 : traced;
}

// Behind the line's end and the blanks the next one begins with; 0: the line goes on.
function behindFeed(from: usize): usize {
  let q = from;
  if (q < limit && load<u8>(q) == 13) q++;
  if (q >= limit) return limit;
  return load<u8>(q) == 10 ? skipSpaces(q + 1) : 0;
}

// Behind "XRAY TraceId: … SegmentId: … Sampled: …" and blanks; 0: it is not whole.
function behindTrace(from: usize): usize {
  if (load<u64>(from, 4) != 0x6449656361725420 || load<u16>(from, 12) != 0x203a) return 0; // " TraceId", ": "
  let q = behindWord(skipSpaces(from + 13));
  if (q == 0 || load<u64>(q) != 0x49746e656d676553 || load<u16>(q, 8) != 0x3a64) return 0; // "SegmentI", "d:"
  q = behindWord(skipSpaces(q + 10));
  if (q == 0 || load<u64>(q) != 0x3a64656c706d6153) return 0; // "Sampled:"
  return behindWord(skipSpaces(q + 8));
}

// Behind a word of at most 128 bytes and the blanks that follow it; 0: there is none.
function behindWord(from: usize): usize {
  let q = from;
  const stop = min(from + 128, limit);
  while (q < stop && load<u8>(q) > 0x20 && load<u8>(q) != 0x5c && load<u8>(q) != 0x3a) q++;
  if (q == from || q < limit && load<u8>(q) > 0x20) return 0;
  return skipSpaces(q);
}

function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

// First byte of the line (or of the text after a tab at its front) that p is on; 0 when it is further than MAX_PREFIX away.
function lineStart(p: usize): usize {
  const stop = p > low + MAX_PREFIX ? p - MAX_PREFIX : low;
  let q = p;
  const feed = i8x16.splat(10);
  while (q > stop) {
    const mask = <u32>i8x16.bitmask(i8x16.eq(v128.load(q - 16), feed));
    if (mask != 0) {
      const found = q - 16 + (32 - <usize>clz(mask));
      return found < stop ? (stop == low ? low : 0) : blanks(found, p);
    }
    q -= 16;
  }
  return stop == low ? blanks(low, p) : 0;
}

function blanks(from: usize, p: usize): usize {
  let q = from;
  while (q < p && (load<u8>(q) == 9 || load<u8>(q) == 0x20)) q++;
  return q;
}

// YYYY/MM/DD/[version]hex up to a space; hashes it and leaves `at` at the space.
function isStream(from: usize, p: usize): bool {
  if (load<u8>(from, 4) != 0x2f || load<u8>(from, 7) != 0x2f || load<u16>(from, 10) != 0x5b2f) return false; // "/["
  let q = from + 12;
  const stop = min(p, from + 300);
  const space = i8x16.splat(0x20);
  while (q < stop) {
    const mask = <u32>i8x16.bitmask(i8x16.le_u(v128.load(q), space));
    if (mask != 0) {
      q += <usize>ctz(mask);
      break;
    }
    q += 16;
  }
  if (q >= stop || load<u8>(q) != 0x20 || q - from < 28) return false;
  if (!datePart(from)) return false;
  hash(from, q);
  at = q;
  // Bytes beyond ASCII may be no UTF-8: decoding changes them, so the careful way decides.
  return plain;
}

function datePart(q: usize): bool {
  return isDigit(load<u8>(q)) && isDigit(load<u8>(q, 1)) && isDigit(load<u8>(q, 2)) && isDigit(load<u8>(q, 3)) &&
    isDigit(load<u8>(q, 5)) && isDigit(load<u8>(q, 6)) && isDigit(load<u8>(q, 8)) && isDigit(load<u8>(q, 9));
}

function two(q: usize): u32 {
  const a = <u32>load<u8>(q) - 0x30;
  const b = <u32>load<u8>(q, 1) - 0x30;
  return a < 10 && b < 10 ? a * 10 + b : 1000;
}

// 2026-10-01T00:00:00[.fraction][Z|+hh:mm] and one space or tab, at `at`, before p. Sets seconds and millis (UTC; without a zone taken as UTC).
function isoTime(p: usize): bool {
  const q = at;
  if (load<u8>(q, 4) != 0x2d || load<u8>(q, 7) != 0x2d || load<u8>(q, 13) != 0x3a || load<u8>(q, 16) != 0x3a) return false;
  const joint = load<u8>(q, 10);
  if (joint != 0x54 && joint != 0x20) return false;
  const hour = two(q + 11);
  const minute = two(q + 14);
  const second = two(q + 17);
  if (hour > 23 || minute > 59 || second > 60) return false;
  const day = daySeconds(q);
  if (day == ABSENT) return false;
  let r = q + 19;
  millis = 0;
  if (load<u8>(r) == 0x2e || load<u8>(r) == 0x2c) {
    r++;
    let scale: u32 = 100;
    const first = r;
    while (isDigit(load<u8>(r))) {
      millis += scale * (load<u8>(r) - 0x30);
      scale /= 10;
      r++;
    }
    if (r == first || r - first > 9) return false;
  }
  let offset: i32 = 0;
  const zone = load<u8>(r);
  if (zone == 0x5a) r++;
  else if (zone == 0x2b || zone == 0x2d) {
    const colon: usize = load<u8>(r, 3) == 0x3a ? 1 : 0;
    const hours = two(r + 1);
    const minutes = two(r + 3 + colon);
    if (hours > 23 || minutes > 59) return false;
    offset = <i32>(hours * 3600 + minutes * 60);
    if (zone == 0x2d) offset = -offset;
    r += 5 + colon;
  }
  if (r >= p || load<u8>(r) != 0x20 && load<u8>(r) != 9) return false;
  while (r < p && (load<u8>(r) == 0x20 || load<u8>(r) == 9)) r++;
  seconds = <u32>(<i64>day + hour * 3600 + minute * 60 + second - <i64>offset);
  at = r;
  return true;
}

// Seconds since 1970 at the day's beginning (civil-from-days of H. Hinnant); remembered, as most lines share their day.
function daySeconds(q: usize): u32 {
  const head = load<u64>(q);
  const tail = <u32>load<u16>(q, 8);
  if (head == lastDay && tail == lastDayMonth) return lastDaySeconds;
  const year100 = two(q);
  const year1 = two(q + 2);
  const month = two(q + 5);
  const day = two(q + 8);
  if (year100 > 99 || year1 > 99 || month < 1 || month > 12 || day < 1 || day > 31) return ABSENT;
  const year = year100 * 100 + year1;
  if (year < 1970 || year > 2037) return ABSENT;
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yoe = y - era * 400;
  const doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  lastDaySeconds = (era * 146097 + doe - 719468) * 86400;
  lastDay = head;
  lastDayMonth = tail;
  return lastDaySeconds;
}

// Two 32-bit lanes over words of four bytes (the last one padded with zeros), each finished as in MurmurHash3; text-hash.ts is the same.
function hash(from: usize, to: usize): void {
  let a: u32 = 0x9e3779b9 ^ <u32>(to - from);
  let b: u32 = 0x85ebca6b;
  let q = from;
  let all: u32 = 0;
  while (q + 4 <= to) {
    const word = load<u32>(q);
    all |= word;
    a = rotl<u32>(a ^ word, 13) * 0xcc9e2d51;
    b = rotl<u32>(b + word, 17) * 0x1b873593;
    q += 4;
  }
  if (q < to) {
    const word = load<u32>(q) & ((1 << ((<u32>(to - q)) * 8)) - 1);
    all |= word;
    a = rotl<u32>(a ^ word, 13) * 0xcc9e2d51;
    b = rotl<u32>(b + word, 17) * 0x1b873593;
  }
  a ^= b >>> 15;
  a = (a ^ (a >>> 16)) * 0x85ebca6b;
  a = (a ^ (a >>> 13)) * 0xc2b2ae35;
  a ^= a >>> 16;
  b ^= a;
  b = (b ^ (b >>> 16)) * 0x7feb352d;
  b = (b ^ (b >>> 15)) * 0x846ca68b;
  b ^= b >>> 16;
  hashLow = a;
  hashHigh = b;
  plain = (all & 0x80808080) == 0;
}
