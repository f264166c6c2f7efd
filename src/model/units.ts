/** Units and the checked values made of them. Names carry the unit (`sizeMB`, `durationMs`); only a Lambda memory size has a type of its own. */
import { UserError } from './errors.ts';

/** The smallest size Lambda accepts, in MB (Lambda quotas, 2026). */
export const MIN_SIZE_MB = 128;
/** The largest size of an ordinary function, in MB (Lambda quotas, 2026; Managed Instances go to 32,768 and are declined). */
export const MAX_SIZE_MB = 10_240;
/** The size at which a function gets one full vCPU, in MB (Lambda Developer Guide, configuration-memory). */
export const ONE_VCPU_MB = 1_769;
/** Megabytes in a gigabyte as Lambda bills it (128 MB = 0.125 GB on the pricing page). */
export const MB_PER_GB = 1_024;

declare const memorySizeBrand: unique symbol;
/** A whole number of MB that `UpdateFunctionConfiguration` would accept for an ordinary function: 128..10,240 in steps of 1. */
export type MemorySize = number & { readonly [memorySizeBrand]: 'MB' };

/** Checks a number and gives it back as a memory size. Throws a UserError `invalid-size` naming `where` (a flag, a file path). */
export function memorySize(value: number, where = 'memory size'): MemorySize {
  if (Number.isInteger(value) && value >= MIN_SIZE_MB && value <= MAX_SIZE_MB) return value as MemorySize;
  throw new UserError('invalid-size', {
    what: `${where}: ${value} is not a Lambda memory size`,
    why: `Lambda accepts whole numbers from ${MIN_SIZE_MB} to ${MAX_SIZE_MB} MB`,
    next: `give a whole number of MB such as 512`,
  });
}

/** The nearest valid memory size at or above a need in MB (never above 10,240). */
export function sizeAtLeast(needMB: number): MemorySize {
  return Math.min(MAX_SIZE_MB, Math.max(MIN_SIZE_MB, Math.ceil(needMB))) as MemorySize;
}

/** CPU share of a size in vCPU: size / 1,769 (0.072 at 128 MB, 5.79 at 10,240 MB). */
export function vcpuShare(sizeMB: number): number {
  return sizeMB / ONE_VCPU_MB;
}

/** Processor architectures Lambda bills at different prices. */
export const ARCHITECTURES = ['x86_64', 'arm64'] as const;
/** One of Lambda's two instruction set architectures, in AWS's spelling. */
export type Architecture = (typeof ARCHITECTURES)[number];
