/** What can be chosen about the local engine. */
import type { Listener } from '../../contracts/listener.ts';
import type { Calibration } from '../../model/sample.ts';
import type { DriverName } from './limits/driver.ts';
import type { LimitHost } from './limits/host.ts';
import type { Interpreters } from './runtimes/runtime-plan.ts';

/** All optional: what is absent is chosen. */
export interface LocalEngineOptions {
  /** A limit driver by name; absent: the best that works. */
  readonly driver?: DriverName;
  /** `none`: level 0; `kernel` (default): level 1; or a finished calibration (level 2: `byReport`). */
  readonly calibration?: 'none' | 'kernel' | Calibration;
  /** Platform's share of Max Memory Used, MB: from a REPORT line of the function (its Max Memory Used less the local peak). Absent: from the runtime's hello world. */
  readonly memoryBaseMB?: number;
  /** NDJSON file for platform and handler lines; absent: none is written. */
  readonly logFile?: string;
  /** Binaries by runtime name, besides PATH. */
  readonly interpreters?: Interpreters;
  /** Who is asked before something is fetched or built, and told of it; absent: nobody, and neither is done. */
  readonly listener?: Pick<Listener, 'confirm' | 'notice'>;
  /** Folder that outlives runs: bundles, packages, runtimes; absent: /var/cache/memfit for root, else the user's cache. */
  readonly cache?: string;
  /** Folder for the run's own folder; absent: the system's. */
  readonly temporary?: string;
  /** Most processes and threads of an environment; absent: 1,024, Lambda's limit. */
  readonly maxProcesses?: number;
  /** A machine other than this one (tests). */
  readonly host?: LimitHost;
}

/** Lambda's limit of processes and threads (Lambda quotas). */
export const MAX_PROCESSES = 1_024;
