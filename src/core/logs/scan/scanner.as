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
// Markers handed out that must be read the careful way.
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

// Starts told, by stream and version, 16 bytes each; behind the rows (marker-scanner.ts).
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

// A record in JSON, p on "tfo" of its type. Kinds that tell nothing make no row; one that is an event of an envelope is read the careful way.
function platformJson(p: usize, line: u32): void {
  const word = load<u32>(p, 6);
  if (word == 0x746e7572 || word == 0x65747865 || word == 0x656c6574 || word == 0x22646e65) return; // "runt", "exte", "tele", "end" and a quote
  if (!everyStart) {
    if (word == 0x6f706572 && load<u32>(p, 9) == 0x2274726f) { // "repo", "ort" and a quote
      if (ordinaryRecord(p, line)) {
        out += ROW;
        return;
      }
    } else if (word == 0x72617473 && load<u16>(p, 10) == 0x2274) { // "star", "t" and a quote
      const start = toldStart(p);
      if (start == KNOWN) return;
      emit(K_PLATFORM_JSON, p, line);
      if (start == NEW) carefully--;
      return;
    }
  }
  emit(K_PLATFORM_JSON, p, line);
}

// The object that holds the record as the service prints it, its time before its type: gives its first byte and sets time and stream. 0: not so.
function recordHead(p: usize): usize {
  if (p < low + 64 || load<u64>(p - 12) != 0x3a2265707974222c || load<u8>(p - 4) != 0x22 || load<u8>(p - 13) != 0x22) return 0; // ,"type":
  // Milliseconds or microseconds.
  const open = load<u64>(p - 46) == 0x3a22656d6974227b ? p - 46 : p - 49; // {"time":
  const time = open + 9;
  const stop = p - 13;
  if (load<u64>(open) != 0x3a22656d6974227b || load<u8>(open, 8) != 0x22) return 0;
  const second = two(time + 17);
  const decimals = stop - time - 21;
  if (load<u8>(time, 16) != 0x3a || second > 59 || load<u8>(time, 19) != 0x2e || digitsAt(time + 20) != decimals) return 0;
  if (load<u8>(stop - 1) != 0x5a || !meetMinute(time)) return 0;
  const at0 = lastMinuteSeconds + second;
  const thousandths = load<u32>(time, 20) ^ 0x303030;
  if (load<u8>(open - 1) == 10) {
    // The line above may hold time and stream (aws logs tail --format json), but not when it ends as an object does: no stream of Lambda's does.
    const above = load<u8>(open - 2) == 13 ? open - 3 : open - 2;
    if (load<u8>(above) != 0x7d) return 0;
    streamLow = 0;
    streamHigh = 0;
    prefixFlags = 0;
  } else if (!ordinaryPrefix(open) || prefixFlags == 0) return 0;
  seconds = at0;
  millis = (thousandths & 15) * 100 + ((thousandths >>> 8) & 15) * 10 + ((thousandths >>> 16) & 15);
  return open;
}

// A report of a success, with all figures and nothing but what the service puts beside them, without blanks; false: let platform-json.ts read it.
function ordinaryRecord(p: usize, line: u32): bool {
  if (recordHead(p) == 0) return false;
  let q = p + 13;
  if (load<u64>(q) != 0x64726f636572222c || load<u16>(q, 8) != 0x3a22 || load<u8>(q, 10) != 0x7b) return false; // ,"record":{
  q += 10;
  let met: u32 = 0;
  do {
    q++;
    const word = load<u64>(q);
    let key: u32 = 0;
    if (word == 0x7473657571657222 && load<u32>(q, 8) == 0x3a226449 && load<u8>(q, 12) == 0x22) { // "requestId":"
      key = 1;
      const from = q + 13;
      q = stringEnd(from, 128);
      if (q == 0 || q == from) return false;
      hash(from, q);
      if (!plain) return false;
      q++;
    } else if (word == 0x2273757461747322 && load<u64>(q, 8) == 0x736563637573223a && load<u16>(q, 16) == 0x2273) { // "status":"success"
      key = 2;
      q += 18;
    } else if (word == 0x7363697274656d22 && load<u16>(q, 8) == 0x3a22 && load<u8>(q, 10) == 0x7b) { // "metrics":{
      key = 4;
      q = metrics(q + 10);
    } else if (word == 0x676e696361727422 && load<u16>(q, 8) == 0x3a22 && load<u8>(q, 10) == 0x7b) { // "tracing":{
      key = 8;
      q = strings(q + 10);
    }
    if (q == 0 || key == 0 || (met & key) != 0) return false;
    met |= key;
  } while (load<u8>(q) == 0x2c && q < limit);
  if ((met & 5) != 5 || load<u16>(q) != 0x7d7d || q + 2 > limit) return false; // }}
  store<u32>(out, K_REPORT | JSON | REAL | HAS_ID | HAS_TIME | prefixFlags);
  store<u32>(out, <u32>(p - base), 4);
  store<u32>(out, line, 8);
  store<u32>(out, hashLow, 12);
  store<u32>(out, hashHigh, 16);
  store<u32>(out, streamLow, 20);
  store<u32>(out, streamHigh, 24);
  store<u32>(out, seconds, 28);
  store<u32>(out, millis, 32);
  store<u32>(out, duration, 36);
  store<u32>(out, billed, 40);
  store<u32>(out, size, 44);
  store<u32>(out, used, 48);
  store<u32>(out, init, 52);
  store<u32>(out, restore, 56);
  store<u32>(out, billedRestore, 60);
  return true;
}

