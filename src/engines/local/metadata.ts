/** Whether this machine is a cloud's, whose metadata address gives credentials to any program that asks. */
import type { LimitFiles } from './limits/host.ts';

/** Makers of the machine as its firmware names them, and what their services call the address. */
const CLOUDS: readonly (readonly [RegExp, string])[] = [
  [/amazon/i, 'Amazon EC2'],
  [/google/i, 'Google Compute Engine'],
  [/microsoft/i, 'Azure'],
];

/**
 * A remark for such a machine, else null. Blocking the address needs a network namespace or filter rules of the whole machine, which would outlive a killed run
 * (docs/decisions/0013): so it is said.
 */
export function metadataRemark(files: LimitFiles): string | null {
  const maker = files.read('/sys/class/dmi/id/sys_vendor') ?? '';
  const cloud = CLOUDS.find(([name]) => name.test(maker))?.[1];
  if (cloud === undefined) return null;
  return `this machine is on ${cloud}: handlers that ask its metadata address themselves can act with its role (SDKs are told not to)`;
}
