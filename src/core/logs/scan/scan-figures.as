// Part of scanner.as: lines of the text format, START and REPORT, and their figures.

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
