/** Limits without any privilege: CPU time is watched, and the processes are stopped and continued as a quota of 20 ms periods would. Linux only; approximate. */
import type { Cage, LimitDriver, Probe } from './driver.ts';
import type { LimitHost } from './host.ts';
import { heldBytes, isDead, markedProcesses, TreeCpu, treeOf } from './process-tree.ts';
import { quotaOf } from './quota.ts';

/** Between looks at the CPU time while a quota is in force. */
const TICK_MS = 1;
/** Between looks at memory. */
const MEMORY_TICK_MS = 10;
const JIFFY_MS = 10;

/** Can processes be watched and stopped here? */
export function probeDutyCycle(host: LimitHost): Probe {
  if (host.platform !== 'linux')
    return { can: false, why: 'needs Linux (/proc); on macOS and Windows run memfit inside a Linux VM or WSL2' };
  if (host.files.read('/proc/self/schedstat') === null)
    return { can: false, why: 'the kernel gives no CPU time per thread (/proc/self/schedstat)' };
  return { can: true, open: (run) => openDutyCycle(host, run) };
}

function openDutyCycle(host: LimitHost, run: string): LimitDriver {
  return {
    name: 'duty-cycle',
    exact: false,
    cage: (id) => new DutyCage(host, `${run}/${id}/`),
    machineCpuMs: () => machineCpu(host),
    close: () => Promise.resolve(),
  };
}

/** User, nice, system, irq and softirq time of all cores. */
function machineCpu(host: LimitHost): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (host.files.read('/proc/stat') ?? '')
    .split(/\s+/, 9)
    .map(Number);
  return (user + nice + system + irq + softirq) * JIFFY_MS;
}

/** One process tree under watch. Lifetime: attach until remove. */
class DutyCage implements Cage {
  readonly #host: LimitHost;
  readonly #marker: string;
  readonly #cpu: TreeCpu;
  #root = 0;
  #quota: { quotaMs: number; periodMs: number } | null = null;
  #limitBytes = Number.POSITIVE_INFINITY;
  #frozen = false;
  #stopped = false;
  #timer: NodeJS.Timeout | null = null;
  #tokensMs = 0;
  #seenCpuMs = 0;
  #periodEndMs = 0;
  #memoryAtMs = 0;
  #periodUsed = false;
  #counts = { periods: 0, throttledPeriods: 0, memoryKills: 0 };
  readonly launch = { prefix: [], script: '' };

  constructor(host: LimitHost, marker: string) {
    this.#host = host;
    this.#marker = marker;
    this.#cpu = new TreeCpu(host.files);
  }

  attach(pid: number): void {
    this.#root = pid;
    this.#seenCpuMs = this.#cpu.update(this.pids());
    this.#tick();
  }

  setCpu(vcpu: number | null): void {
    if (vcpu === null) this.#quota = null;
    else {
      const { quotaUs, periodUs } = quotaOf(vcpu);
      this.#quota = { quotaMs: quotaUs / 1e3, periodMs: periodUs / 1e3 };
      this.#tokensMs = this.#quota.quotaMs;
      this.#periodEndMs = this.#host.nowMs() + this.#quota.periodMs;
    }
    this.#seenCpuMs = this.#cpu.update(this.pids());
    if (!this.#frozen) this.#go();
  }

  setMemory(bytes: number): boolean {
    this.#limitBytes = bytes;
    return true;
  }

  freeze(): void {
    this.#frozen = true;
    this.#signal('SIGSTOP');
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    if (this.#quota) {
      this.#tokensMs = this.#quota.quotaMs;
      this.#periodEndMs = this.#host.nowMs() + this.#quota.periodMs;
    }
    this.#seenCpuMs = this.#cpu.update(this.pids());
    this.#go();
    this.#tick();
  }

  usage(): ReturnType<Cage['usage']> {
    return { cpuMs: this.#cpu.update(this.pids()), ...this.#counts };
  }

  pids(): readonly number[] {
    return this.#root === 0 ? [] : treeOf(this.#host.files, this.#root).filter((pid) => !isDead(this.#host.files, pid));
  }

  async kill(): Promise<number> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#root === 0) return 0;
    const inside = new Set(this.pids());
    const escaped = new Set<number>();
    for (let round = 0; round < 500; round += 1) {
      const marked = markedProcesses(this.#host.files, this.#marker).filter((pid) => pid !== process.pid);
      const left = [...new Set([...this.pids(), ...marked])].filter((pid) => !isDead(this.#host.files, pid));
      for (const pid of marked) if (!inside.has(pid)) escaped.add(pid);
      if (left.length === 0) break;
      for (const pid of left) this.#host.signal(pid, 'SIGKILL');
      await this.#host.sleep(2);
    }
    this.#root = 0;
    this.#frozen = false;
    this.#stopped = false;
    return escaped.size;
  }

  async remove(): Promise<void> {
    await this.kill();
  }

  #tick(): void {
    this.#timer = null;
    if (this.#root === 0 || this.#frozen) return;
    const now = this.#host.nowMs();
    const pids = this.pids();
    if (pids.length === 0) return;
    if (now - this.#memoryAtMs >= MEMORY_TICK_MS) {
      this.#memoryAtMs = now;
      if (this.#overMemory(pids)) return;
    }
    const pause = this.#quota ? this.#account(this.#quota, now, pids) : MEMORY_TICK_MS;
    this.#timer = setTimeout(() => this.#tick(), Math.max(TICK_MS, Math.min(pause, MEMORY_TICK_MS)));
    this.#timer.unref();
  }

  /** Books CPU time against the period's quota as the kernel does: what was overdrawn is taken from the next periods. Gives ms until the next look. */
  #account(quota: { quotaMs: number; periodMs: number }, now: number, pids: readonly number[]): number {
    const cpu = this.#cpu.update(pids);
    const used = cpu - this.#seenCpuMs;
    this.#seenCpuMs = cpu;
    this.#tokensMs -= used;
    if (used > 0) this.#periodUsed = true;
    while (now >= this.#periodEndMs) {
      this.#counts.periods += this.#periodUsed || this.#stopped ? 1 : 0;
      this.#counts.throttledPeriods += this.#stopped ? 1 : 0;
      this.#periodUsed = false;
      this.#periodEndMs += quota.periodMs;
      this.#tokensMs = Math.min(quota.quotaMs, this.#tokensMs + quota.quotaMs);
    }
    if (this.#tokensMs <= 0) {
      this.#stopped = true;
      this.#signal('SIGSTOP');
      return this.#periodEndMs - now;
    }
    this.#go();
    return Math.min(this.#tokensMs, 2);
  }

  #overMemory(pids: readonly number[]): boolean {
    if (heldBytes(this.#host.files, pids) <= this.#limitBytes) return false;
    this.#counts.memoryKills += 1;
    for (const pid of pids) this.#host.signal(pid, 'SIGKILL');
    return true;
  }

  #go(): void {
    this.#stopped = false;
    this.#signal('SIGCONT');
  }

  #signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    for (const pid of this.pids()) this.#host.signal(pid, name);
  }
}
