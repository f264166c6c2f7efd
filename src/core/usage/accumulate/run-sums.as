// Sums over runs of ordinary reports (warm successes of one function at one size), in AssemblyScript. Compiled by scripts/build-scanner.ts into run-sums-bytes.ts.
// Whatever is added here is merged into Group, TimeBins and Environments by run-sums.ts; test/core/usage/accumulate holds both ways to the same answer.

// A row of core/logs/scan/rows.ts as it is held: word 1 is the function, word 2 the origin.
const ROW: usize = 64;
// Kind, and the flags and marks that make a report worth a look: outOfMemory, emulator, managed, read, marks (bits 20 to 23).
const LOOKED_AT: u32 = 0x00f03aff;
const JSON: u32 = 1 << 8;
const REPORT: u32 = 1;
const REAL: u32 = 1 << 10;

// Memory, the same numbers as in run-sums.ts.
const ROWS_AT: usize = 4096;
const BUCKETS_AT: usize = ROWS_AT + 1024 * 64;
const BUCKETS: u32 = 2304;
const LOWEST: i32 = -704;
const MET_AT: usize = BUCKETS_AT + 2304 * 4;
const BINS_AT: usize = MET_AT + 2304 * 4;
const BINS: u32 = 256;
const CELL: usize = 64;
const INDEX_AT: usize = BINS_AT + 256 * 64;
const INDEX: u32 = 4096;
const ENVIRONMENTS_AT: usize = INDEX_AT + 4096 * 4;
const ENVIRONMENT: usize = 56;
const MOST_ENVIRONMENTS: u32 = 2048;

export let n: f64 = 0;
export let billedMs: f64 = 0;
export let clipped: f64 = 0;
export let usedIsSize: f64 = 0;
export let maxUsed: i32 = 0;
export let leastUsed: i32 = 0;
export let streamUnknown: f64 = 0;
export let notReal: f64 = 0;
export let json: f64 = 0;
export let hundredMs: f64 = 0;
export let lastMs: f64 = 0;
export let firstMs: f64 = 0;
export let sumUs: f64 = 0;
export let minUs: i32 = 0;
export let maxUs: i32 = 0;
// Buckets met, environments met, the first slice of the window, and the least and greatest slice met in it (least > greatest: none).
export let bucketsMet: u32 = 0;
export let environments: u32 = 0;
export let firstBin: i32 = 0;
export let leastBin: i32 = 0;
export let greatestBin: i32 = 0;

let functionId: u32 = 0;
let origin: u32 = 0;
let size: i32 = 0;
let width: u32 = 60;
let perLog: f64 = 0;

// Begins a run of one function, origin and size with slices of `seconds`; everything summed before must have been taken.
export function begin(ofFunction: u32, ofOrigin: u32, sizeMB: i32, seconds: u32, bucketsPerLog: f64): void {
  functionId = ofFunction;
  origin = ofOrigin;
  size = sizeMB;
  width = seconds;
  perLog = bucketsPerLog;
  n = billedMs = clipped = usedIsSize = streamUnknown = notReal = json = hundredMs = sumUs = 0;
  maxUsed = 0;
  leastUsed = 0x7fffffff;
  lastMs = 0;
  firstMs = Infinity;
  minUs = 0x7fffffff;
  maxUs = 0;
  for (let met: u32 = 0; met < bucketsMet; met++) {
    store<u32>(BUCKETS_AT + <usize>load<u32>(MET_AT + <usize>met * 4) * 4, 0);
  }
  bucketsMet = 0;
  if (leastBin <= greatestBin) {
    memory.fill(BINS_AT + <usize>leastBin * CELL, 0, <usize>(greatestBin - leastBin + 1) * CELL);
  }
  leastBin = BINS;
  greatestBin = -1;
  if (environments > 0) {
    memory.fill(INDEX_AT, 0, INDEX * 4);
    memory.fill(ENVIRONMENTS_AT, 0, environments * ENVIRONMENT);
  }
  environments = 0;
}

// Adds rows from the first on and gives how many; stops at the first that is not ordinary, of something else, or for which there is no room.
export function add(count: u32): u32 {
  let row = ROWS_AT;
  for (let index: u32 = 0; index < count; index++) {
    if (!addRow(row)) return index;
    row += ROW;
  }
  return count;
}

function addRow(row: usize): bool {
  const head = load<u32>(row);
  if ((head & LOOKED_AT) != REPORT) return false;
  if (load<u32>(row, 4) != functionId || load<u32>(row, 8) != origin || load<i32>(row, 44) != size) return false;
  const seconds = load<i32>(row, 28);
  const duration = load<i32>(row, 36);
  const billed = load<i32>(row, 40);
  const used = load<i32>(row, 48);
  // An INIT or a restore of its own; a number that is missing; billing capped below the duration.
  if ((load<i32>(row, 52) & load<i32>(row, 56)) >= 0 || (seconds | duration | billed | used) < 0) return false;
  if (<i64>billed * 1000 + 1000 < <i64>duration) return false;
  let bin: i32 = 0;
  if (seconds != 0) {
    const slice = <i32>(<u32>seconds / width);
    if (greatestBin < 0) firstBin = slice - (BINS >> 2);
    bin = slice - firstBin;
    if (<u32>bin >= BINS) return false;
  }
  const low = load<u32>(row, 20);
  const high = load<u32>(row, 24);
  let environment: usize = 0;
  if ((low | high) != 0) {
    environment = find(low, high);
    if (environment == 0) return false;
    addEnvironment(environment, <u32>seconds, used, billed, duration);
  } else streamUnknown += 1;
  n += 1;
  billedMs += <f64>billed;
  if ((head & REAL) == 0) notReal += 1;
  if ((head & JSON) != 0) json += 1;
  if (used >= size) {
    clipped += 1;
    if (used == size) usedIsSize += 1;
  }
  maxUsed = max(maxUsed, used);
  leastUsed = min(leastUsed, used);
  if (billed > 0 && billed % 100 == 0 && billed != <i32>((<u32>duration + 999) / 1000)) hundredMs += 1;
  sumUs += <f64>duration;
  minUs = min(minUs, duration);
  maxUs = max(maxUs, duration);
  const ln = logarithm(<f64>max(duration, 1) / 1000);
  addBucket(<u32>(<i32>floor(ln * perLog) - LOWEST));
  if (seconds != 0) {
    const ms = <f64>seconds * 1000 + <f64>load<i32>(row, 32);
    lastMs = max(lastMs, ms);
    firstMs = min(firstMs, ms);
    addCell(bin, billed, duration, used, ln * 1024);
  }
  return true;
}