// The figures of a record, `q` on their opening brace: sets them and gives what is behind the closing one. 0: others, twice, not all, or numbers of another shape.
function metrics(open: usize): usize {
  let q = open;
  let met: u32 = 0;
  init = ABSENT;
  restore = ABSENT;
  billedRestore = ABSENT;
  do {
    q++;
    const word = load<u64>(q);
    let key: u32 = 0;
    if (word == 0x6f69746172756422 && load<u32>(q, 8) == 0x22734d6e && load<u8>(q, 12) == 0x3a) { // "durationMs":
      key = 1;
      if (!jsonMicros(q + 13)) return 0;
      duration = <u32>number;
    } else if (word == 0x4464656c6c696222 && load<u64>(q, 8) == 0x4d6e6f6974617275 && load<u32>(q, 15) == 0x3a22734d) { // "billedDurationMs":
      key = 2;
      if (!jsonWhole(q + 19)) return 0;
      billed = <u32>number;
    } else if (word == 0x5379726f6d656d22 && load<u64>(q, 7) == 0x3a22424d657a6953) { // "memorySizeMB":
      key = 4;
      if (!jsonWhole(q + 15)) return 0;
      size = <u32>number;
    } else if (word == 0x6f6d654d78616d22 && load<u64>(q, 8) == 0x424d646573557972 && load<u16>(q, 16) == 0x3a22) { // "maxMemoryUsedMB":
      key = 8;
      if (!jsonWhole(q + 18)) return 0;
      used = <u32>number;
    } else if (word == 0x72754474696e6922 && load<u64>(q, 8) == 0x22734d6e6f697461 && load<u8>(q, 16) == 0x3a) { // "initDurationMs":
      key = 16;
      if (!jsonMicros(q + 17)) return 0;
      init = <u32>number;
    } else if (word == 0x65726f7473657222 && load<u64>(q, 8) == 0x6e6f697461727544 && load<u32>(q, 16) == 0x3a22734d) { // "restoreDurationMs":
      key = 32;
      if (!jsonMicros(q + 20)) return 0;
      restore = <u32>number;
    } else if (word == 0x5264656c6c696222 && load<u64>(q, 8) == 0x754465726f747365 && load<u64>(q, 16) == 0x734d6e6f69746172 && load<u16>(q, 24) == 0x3a22) { // "billedRestoreDurationMs":
      key = 64;
      if (!jsonWhole(q + 26)) return 0;
      billedRestore = <u32>number;
    }
    if (key == 0 || (met & key) != 0) return 0;
    met |= key;
    q = at;
  } while (load<u8>(q) == 0x2c && q < limit);
  return (met & 15) == 15 && load<u8>(q) == 0x7d ? q + 1 : 0;
}

// A number of ms with at most seven digits and three decimals to µs in `number`, `at` behind it.
function jsonMicros(q: usize): bool {
  if (!jsonWhole(q)) return false;
  number *= 1000;
  if (load<u8>(at) == 0x2e) {
    const decimals = digitsAt(at + 1);
    if (decimals - 1 > 2) return false;
    const three = (load<u32>(at, 1) ^ 0x303030) & ((1 << (<u32>decimals * 8)) - 1);
    number += (three & 15) * 100 + ((three >>> 8) & 15) * 10 + ((three >>> 16) & 15);
    at += 1 + decimals;
  }
  return number <= 0x7fffffff;
}

// One to seven digits as JSON writes them to `number`, `at` behind them.
function jsonWhole(q: usize): bool {
  const digits = digitsAt(q);
  if (digits - 1 > 6 || digits > 1 && load<u8>(q) == 0x30) return false;
  number = together((load<u64>(q) ^ 0x3030303030303030) << (<u64>(8 - digits) * 8));
  at = q + digits;
  return true;
}

