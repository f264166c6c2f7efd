/** What all environments of one function share. */
import type { FunctionSpec } from '../../model/function-spec.ts';
import type { SampleMark } from '../../model/sample.ts';

import type { LimitDriver } from './limits/driver.ts';
import type { LimitHost } from './limits/host.ts';
import type { LineContext } from './logs/platform-lines.ts';
import type { UserPlan } from './processes/lowered-user.ts';
import type { RuntimePlan } from './runtimes/runtime-plan.ts';
import type { TmpDisk } from './tmp-disk.ts';

/** The function, the limits, and the figures that turn sizes into limits. */
export interface Workshop {
  readonly spec: FunctionSpec;
  readonly plan: RuntimePlan;
  readonly host: LimitHost;
  readonly driver: LimitDriver;
  readonly user: UserPlan;
  /** Folder of the run; each environment has one below it. */
  readonly folder: string;
  /** NDJSON file that platform and handler lines go to; null: nowhere. */
  readonly logFile: string | null;
  readonly logGroup: string;
  /** Whether each environment has a disk of its own as /tmp. */
  readonly tmpDisk: TmpDisk;
  readonly lines: Omit<LineContext, 'sizeMB'>;
  /** Lambda's own share of Max Memory Used for this runtime, MB. */
  readonly baseMB: number;
  readonly maxProcesses: number;
  /** Quota of a size, vCPU of this machine. */
  vcpu(sizeMB: number): number;
  /** Cores the environment may see; null: all. */
  coresFor(sizeMB: number): number | null;
  /** Marks that every sample of this size carries. */
  standingMarks(sizeMB: number): readonly SampleMark[];
  /** CPU time that the hypervisor took since the machine started, all cores, ms. */
  stolenMs(): number;
}
