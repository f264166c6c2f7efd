// The number work of sizing in AssemblyScript (WebAssembly SIMD): weighing curves, drawing from a belief, comparing thousands of draws, the memory tail.
// Compiled by scripts/build-scanner.ts into draws-bytes.ts. Each function does what the TypeScript named beside it does; test/core/stats/draws.test.ts
// and test/core/sizing/native.test.ts hold both to the same answer. All addresses are bytes, chosen by the caller (draws.ts).

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const LOG2_E: f64 = 1.4426950408889634;
// Adding this leaves a whole number in the lowest bits.
const WHOLE: f64 = 6755399441055744;

// ---- Randomness: prng.ts

let a: i32 = 0;
let b: i32 = 0;
let c: i32 = 0;
let counter: i32 = 0;
let mixing: i32 = 0;

// randomFrom
export function seed(value: i32): void {
  mixing = value;
  a = mixed();
  b = mixed();
  c = mixed();
  counter = 1;
  for (let warmUp = 0; warmUp < 12; warmUp++) random();
}

function mixed(): i32 {
  mixing += 0x9e3779b9;
  let x = (mixing ^ <i32>(<u32>mixing >> 16)) * 0x21f0aaad;
  x = (x ^ <i32>(<u32>x >> 15)) * 0x735a2d97;
  return x ^ <i32>(<u32>x >> 15);
}

function random(): f64 {
  const sum = a + b + counter;
  counter++;
  a = b ^ <i32>(<u32>b >> 9);
  b = c + (c << 3);
  c = rotl<i32>(c, 21) + sum;
  return <f64>(<u32>sum) / 4294967296;
}

// normalVariate
function normal(): f64 {
  let u: f64 = 0;
  let square: f64 = 0;
  do {
    u = 2 * random() - 1;
    const v = 2 * random() - 1;
    square = u * u + v * v;
  } while (!(square > 0 && square < 1));
  return u * sqrt<f64>((-2 * logarithm(square)) / square);
}

// ---- Curves: curve-shapes.ts, curve-model.ts

// Numbers of a curve, and where a curve's numbers stand: wait, exponent, overlap, threads, excess; of a burst wait ms, cpu ms, phase ms.
const CURVE: usize = 40;

// fillLogDurations; chosen 0: all curves.
export function fillColumn(column: usize, numbers: usize, isBurst: usize, chosen: usize, count: i32, vcpus: f64, fade: f64, quotaMs: f64): void {
  const lnVcpus = logarithm(vcpus);
  for (let k = 0; k < count; k++) {
    const i = chosen == 0 ? k : load<i32>(chosen + (<usize>k << 2));
    const to = column + (<usize>i << 3);
    if (load<f64>(to) != 0) continue;
    const at = numbers + <usize>i * CURVE;
    store<f64>(to, load<u8>(isBurst + i) ? burst(at, quotaMs) : smooth(at, vcpus, lnVcpus, fade));
  }
}

function smooth(at: usize, vcpus: f64, lnVcpus: f64, fade: f64): f64 {
  const cpuShare = load<f64>(at);
  const overlap = load<f64>(at, 16);
  const slowdown = vcpus < 1 ? exponential(-load<f64>(at, 8) * lnVcpus) : 1 / max<f64>(1, min<f64>(vcpus, load<f64>(at, 24)));
  const wait = 1 - cpuShare;
  const cpu = cpuShare * slowdown;
  const excess = load<f64>(at, 32) * fade;
  if (overlap == 1) return logarithm(wait + cpu) + excess;
  return logarithm(power(wait, overlap) + power(cpu, overlap)) / overlap + excess;
}

function power(x: f64, y: f64): f64 {
  return x <= 0 ? 0 : exponential(y * logarithm(x));
}

function burst(at: usize, quotaMs: f64): f64 {
  const cpuMs = load<f64>(at, 8);
  const phaseMs = load<f64>(at, 16);
  let sum: f64 = 0;
  sum += stalled(cpuMs * 0.94, phaseMs, quotaMs);
  sum += stalled(cpuMs, phaseMs, quotaMs);
  sum += stalled(cpuMs * 1.06, phaseMs, quotaMs);
  return logarithm(load<f64>(at) + sum / 3);
}