// An object of nothing but strings, `open` on its brace; gives what is behind it. 0: something else.
function strings(open: usize): usize {
  let q = open;
  do {
    if (load<u8>(q, 1) != 0x22) return 0;
    q = stringEnd(q + 2, 64);
    if (q == 0 || load<u16>(q, 1) != 0x223a) return 0; // :"
    q = stringEnd(q + 3, 512);
    if (q == 0) return 0;
    q++;
  } while (load<u8>(q) == 0x2c && q < limit);
  return load<u8>(q) == 0x7d ? q + 1 : 0;
}

// The quote that ends a string from `from` on, at most so far away; 0: none, or something in it that needs decoding.
function stringEnd(from: usize, most: usize): usize {
  const stop = min(from + most, limit);
  for (let q = from; q < stop; q += 16) {
    const text = v128.load(q);
    const ends = v128.or(i8x16.eq(text, i8x16.splat(0x22)), v128.or(i8x16.eq(text, i8x16.splat(0x5c)), i8x16.lt_s(text, i8x16.splat(0x20))));
    const mask = <u32>i8x16.bitmask(ends);
    if (mask != 0) {
      const found = q + <usize>ctz(mask);
      return found < stop && load<u8>(found) == 0x22 ? found : 0;
    }
  }
  return 0;
}

// Whether a start tells its version only, and whether that was told of this stream, with nothing met since that could name another function.
const OTHER: u32 = 0;
const NEW: u32 = 1;
const KNOWN: u32 = 2;
function toldStart(p: usize): u32 {
  if (recordHead(p) == 0) return OTHER;
  const q = p + 12;
  if (load<u64>(q) != 0x64726f636572222c || load<u16>(q, 8) != 0x3a22 || load<u8>(q, 10) != 0x7b) return OTHER; // ,"record":{
  if (load<u64>(q, 11) != 0x7473657571657222 || load<u32>(q, 19) != 0x3a226449 || load<u8>(q, 23) != 0x22) return OTHER; // "requestId":"
  const id = stringEnd(q + 24, 128);
  if (id == 0 || load<u64>(id, 1) != 0x6f6973726576222c || load<u32>(id, 9) != 0x223a226e) return OTHER; // ,"version":"
  const from = id + 13;
  const to = stringEnd(from, 64);
  if (to == 0) return OTHER;
  let stop = to + 1;
  if (load<u64>(stop) == 0x6e6963617274222c && load<u32>(stop, 8) == 0x7b3a2267) stop = strings(stop + 11); // ,"tracing":{
  if (stop == 0 || load<u16>(stop) != 0x7d7d || stop + 2 > limit) return OTHER;
  hash(from, to);
  const place = STARTS_AT + <usize>((streamLow ^ hashLow) & (STARTS - 1)) * 16;
  const stream = <u64>streamHigh << 32 | streamLow;
  const told = ((<u64>hashHigh << 32 | hashLow) + <u64>carefully * 0x9e3779b97f4a7c15) | 1;
  if (load<u64>(place) == stream && load<u64>(place, 8) == told) return KNOWN;
  store<u64>(place, stream);
  store<u64>(place, told, 8);
  return NEW;
}

// What comes next is of another text: nothing was handed out of it before.
export function forget(): void {
  memory.fill(STARTS_AT, 0, <usize>STARTS * 16);
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
  if (!tabbedFigures(q) && !spacedFigures(q)) return false;
  at = skipSpaces(at);
  init = ABSENT;
  restore = ABSENT;
  billedRestore = ABSENT;
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
  store<u32>(out, duration, 36);
  store<u32>(out, billed, 40);
  store<u32>(out, size, 44);
  store<u32>(out, used, 48);
  store<u32>(out, init, 52);
  store<u32>(out, restore, 56);
  store<u32>(out, billedRestore, 60);
  return true;
}

