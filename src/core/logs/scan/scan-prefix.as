// Part of scanner.as: what stands before a platform line, time and stream; and hashes.

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