function stalled(cpu: f64, phaseMs: f64, quotaMs: f64): f64 {
  const stalls = quotaMs >= 20 ? 0 : max<f64>(0, ceil(cpu / quotaMs) - 1);
  return stalls == 0 ? cpu : max<f64>(cpu, cpu + 20 * stalls - phaseMs);
}

// A row of evidence: its value (ln ms), its error, where its column of shapes and its departures stand (0: none).
const ROW: usize = 24;
// A group of curves: mean and spread of the level, roughness, weight that its determinant gives, where its Cholesky factor stands.
const GROUP: usize = 40;

// logWeights and weigh, up to a constant. Degrees of freedom of the tails: 6.
export function weigh(count: i32, rows: i32, rowsAt: usize, groupsAt: usize, groupOf: usize, weights: usize, miss: usize): void {
  for (let i = 0; i < count; i++) {
    const group = groupsAt + <usize>load<u8>(groupOf + i) * GROUP;
    const levelMean = load<f64>(group);
    const factor = <usize>load<i32>(group, 32);
    let distance: f64 = 0;
    for (let r = 0; r < rows; r++) {
      const row = rowsAt + <usize>r * ROW;
      let sum = load<f64>(row) - load<f64>(<usize>load<i32>(row, 16) + (<usize>i << 3)) - levelMean;
      const line = factor + ((<usize>rows * <usize>r) << 3);
      for (let k = 0; k < r; k++) sum -= load<f64>(line + (<usize>k << 3)) * load<f64>(miss + (<usize>k << 3));
      sum /= load<f64>(line + (<usize>r << 3));
      store<f64>(miss + (<usize>r << 3), sum);
      distance += sum * sum;
    }
    // (1 + distance / 6) ^ -((6 + rows) / 2)
    const t = 1 + distance / 6;
    let power: f64 = (rows & 1) != 0 ? sqrt<f64>(t) : 1;
    for (let k = (6 + rows) >> 1; k > 0; k--) power *= t;
    store<f64>(weights + (<usize>i << 3), load<f64>(group, 24) / power);
  }
}

// resample
export function resample(count: i32, weights: usize, draws: i32, chosen: usize): void {
  let total: f64 = 0;
  for (let i = 0; i < count; i++) total += load<f64>(weights + (<usize>i << 3));
  let at = 0;
  let reached = load<f64>(weights);
  const offset = random();
  for (let draw = 0; draw < draws; draw++) {
    const wanted = ((<f64>draw + offset) / <f64>draws) * total;
    while (reached < wanted && at < count - 1) {
      at++;
      reached += load<f64>(weights + (<usize>at << 3));
    }
    store<i32>(chosen + (<usize>draw << 2), at);
  }
}

// pullsOf, without the levels, which fall out of every ratio, and times the square of the curve's roughness. One row's pulls after another.
export function pull(draws: i32, rows: i32, rowsAt: usize, groupsAt: usize, groupOf: usize, chosen: usize, departures: i32, roughs: usize, pulls: usize, miss: usize): void {
  for (let draw = 0; draw < draws; draw++) {
    const i = load<i32>(chosen + (<usize>draw << 2));
    const group = groupsAt + <usize>load<u8>(groupOf + i) * GROUP;
    const roughness = load<f64>(group, 16);
    store<f64>(roughs + (<usize>draw << 3), roughness);
    const level = load<f64>(group) + load<f64>(group, 8) * normal();
    for (let r = 0; r < rows; r++) {
      const row = rowsAt + <usize>r * ROW;
      const departure = <usize>load<i32>(row, 20);
      const departs = departure == 0 ? 0 : roughness * load<f64>(departure + (<usize>(draw % departures) << 3));
      const shape = load<f64>(<usize>load<i32>(row, 16) + (<usize>i << 3));
      store<f64>(miss + (<usize>r << 3), load<f64>(row) + load<f64>(row, 8) * normal() - shape - departs - level);
    }
    solve(<usize>load<i32>(group, 32), rows, miss);
    for (let r = 0; r < rows; r++) store<f64>(pulls + (<usize>(r * draws + draw) << 3), roughness * roughness * load<f64>(miss + (<usize>r << 3)));
  }
}