// The four figures as the service prints them, each behind a tab: where one ends is known before it is read, so that they are read side by side.
// False: not so, or rare lengths. Sets duration, billed, size, used, and `at` behind them.
function tabbedFigures(q: usize): bool {
  if (q + 144 > limit) return false;
  const afterDuration = tabFrom(q + 11);
  const afterBilled = tabFrom(afterDuration + 18);
  const afterSize = tabFrom(afterBilled + 14);
  const afterUsed = tabFrom(afterSize + 18);
  const labels =
    (load<u64>(q, 1) ^ 0x6e6f697461727544) | // "Duration"
    (<u64>load<u16>(q, 9) ^ 0x203a) | // ": "
    (load<u64>(afterDuration, 1) ^ 0x442064656c6c6942) | // "Billed D"
    (load<u64>(afterDuration, 9) ^ 0x3a6e6f6974617275) | // "uration:"
    (load<u64>(afterBilled, 1) ^ 0x532079726f6d654d) | // "Memory S"
    (<u64>load<u32>(afterBilled, 9) ^ 0x3a657a69) | // "ize:"
    (load<u64>(afterSize, 1) ^ 0x6f6d654d2078614d) | // "Max Memo"
    (load<u64>(afterSize, 9) ^ 0x3a64657355207972); // "ry Used:"
  const units =
    (load<u32>(afterDuration - 3) ^ 0x09736d20) | // " ms" and a tab
    (load<u32>(afterBilled - 3) ^ 0x09736d20) |
    (load<u32>(afterSize - 3) ^ 0x09424d20) | // " MB" and a tab
    (load<u32>(afterUsed - 3) ^ 0x09424d20);
  const spaces = (<u32>load<u8>(q) ^ 9) | (<u32>load<u8>(afterDuration, 17) ^ 0x20) | (<u32>load<u8>(afterBilled, 13) ^ 0x20) | (<u32>load<u8>(afterSize, 17) ^ 0x20);
  if ((labels | <u64>units | <u64>spaces) != 0) return false;
  wrong = 0;
  billed = <u32>digitsBetween(afterDuration + 18, afterBilled - 3);
  size = <u32>digitsBetween(afterBilled + 14, afterSize - 3);
  used = <u32>digitsBetween(afterSize + 18, afterUsed - 3);
  const from = q + 11;
  const point = pointIn(from, afterDuration - 3 - from);
  const decimals = afterDuration - 3 - point;
  const three = (load<u32>(point, 1) ^ 0x303030) & ((1 << (<u32>(decimals - 1) * 8)) - 1);
  const value = digitsBetween(from, point) * 1000 + (three & 15) * 100 + ((three >>> 8) & 15) * 10 + ((three >>> 16) & 15);
  const odd = ((three + 0x060606) | three) & 0xf0f0f0;
  if (wrong != 0 || odd != 0 || decimals == 1 || decimals > 4 || value > 0x7fffffff || point - from > 7) return false;
  duration = <u32>value;
  at = afterUsed;
  return true;
}

// The first tab of the 16 bytes from q on; 16 bytes further: none.
// @ts-ignore: decorator
@inline
function tabFrom(q: usize): usize {
  return q + <usize>ctz(<u32>i8x16.bitmask(i8x16.eq(v128.load(q), i8x16.splat(9))) | 0x10000);
}

// Where the decimal point of the eight bytes from q on is; behind `length` of them when there is none before.
// @ts-ignore: decorator
@inline
function pointIn(q: usize, length: usize): usize {
  const bytes = load<u64>(q) ^ 0x2e2e2e2e2e2e2e2e;
  const found = (bytes - 0x0101010101010101) & ~bytes & 0x8080808080808080;
  const place = found == 0 ? 8 : <usize>(ctz(found) >>> 3);
  return q + min(place, length);
}

// The number in [from, to), one to eight digits; anything else sets `wrong`.
// @ts-ignore: decorator
@inline
function digitsBetween(from: usize, to: usize): u64 {
  const missing = <u64>(8 - (to - from)) * 8;
  const values = (load<u64>(from) ^ 0x3030303030303030) << missing;
  wrong |= ((values + 0x0606060606060606) | values) & 0xf0f0f0f0f0f0f0f0;
  if (missing > 56) wrong = 1;
  return together(values);
}

// The number that eight digits write: pairs, fours and eights of them at once.
// @ts-ignore: decorator
@inline
function together(digits: u64): u64 {
  let value = (digits * 10 + (digits >>> 8)) & 0x00ff00ff00ff00ff;
  value = (value * 100 + (value >>> 16)) & 0x0000ffff0000ffff;
  return (value * 10000 + (value >>> 32)) & 0xffffffff;
}

