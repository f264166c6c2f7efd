/** The one face of everything that can keep a process tree within a share of CPU and a limit of memory. */

/** Names as they stand in samples and reports. */
export const DRIVER_NAMES = ['cgroup-v1', 'cgroup-v2', 'cgroup-v2-systemd', 'sudo', 'duty-cycle'] as const;
/** A kind of limit driver. */
export type DriverName = (typeof DRIVER_NAMES)[number];

/** Counters since the cage was made. Times in ms. `periods` are 0 where the driver has none. */
export interface CageUsage {
  readonly cpuMs: number;
  readonly periods: number;
  readonly throttledPeriods: number;
  /** Processes killed for memory. */
  readonly memoryKills: number;
}

/** The limits of one execution environment. */
export interface Cage {
  /** What to put before the shell that starts the runtime (`systemd-run …`), and what that shell does first, in sh. */
  readonly launch: { readonly prefix: readonly string[]; readonly script: string };
  /** Told the process once it has run the script and before it becomes the runtime. */
  attach(pid: number): void;
  /** Share in vCPU; null: no quota (the init). */
  setCpu(vcpu: number | null): void;
  /** Memory that the processes may hold. False: they hold more already and it cannot be had back. */
  setMemory(bytes: number): boolean;
  freeze(): void;
  thaw(): void;
  usage(): CageUsage;
  pids(): readonly number[];
  /** Kills everything inside and waits until it is gone; gives the number of processes found outside the tree. */
  kill(): Promise<number>;
  /** Kills and removes. */
  remove(): Promise<void>;
}

/** A way of limiting, open for one run. */
export interface LimitDriver {
  readonly name: DriverName;
  /** False: approximate. */
  readonly exact: boolean;
  /** A new cage with room for `maxProcesses`; `cores` null: all. */
  cage(id: string, options: { readonly maxProcesses: number; readonly cores: number | null }): Cage;
  /** CPU time of the whole machine since it started, ms. */
  machineCpuMs(): number;
  close(): Promise<void>;
}

/** Whether a driver can work here. `open` takes the name of the run, which everything it makes is called after. */
export type Probe =
  | { readonly can: true; open(run: string): LimitDriver }
  | { readonly can: false; readonly why: string };