// choleskySolve
function solve(factor: usize, n: i32, x: usize): void {
  for (let i = 0; i < n; i++) {
    let sum = load<f64>(x + (<usize>i << 3));
    for (let k = 0; k < i; k++) sum -= load<f64>(factor + (<usize>(n * i + k) << 3)) * load<f64>(x + (<usize>k << 3));
    store<f64>(x + (<usize>i << 3), sum / load<f64>(factor + (<usize>(n * i + i) << 3)));
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = load<f64>(x + (<usize>i << 3));
    for (let k = i + 1; k < n; k++) sum -= load<f64>(factor + (<usize>(n * k + i) << 3)) * load<f64>(x + (<usize>k << 3));
    store<f64>(x + (<usize>i << 3), sum / load<f64>(factor + (<usize>(n * i + i) << 3)));
  }
}

// bent, without the levels. `reach`: for each row the departures' covariance with it.
export function bend(draws: i32, rows: i32, column: usize, departure: usize, departures: i32, chosen: usize, roughs: usize, reach: usize, pulls: usize, out: usize): void {
  for (let draw = 0, other = 0; draw < draws; draw++, other++) {
    if (other == departures) other = 0;
    const at = <usize>draw << 3;
    const shape = load<f64>(column + (<usize>load<i32>(chosen + (<usize>draw << 2)) << 3));
    store<f64>(out + at, shape + load<f64>(roughs + at) * load<f64>(departure + (<usize>other << 3)));
  }
  const bytes = <usize>draws << 3;
  for (let r = 0; r < rows; r++, pulls += bytes) {
    const shared = f64x2.splat(load<f64>(reach + (<usize>r << 3)));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(shared, v128.load(pulls + at))));
    }
  }
}

// departuresAt: values between two knots, a departure's numbers one after another.
export function depart(departures: i32, values: usize, knots: i32, left: i32, share: f64, out: usize): void {
  let at = values + (<usize>left << 3);
  for (let d = 0; d < departures; d++, at += <usize>knots << 3) {
    store<f64>(out + (<usize>d << 3), (1 - share) * load<f64>(at) + share * load<f64>(at, 8));
  }
}

// The consequences of a size: `ratio` holds ln durations and becomes durations relative to `reference`; cost = fixed + slope x ratio. An even number of draws.
export function consequences(draws: i32, ratio: usize, reference: usize, cost: usize, fixed: f64, slope: f64): void {
  const fixedBoth = f64x2.splat(fixed);
  const slopeBoth = f64x2.splat(slope);
  for (let at: usize = 0; at < <usize>draws << 3; at += 16) {
    const own = exponentials(f64x2.sub(v128.load(ratio + at), v128.load(reference + at)));
    v128.store(ratio + at, own);
    v128.store(cost + at, f64x2.add(fixedBoth, f64x2.mul(slopeBoth, own)));
  }
}

// ---- Promises: promise.ts. Blocks hold one size's draws after another's; an even number of draws.

// leastOf: of `own` (the block of costs or that of ratios) within both limits.
export function least(options: i32, draws: i32, own: usize, cost: usize, ratio: usize, mostCost: usize, mostTime: usize, out: usize): void {
  const bytes = <usize>draws << 3;
  const infinite = f64x2.splat(Infinity);
  for (let at: usize = 0; at < bytes; at += 16) {
    const costLimit = v128.load(mostCost + at);
    const timeLimit = v128.load(mostTime + at);
    let best = infinite;
    for (let option = 0, from = at; option < options; option++, from += bytes) {
      const inside = v128.and(f64x2.le(v128.load(cost + from), costLimit), f64x2.le(v128.load(ratio + from), timeLimit));
      best = f64x2.pmin(best, v128.bitselect(v128.load(own + from), infinite, inside));
    }
    v128.store(out + at, best);
  }
}