// As tabbedFigures, with any blanks between.
function spacedFigures(q: usize): bool {
  at = skipSpaces(q);
  if (load<u64>(at) != 0x6e6f697461727544 || load<u16>(at, 8) != 0x203a) return false; // "Duration", ": "
  at += 10;
  if (!micros()) return false;
  duration = <u32>number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x442064656c6c6942 || load<u64>(at, 8) != 0x3a6e6f6974617275) return false; // "Billed D", "uration:"
  at += 16;
  if (!whole(0x736d)) return false; // "ms"
  billed = <u32>number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x532079726f6d654d || load<u32>(at, 8) != 0x3a657a69) return false; // "Memory S", "ize:"
  at += 12;
  if (!whole(0x424d)) return false; // "MB"
  size = <u32>number;
  at = skipSpaces(at);
  if (load<u64>(at) != 0x6f6d654d2078614d || load<u64>(at, 8) != 0x3a64657355207972) return false; // "Max Memo", "ry Used:"
  at += 16;
  if (!whole(0x424d)) return false;
  used = <u32>number;
  return true;
}

// The first byte from q on that is a blank or a control character; `stop`: none before.
function wordEnd(from: usize, stop: usize): usize {
  const space = i8x16.splat(0x20);
  // A request id, 36 bytes long, is the rule.
  if (from + 36 < stop && load<u8>(from, 36) <= 0x20) {
    const blank = v128.or(i8x16.le_u(v128.load(from), space), v128.or(i8x16.le_u(v128.load(from, 16), space), i8x16.le_u(v128.load(from, 20), space)));
    if (!v128.any_true(blank)) return from + 36;
  }
  for (let q = from; q < stop; q += 16) {
    const mask = <u32>i8x16.bitmask(i8x16.le_u(v128.load(q), space));
    if (mask != 0) return min(q + <usize>ctz(mask), stop);
  }
  return max(from, stop);
}

// Nothing, a time, a stream, or both in either order between the line's beginning and p. Sets seconds, millis, the stream's hash and flags.
function ordinaryPrefix(p: usize): bool {
  // Mostly as long as the one before. Times and streams hold no newline, so a prefix that is understood from there began the line.
  const guess = p - lastPrefix;
  if (lastPrefix != 0 && guess > low && load<u8>(guess - 1) == 10 && prefixFrom(guess, p)) return true;
  const begin = lineStart(p);
  if (begin == 0 || !prefixFrom(begin, p)) return false;
  lastPrefix = p - begin;
  return true;
}

function prefixFrom(begin: usize, p: usize): bool {
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

// " 12.34 ms" at `at` to microseconds in `number`, up to three decimals, below 2^31.
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
  if (load<u64>(from, 12) != 0x5d54534554414c24) { // "$LATEST]"
    let bracket = from + 12;
    while (bracket < q && load<u8>(bracket) != 0x5d) bracket++;
    if (bracket == from + 12 || bracket + 1 >= q) return false;
  }
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
  const second = two(q + 17);
  if (load<u8>(q, 16) != 0x3a || second > 60 || !meetMinute(q)) return false;
  let r = q + 19;
  millis = 0;
  if (load<u8>(r) == 0x2e || load<u8>(r) == 0x2c) {
    r++;
    const digits = digitsAt(r);
    const thousandths = (load<u32>(r) ^ 0x303030) & ((1 << (<u32>min(digits, 3) * 8)) - 1);
    millis = (thousandths & 15) * 100 + ((thousandths >>> 8) & 15) * 10 + ((thousandths >>> 16) & 15);
    r += digits;
    if (digits == 0) return false;
    if (digits == 8) {
      if (isDigit(load<u8>(r))) r++;
      if (isDigit(load<u8>(r))) return false;
    }
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
  seconds = <u32>(<i64>lastMinuteSeconds + second - <i64>offset);
  at = r;
  return true;
}

// How many of the eight bytes from q on are digits before the first that is none.
// @ts-ignore: decorator
@inline
function digitsAt(q: usize): usize {
  const values = load<u64>(q) ^ 0x3030303030303030;
  const others = ((values + 0x0606060606060606) | values) & 0xf0f0f0f0f0f0f0f0;
  return others == 0 ? 8 : <usize>(ctz(others) >>> 3);
}

// YYYY-MM-DDThh:mm at q to lastMinuteSeconds; remembered, as most lines share their minute.
function meetMinute(q: usize): bool {
  const text = v128.load(q);
  if (lastMinuteSeconds != 0 && !v128.any_true(v128.xor(text, lastMinute))) return true;
  const joint = load<u8>(q, 10);
  if (load<u8>(q, 4) != 0x2d || load<u8>(q, 7) != 0x2d || load<u8>(q, 13) != 0x3a || joint != 0x54 && joint != 0x20) return false;
  const hour = two(q + 11);
  const minute = two(q + 14);
  const day = daySeconds(q);
  if (hour > 23 || minute > 59 || day == ABSENT) return false;
  lastMinute = text;
  lastMinuteSeconds = day + hour * 3600 + minute * 60;
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
