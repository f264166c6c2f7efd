// Part of scanner.as: records of the JSON format, as the service prints them.

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
  // What it names is the function of its own stream.
  if (!everyStart && recordHead(p) != 0 && (streamLow | streamHigh) != 0) {
    carefully--;
    store<u64>(startPlace() + 8, 0);
  }
}

// Where the start of the row's stream is remembered.
// @ts-ignore: decorator
@inline
function startPlace(): usize {
  return STARTS_AT + <usize>(streamLow & (STARTS - 1)) * 16;
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
  const moment = lastMinuteSeconds + second;
  const thousandths = load<u32>(time, 20) ^ 0x303030;
  if (load<u8>(open - 1) == 10) {
    // The line above may hold time and stream (aws logs tail --format json), but not when it ends as an object does: no stream of Lambda's does.
    const above = load<u8>(open - 2) == 13 ? open - 3 : open - 2;
    if (load<u8>(above) != 0x7d) return 0;
    streamLow = 0;
    streamHigh = 0;
    prefixFlags = 0;
  } else if (!ordinaryPrefix(open) || prefixFlags == 0) return 0;
  seconds = moment;
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
  const place = startPlace();
  const stream = <u64>streamHigh << 32 | streamLow;
  const told = ((<u64>hashHigh << 32 | hashLow) + <u64>carefully * 0x9e3779b97f4a7c15) | 1;
  if (load<u64>(place) == stream && load<u64>(place, 8) == told) return KNOWN;
  store<u64>(place, stream);
  store<u64>(place, told, 8);
  return NEW;
}