// scaled
export function scale(draws: i32, values: usize, factor: f64, out: usize): void {
  const both = f64x2.splat(factor);
  for (let at: usize = 0; at < <usize>draws << 3; at += 16) v128.store(out + at, f64x2.mul(v128.load(values + at), both));
}

// chancesOf: how many draws keep, improve and are feasible, and the sums of ratios and costs. Five numbers a size.
export function chances(options: i32, draws: i32, cost: usize, ratio: usize, keepsCost: usize, keepsTime: usize, betterCost: usize, betterTime: usize, feasibleCost: usize, feasibleTime: usize, out: usize): void {
  const bytes = <usize>draws << 3;
  for (let option = 0; option < options; option++, cost += bytes, ratio += bytes, out += 40) {
    let keeps = i64x2.splat(0);
    let improves = i64x2.splat(0);
    let feasible = i64x2.splat(0);
    let ratios = f64x2.splat(0);
    let costs = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const dear = v128.load(cost + at);
      const slow = v128.load(ratio + at);
      const kept = v128.and(f64x2.le(dear, v128.load(keepsCost + at)), f64x2.le(slow, v128.load(keepsTime + at)));
      const better = v128.or(f64x2.le(dear, v128.load(betterCost + at)), f64x2.le(slow, v128.load(betterTime + at)));
      // A mask is -1.
      keeps = i64x2.sub(keeps, kept);
      improves = i64x2.sub(improves, v128.and(kept, better));
      feasible = i64x2.sub(feasible, v128.and(f64x2.le(dear, v128.load(feasibleCost + at)), f64x2.le(slow, v128.load(feasibleTime + at))));
      ratios = f64x2.add(ratios, slow);
      costs = f64x2.add(costs, dear);
    }
    store<f64>(out, <f64>(i64x2.extract_lane(keeps, 0) + i64x2.extract_lane(keeps, 1)));
    store<f64>(out, <f64>(i64x2.extract_lane(improves, 0) + i64x2.extract_lane(improves, 1)), 8);
    store<f64>(out, <f64>(i64x2.extract_lane(feasible, 0) + i64x2.extract_lane(feasible, 1)), 16);
    store<f64>(out, f64x2.extract_lane(ratios, 0) + f64x2.extract_lane(ratios, 1), 24);
    store<f64>(out, f64x2.extract_lane(costs, 0) + f64x2.extract_lane(costs, 1), 32);
  }
}

// ownChoices and possibilities: for each draw the position of its own choice, its cost over that of staying, and its ratio. `tie`: what a later size must beat.
export function choose(options: i32, draws: i32, cost: usize, ratio: usize, mostCost: usize, mostTime: usize, costWeight: usize, timeWeight: usize, tie: f64, positions: usize, costs: usize, ratios: usize): void {
  const bytes = <usize>draws << 3;
  const ties = f64x2.splat(tie);
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const costLimit = v128.load(mostCost + at);
    const timeLimit = v128.load(mostTime + at);
    const byCost = v128.load(costWeight + at);
    const byTime = v128.load(timeWeight + at);
    let limit = f64x2.splat(Infinity);
    let position = f64x2.splat(0);
    let chosenCost = v128.load(cost + at);
    let chosenRatio = v128.load(ratio + at);
    let here = f64x2.splat(0);
    for (let option = 0, from = at; option < options; option++, from += bytes) {
      const ownCost = v128.load(cost + from);
      const time = v128.load(ratio + from);
      const sum = f64x2.add(f64x2.mul(ownCost, byCost), f64x2.mul(time, byTime));
      const taken = v128.and(v128.and(f64x2.le(ownCost, costLimit), f64x2.le(time, timeLimit)), f64x2.lt(sum, limit));
      limit = v128.bitselect(f64x2.mul(sum, ties), limit, taken);
      position = v128.bitselect(here, position, taken);
      chosenCost = v128.bitselect(ownCost, chosenCost, taken);
      chosenRatio = v128.bitselect(time, chosenRatio, taken);
      here = f64x2.add(here, one);
    }
    v128.store(positions + at, position);
    v128.store(costs + at, chosenCost);
    v128.store(ratios + at, chosenRatio);
  }
}