function addBucket(bucket: u32): void {
  const at = BUCKETS_AT + <usize>bucket * 4;
  const held = load<u32>(at);
  if (held == 0) {
    store<u32>(MET_AT + <usize>bucketsMet * 4, bucket);
    bucketsMet++;
  }
  store<u32>(at, held + 1);
}

// The cells of time-bins.ts: invocations, failures, billed ms, warm count, warm µs, logs, squares, greatest used.
function addCell(bin: i32, billed: i32, duration: i32, used: i32, scaled: f64): void {
  leastBin = min(leastBin, bin);
  greatestBin = max(greatestBin, bin);
  const at = BINS_AT + <usize>bin * CELL;
  // As Math.round does: halves go up.
  const whole = floor(scaled);
  const log = scaled - whole >= 0.5 ? whole + 1 : whole;
  store<f64>(at, load<f64>(at) + 1);
  store<f64>(at, load<f64>(at, 16) + <f64>billed, 16);
  store<f64>(at, load<f64>(at, 24) + 1, 24);
  store<f64>(at, load<f64>(at, 32) + <f64>duration, 32);
  store<f64>(at, load<f64>(at, 40) + log, 40);
  store<f64>(at, load<f64>(at, 48) + log * log, 48);
  store<f64>(at, max(load<f64>(at, 56), <f64>used), 56);
}

// The row of environments.ts without its group: see there for its words.
function addEnvironment(at: usize, seconds: u32, used: i32, billed: i32, duration: i32): void {
  store<u32>(at, load<u32>(at, 12) + 1, 12);
  if (seconds != 0) {
    const first = load<u32>(at, 16);
    if (first == 0 || seconds < first) store<u32>(at, seconds, 16);
    if (seconds > load<u32>(at, 20)) store<u32>(at, seconds, 20);
  }
  const kept: u32 = min(<u32>used, 0xfffe);
  const held = load<u32>(at, 24);
  store<u32>(at, (max(held >> 16, kept) << 16) | max(held & 0xffff, 0xffff - kept), 24);
  store<u32>(at, <u32>min(<u64>0xffffffff, <u64>load<u32>(at, 28) + <u64>billed), 28);
  const bit = (kept * 0x9e3779b1) >>> 26;
  store<u64>(at, load<u64>(at, 32) | ((<u64>1) << (<u64>bit)), 32);
  store<f64>(at, load<f64>(at, 40) + <f64>duration, 40);
  store<u32>(at, load<u32>(at, 48) + 1, 48);
}

// The environment's row, made when it is new; 0: no room.
function find(low: u32, high: u32): usize {
  let at = (low ^ (low >>> 15)) & (INDEX - 1);
  for (;;) {
    const held = load<u32>(INDEX_AT + <usize>at * 4);
    if (held == 0) break;
    const row = ENVIRONMENTS_AT + <usize>(held - 1) * ENVIRONMENT;
    if (load<u32>(row) == low && load<u32>(row, 4) == high) return row;
    at = (at + 1) & (INDEX - 1);
  }
  if (environments == MOST_ENVIRONMENTS) return 0;
  const row = ENVIRONMENTS_AT + <usize>environments * ENVIRONMENT;
  environments++;
  store<u32>(INDEX_AT + <usize>at * 4, environments);
  store<u32>(row, low);
  store<u32>(row, high, 4);
  return row;
}

const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

// The natural logarithm of a positive normal number by the method of fdlibm's e_log.c (Sun Microsystems, 1993), which JavaScript engines
// use for Math.log: the same sums in the same order, so that a value falls into the same bucket whoever counts it.
function logarithm(value: f64): f64 {
  const bits = reinterpret<u64>(value);
  let high = <i32>(bits >> 32);
  let k = (high >> 20) - 1023;
  high &= 0x000fffff;
  const carry = (high + 0x95f64) & 0x100000;
  const x = reinterpret<f64>((bits & 0xffffffff) | (<u64>(<u32>(high | (carry ^ 0x3ff00000))) << 32));
  k += carry >> 20;
  const f = x - 1;
  const dk = <f64>k;
  if ((0x000fffff & (2 + high)) < 3) {
    if (f == 0) return k == 0 ? 0 : dk * LN2_HIGH + dk * LN2_LOW;
    const rest = f * f * (0.5 - 0.33333333333333333 * f);
    return k == 0 ? f - rest : dk * LN2_HIGH - (rest - dk * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 = z * (6.666666666666735130e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const r = t2 + t1;
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const half = 0.5 * f * f;
    return k == 0 ? f - (half - s * (half + r)) : dk * LN2_HIGH - (half - (s * (half + r) + dk * LN2_LOW) - f);
  }
  return k == 0 ? f - s * (f - r) : dk * LN2_HIGH - (s * (f - r) - dk * LN2_LOW - f);
}

// For the test that compares it with Math.log.
export function ln(value: f64): f64 {
  return logarithm(value);
}
