/** Which sizes the machine can hold, and how many environments may run at once: the sum of their shares stays below its cores. */
import type { Admission } from '../../contracts/engine.ts';
import { vcpuShare } from '../../model/units.ts';

/** Left to the engine itself and the system (two environments that fill the machine cost each other up to 86 %; docs/local-engine.md). */
const RESERVE_CORES = 0.25;

/** Whether a size can be measured on `cores` cores when its quota is its share divided by `factor`. */
export function admit(sizeMB: number, cores: number, factor: number): Admission {
  const vcpu = vcpuShare(sizeMB) / factor;
  if (vcpu > cores + 1e-9) {
    const largestMB = Math.floor(cores * 1_769 * factor);
    const why = `${sizeMB} MB is ${vcpu.toFixed(2)} cores of this machine, which has ${cores}; the largest size it can measure is ${largestMB} MB`;
    return { can: false, why, largestMB };
  }
  return { can: true, alone: vcpu > cores - RESERVE_CORES };
}

/** Lets work in while the sum of shares fits; the first in the queue goes first. */
export class Gate {
  readonly #capacity: number;
  #used = 0;
  readonly #waiting: { readonly vcpu: number; readonly enter: () => void }[] = [];

  constructor(cores: number) {
    this.#capacity = cores - RESERVE_CORES;
  }

  /** Runs `work` when there is room; what needs more than all runs alone. */
  async with<T>(vcpu: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(vcpu, this.#capacity);
    await new Promise<void>((enter) => {
      this.#waiting.push({ vcpu: share, enter });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#used -= share;
      this.#admit();
    }
  }

  #admit(): void {
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      if (this.#used > 0 && this.#used + first.vcpu > this.#capacity + 1e-9) return;
      this.#waiting.shift();
      this.#used += first.vcpu;
      first.enter();
    }
  }
}