// ---- Intervals: draw-interval.ts, order-statistic.ts

// The quantiles of a share, of one half and of one minus the share; the values at `scratch` are moved about. Three numbers.
export function interval(values: usize, draws: i32, side: f64, scratch: usize, out: usize): void {
  memory.copy(scratch, values, <usize>draws << 3);
  const last = <f64>(draws - 1);
  const middle = 0.5 * last;
  const low = side * last;
  const high = (1 - side) * last;
  // The middle first: it parts the values, so that the ends are looked for in half of them.
  const cut = <i32>floor(middle);
  const median = between(scratch, 0, draws - 1, middle);
  store<f64>(out, between(scratch, 0, max(<i32>floor(low), cut), low));
  store<f64>(out, median, 8);
  store<f64>(out, between(scratch, min(cut, <i32>floor(high)), draws - 1, high), 16);
}

// The order statistic at a rank, 0 to draws - 1.
export function orderStatistic(values: usize, draws: i32, rank: i32): f64 {
  return select(values, 0, draws - 1, rank);
}

// Linear between order statistics, looked for between two places.
function between(values: usize, from: i32, to: i32, position: f64): f64 {
  const below = <i32>floor(position);
  const low = select(values, from, to, below);
  if (<f64>below == position) return low;
  let high: f64 = Infinity;
  for (let i = below + 1; i <= to; i++) high = min<f64>(high, load<f64>(values + (<usize>i << 3)));
  if (high == Infinity) high = load<f64>(values + (<usize>(below + 1) << 3));
  return low + (high - low) * (position - <f64>below);
}

