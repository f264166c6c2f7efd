/** How fast this machine is against Lambda: the reference kernel, and the levels of calibration. */
import { spawnSync } from 'node:child_process';
import { OutsideError } from '../../model/errors.ts';
import type { Calibration } from '../../model/sample.ts';
import { vcpuShare } from '../../model/units.ts';

/** CPU time of one run of the kernel on Lambda x86_64, ms (median; pwrdrvr/lambda-throttling, measured 2025-03-01 on nodejs20.x). */
export const KERNEL_ON_LAMBDA_MS = 3.594;

/** Random bytes, a hash, a compression, a hash: 100 KB, as in the published measurement. */
const KERNEL = `
const { randomBytes, createHash } = require('node:crypto');
const { deflateSync } = require('node:zlib');
const once = () => {
  const bytes = randomBytes(100 * 1024);
  createHash('sha256').update(bytes).digest('hex');
  createHash('sha512').update(deflateSync(bytes)).digest('hex');
};
for (let i = 0; i < 60; i += 1) once();
const blocks = [];
for (let block = 0; block < 12; block += 1) {
  const before = process.cpuUsage();
  for (let i = 0; i < 10; i += 1) once();
  const { user, system } = process.cpuUsage(before);
  blocks.push((user + system) / 10_000);
}
blocks.sort((a, b) => a - b);
process.stdout.write(String((blocks[5] + blocks[6]) / 2));
`;

/** No calibration: times are this machine's, the shape is Lambda's. */
export const UNCALIBRATED: Calibration = {
  level: 0,
  factor: 1,
  source: 'uncalibrated: shape and relative figures only',
};

/** CPU time of one run of the kernel here, ms. Takes about half a second. Throws OutsideError `kernel-failed`. */
export function kernelHereMs(): number {
  const run = spawnSync(process.execPath, ['-e', KERNEL], { encoding: 'utf8', timeout: 30_000, env: {} });
  const value = Number(run.stdout);
  if (run.status === 0 && value > 0) return value;
  throw new OutsideError('kernel-failed', {
    what: 'the reference kernel did not run',
    why: run.stderr || String(run.error),
  });
}

/** Level 1: the quota is divided by the kernel's ratio, so that CPU time takes as long as on Lambda and waiting is not stretched. */
export function byKernel(hereMs: number): Calibration {
  const factor = KERNEL_ON_LAMBDA_MS / hereMs;
  const source = `reference kernel: ${KERNEL_ON_LAMBDA_MS} ms on Lambda, ${hereMs.toFixed(3)} ms here`;
  return { level: 1, factor, source };
}

/** What a REPORT line of the function says (warm call), and what the same call took here without calibration. Times in ms. */
export interface Comparison {
  readonly sizeMB: number;
  readonly lambdaMs: number;
  readonly localMs: number;
  readonly localCpuMs: number;
}

/** Factors beyond these say that something else than CPU speed differs. */
const LEAST_FACTOR = 0.2;
const GREATEST_FACTOR = 5;
/** With less CPU in the call than this share of its time, its duration says nothing about CPU speed. */
const LEAST_CPU_SHARE = 0.1;

/**
 * Level 2: the factor that turns this call's CPU time into Lambda's duration at the same size, its waits left as they are. Null when the call
 * hardly uses CPU or the factor comes out absurd: then level 1 is the better choice.
 */
export function byReport(seen: Comparison): Calibration | null {
  const share = Math.min(1, vcpuShare(seen.sizeMB));
  const busyMs = seen.localCpuMs / share;
  const waitMs = Math.max(0, seen.localMs - busyMs);
  if (busyMs < LEAST_CPU_SHARE * seen.localMs) return null;
  const factor = (seen.lambdaMs - waitMs) / busyMs;
  if (!(factor >= LEAST_FACTOR && factor <= GREATEST_FACTOR)) return null;
  const source = `REPORT at ${seen.sizeMB} MB: ${seen.lambdaMs.toFixed(1)} ms on Lambda, ${seen.localMs.toFixed(1)} ms here`;
  return { level: 2, factor, source };
}