function select(values: usize, from: i32, to: i32, rank: i32): f64 {
  let left = from;
  let right = to;
  while (left < right) {
    const x = load<f64>(values + (<usize>left << 3));
    const y = load<f64>(values + (<usize>((left + right) >> 1) << 3));
    const z = load<f64>(values + (<usize>right << 3));
    const pivot = max<f64>(min<f64>(x, y), min<f64>(max<f64>(x, y), z));
    let i = left;
    let j = right;
    while (i <= j) {
      while (load<f64>(values + (<usize>i << 3)) < pivot) i++;
      while (load<f64>(values + (<usize>j << 3)) > pivot) j--;
      if (i > j) break;
      const kept = load<f64>(values + (<usize>i << 3));
      store<f64>(values + (<usize>i << 3), load<f64>(values + (<usize>j << 3)));
      store<f64>(values + (<usize>j << 3), kept);
      i++;
      j--;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else break;
  }
  return load<f64>(values + (<usize>rank << 3));
}

// ---- The memory tail: tail-model.ts

// A maximum above the threshold: MB, environments, 1 where it is only a lower bound.
const MAXIMUM: usize = 24;
const NEGLIGIBLE: f64 = -30;
const LEAST_WEIGHT: f64 = 1e-6;

// posterior: weighs each shape (in `order`) with each scale (an even number); leaves those that matter and gives their number. Four columns of
// `room` numbers each: shape / scale, -1 / shape, weight; where the shape is 0: 1 / scale, 0, weight. Both kinds are filled up to an even number.
export function weighTail(maxima: i32, maximaAt: usize, start: f64, half: f64, shapes: i32, shapesAt: usize, priorsAt: usize, orderAt: usize, scales: i32, scalesAt: usize, logs: usize, out: usize): void {
  let top: f64 = -Infinity;
  for (let o = 0; o < shapes; o++) {
    const s = load<i32>(orderAt + (<usize>o << 2));
    const shape = load<f64>(shapesAt + (<usize>s << 3));
    const prior = load<f64>(priorsAt + (<usize>s << 3));
    const inverse = shape == 0 ? 0 : -1 / shape;
    for (let k = 0; k < scales; k += 2) {
      const scale = v128.load(scalesAt + (<usize>k << 3));
      const steepness = f64x2.div(f64x2.splat(shape == 0 ? 1 : shape), scale);
      const log = f64x2.add(f64x2.splat(prior), likelihoods(steepness, inverse, maxima, maximaAt, start, half, top + NEGLIGIBLE - prior));
      v128.store(logs + (<usize>(s * scales + k) << 3), log);
      top = max<f64>(top, max<f64>(f64x2.extract_lane(log, 0), f64x2.extract_lane(log, 1)));
    }
  }
  let total: f64 = 0;
  for (let i = 0; i < shapes * scales; i++) {
    const weight = exponential(load<f64>(logs + (<usize>i << 3)) - top);
    store<f64>(logs + (<usize>i << 3), weight);
    total += weight;
  }
  steep = keepHypotheses(false, shapes, shapesAt, scales, scalesAt, logs, total, out);
  flat = keepHypotheses(true, shapes, shapesAt, scales, scalesAt, logs, total, out + <usize>steep * HYPOTHESIS);
}

// Steepness, inverse, weight.
const HYPOTHESIS: usize = 24;
// Hypotheses that weighTail left: those with a shape, and behind them those with shape 0.
export let steep: i32 = 0;
export let flat: i32 = 0;

// Pairs: two steepnesses, two inverses, two weights.
function keepHypotheses(ofShape0: bool, shapes: i32, shapesAt: usize, scales: i32, scalesAt: usize, logs: usize, total: f64, out: usize): i32 {
  let count = 0;
  for (let i = 0; i < shapes * scales; i++) {
    const shape = load<f64>(shapesAt + (<usize>(i / scales) << 3));
    const weight = load<f64>(logs + (<usize>i << 3)) / total;
    if (weight <= LEAST_WEIGHT || (shape == 0) != ofShape0) continue;
    const scale = load<f64>(scalesAt + (<usize>(i % scales) << 3));
    putHypothesis(out, count++, shape == 0 ? 1 / scale : shape / scale, shape == 0 ? 0 : -1 / shape, weight);
  }
  if ((count & 1) != 0) putHypothesis(out, count++, 1, -1, 0);
  return count;
}

function putHypothesis(out: usize, at: i32, steepness: f64, inverse: f64, weight: f64): void {
  const to = out + <usize>(at >> 1) * (2 * HYPOTHESIS) + (<usize>(at & 1) << 3);
  store<f64>(to, steepness);
  store<f64>(to, inverse, 16);
  store<f64>(to, weight, 32);
}

// logLikelihood of two scales
// @ts-ignore: decorator
@inline
function likelihoods(steepness: v128, inverse: f64, maxima: i32, at: usize, start: f64, half: f64, least: f64): v128 {
  let sum = f64x2.splat(0);
  let edge: f64 = -Infinity;
  let atEdge = f64x2.splat(1);
  for (let i = 0; i < maxima; i++, at += MAXIMUM) {
    const used = load<f64>(at);
    const lower = used - half - start;
    const from = lower == edge ? atEdge : survivals(steepness, inverse, lower);
    edge = used + half - start;
    atEdge = survivals(steepness, inverse, edge);
    const share = load<f64>(at, 16) != 0 ? from : f64x2.sub(from, atEdge);
    const log = logarithms(f64x2.pmax(share, f64x2.splat(1e-300)));
    sum = f64x2.add(sum, f64x2.mul(f64x2.splat(load<f64>(at, 8)), log));
    if (f64x2.extract_lane(sum, 0) < least && f64x2.extract_lane(sum, 1) < least) break;
  }
  return sum;
}

// survival
// @ts-ignore: decorator
@inline
function survivals(steepness: v128, inverse: f64, x: f64): v128 {
  if (x <= 0) return f64x2.splat(1);
  const steep = f64x2.mul(steepness, f64x2.splat(x));
  if (inverse == 0) return exponentials(f64x2.neg(steep));
  return bounded(steep, f64x2.splat(inverse));
}

// (1 + steep) ^ inverse, 0 where the tail has ended
// @ts-ignore: decorator
@inline
function bounded(steep: v128, inverse: v128): v128 {
  const inside = f64x2.add(f64x2.splat(1), steep);
  const power = exponentials(f64x2.mul(inverse, logarithms(f64x2.pmax(inside, f64x2.splat(1e-300)))));
  return v128.and(power, f64x2.gt(inside, f64x2.splat(0)));
}

// weighed; `excess` above 0
export function tailAbove(ofShape: i32, ofShape0: i32, hypotheses: usize, excess: f64): f64 {
  const x = f64x2.splat(excess);
  let sum = f64x2.splat(0);
  let at = hypotheses;
  for (let i = 0; i < ofShape; i += 2, at += 2 * HYPOTHESIS) {
    const own = bounded(f64x2.mul(v128.load(at), x), v128.load(at, 16));
    sum = f64x2.add(sum, f64x2.mul(v128.load(at, 32), own));
  }
  for (let i = 0; i < ofShape0; i += 2, at += 2 * HYPOTHESIS) {
    const own = exponentials(f64x2.neg(f64x2.mul(v128.load(at), x)));
    sum = f64x2.add(sum, f64x2.mul(v128.load(at, 32), own));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// ---- Exponential and logarithm

// e^x, about 14 digits: 2^k times a polynomial of degree 11 on half of ln 2 around 0, in pairs (Estrin), so that its terms do not wait for each other.
export function exponential(x: f64): f64 {
  return f64x2.extract_lane(exponentials(f64x2.splat(x)), 0);
}

// @ts-ignore: decorator
@inline
function exponentials(value: v128): v128 {
  const x = f64x2.pmax(f64x2.pmin(value, f64x2.splat(709)), f64x2.splat(-700));
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(WHOLE));
  const k = f64x2.sub(shifted, f64x2.splat(WHOLE));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const a0 = f64x2.add(f64x2.splat(1), r);
  const a1 = line(0.5, 1.6666666666666666e-1, r);
  const a2 = line(4.1666666666666664e-2, 8.333333333333333e-3, r);
  const a3 = line(1.3888888888888889e-3, 1.984126984126984e-4, r);
  const a4 = line(2.48015873015873e-5, 2.7557319223985893e-6, r);
  const a5 = line(2.755731922398589e-7, 2.505210838544172e-8, r);
  const low = f64x2.add(a0, f64x2.mul(r2, a1));
  const middle = f64x2.add(a2, f64x2.mul(r2, a3));
  const high = f64x2.add(a4, f64x2.mul(r2, a5));
  const sum = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  // k stands in the lowest bits of `shifted`; 2^k has it in the exponent.
  return f64x2.mul(sum, i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52));
}

// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, x: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), x));
}

// ln of two positive normal numbers, about 15 digits: fdlibm's polynomial (below) without its special cases.
// @ts-ignore: decorator
@inline
function logarithms(value: v128): v128 {
  // The mantissa between about 0.707 and 1.414; the exponent with its bias, so that it is positive.
  const from = i64x2.sub(value, i64x2.splat(0x3fe6a09e667f3bcd));
  const biased = i64x2.add(from, i64x2.splat(0x3ff0000000000000));
  const k = f64x2.sub(v128.or(i64x2.shr_u(biased, 52), i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627371519));
  const m = i64x2.add(v128.and(from, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe6a09e667f3bcd));
  const f = f64x2.sub(m, f64x2.splat(1));
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const w2 = f64x2.mul(w, w);
  const even = f64x2.add(line(3.999999999940941908e-1, 2.222219843214978396e-1, w), f64x2.mul(w2, f64x2.splat(1.531383769920937332e-1)));
  const odd = f64x2.add(line(6.666666666666735130e-1, 2.857142874366239149e-1, w), f64x2.mul(w2, line(1.818357216161805012e-1, 1.479819860511658591e-1, w)));
  const r = f64x2.add(f64x2.mul(w, even), f64x2.mul(z, odd));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const inner = f64x2.add(f64x2.mul(s, f64x2.add(half, r)), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  return f64x2.sub(f64x2.mul(k, f64x2.splat(LN2_HIGH)), f64x2.sub(f64x2.sub(half, inner), f));
}

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
