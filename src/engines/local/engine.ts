/** The local engine: runs the user's own function under Lambda's CPU share and memory limit on this machine. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, release, type as systemType, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engine, EngineAbout, PreparedFunction } from '../../contracts/engine.ts';
import type { FunctionSpec } from '../../model/function-spec.ts';
import type { Calibration, SampleMark } from '../../model/sample.ts';
import { vcpuShare } from '../../model/units.ts';
import { admit, Gate } from './admission.ts';
import { byKernel, kernelHereMs, UNCALIBRATED } from './calibration.ts';
import { guard } from './cleanup/guardian.ts';
import { makeRunFolder } from './cleanup/run-folder.ts';
import { newRunName } from './cleanup/run-name.ts';
import { groupRoots, sweep } from './cleanup/sweep.ts';
import type { EngineSide } from './engine-side.ts';
import { Environment } from './environment.ts';
import { type Choice, chooseDriver } from './limits/choose.ts';
import type { LimitDriver } from './limits/driver.ts';
import type { LimitHost } from './limits/host.ts';
import { visibleCores } from './limits/quota.ts';
import { thisHost } from './limits/this-host.ts';
import { cacheFolder, openCache } from './making/cache.ts';
import { makeReady } from './making/make-ready.ts';
import type { Making } from './making/making.ts';
import { HELLO, memoryBase } from './memory-base.ts';
import { metadataRemark } from './metadata.ts';
import { type LocalEngineOptions, MAX_PROCESSES } from './options.ts';
import { preparedFunction } from './prepared.ts';
import { type UserPlan, userPlan } from './processes/lowered-user.ts';
import { checkRunnable, familyOf, planRuntime } from './runtimes/plan.ts';
import type { Means, RuntimePlan } from './runtimes/runtime-plan.ts';
import { tmpDiskFor } from './tmp-disk.ts';
import type { Workshop } from './workshop.ts';

/** Size at which a hello world is measured: ample. */
const HELLO_SIZE_MB = 512;

/** Opens the engine: removes what killed runs left, picks the limits, measures the machine. Throws UserError `no-limit-driver`. */
export async function createLocalEngine(options: LocalEngineOptions = {}): Promise<Engine> {
  const host = options.host ?? thisHost();
  const temporary = options.temporary ?? tmpdir();
  await sweep(host, temporary);
  const choice = chooseDriver(host, options.driver ?? null);
  const calibration = calibrate(options.calibration ?? 'kernel');
  const run = newRunName(host.files);
  const folder = makeRunFolder(temporary, run);
  const guardian = guard(run, temporary, groupRoots(host));
  const driver = choice.probe.open(run);
  return new LocalEngine({ host, driver, choice, calibration, folder, options }, async () => {
    await driver.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    guardian.release();
  });
}

interface Parts {
  readonly host: LimitHost;
  readonly driver: LimitDriver;
  readonly choice: Choice;
  readonly calibration: Calibration;
  readonly folder: string;
  readonly options: LocalEngineOptions;
}

class LocalEngine implements Engine {
  readonly about: EngineAbout;
  readonly #parts: Parts;
  readonly #end: () => Promise<void>;
  readonly #side: EngineSide;
  readonly #prepared = new Set<PreparedFunction>();
  readonly #hellos = new Map<string, Promise<number | null>>();
  #environments = 0;

  constructor(parts: Parts, end: () => Promise<void>) {
    this.#parts = parts;
    this.#end = end;
    this.about = aboutOf(parts);
    this.#side = {
      gate: new Gate(parts.host.cores),
      calibration: parts.calibration,
      admits: (sizeMB) => this.admits(sizeMB),
      nextId: () => {
        this.#environments += 1;
        return `e${this.#environments}`;
      },
    };
  }

  admits(sizeMB: number): ReturnType<Engine['admits']> {
    return admit(sizeMB, this.#parts.host.cores, this.#parts.calibration.factor);
  }

  async prepare(asked: FunctionSpec): Promise<PreparedFunction> {
    const { options, folder } = this.#parts;
    checkRunnable(asked);
    const { spec, means, remarks } = await makeReady(asked, options.interpreters ?? {}, this.#making());
    const plan = planRuntime(spec, means);
    const user = userPlan([...plan.mustRead, dirname(folder)]);
    const hello = options.memoryBaseMB === undefined ? await this.#hello(spec, means, user) : null;
    const baseMB = options.memoryBaseMB ?? memoryBase(spec, plan, hello);
    const shop = this.#workshop(spec, plan, user, baseMB);
    const notes = [
      user.remark,
      extensionsRemark(spec.layers),
      shop.tmpDisk.can ? shop.tmpDisk.remark : shop.tmpDisk.why,
    ].filter((note) => note !== null);
    const prepared = preparedFunction(shop, this.#side, [plan.runsOn, ...remarks, ...notes].join('; '));
    this.#prepared.add(prepared);
    return prepared;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#prepared].map((prepared) => prepared.close()));
    await this.#end();
  }

  #making(): Making {
    const { options, folder } = this.#parts;
    let opened: string | null = null;
    const cache = (): string => {
      opened ??= openCache(options.cache ?? cacheFolder());
      return opened;
    };
    return { cache, temporary: folder, listener: options.listener ?? null };
  }

  #workshop(spec: FunctionSpec, plan: RuntimePlan, user: UserPlan, baseMB: number): Workshop {
    const { host, driver, folder, calibration, options } = this.#parts;
    const region = spec.region ?? 'us-east-1';
    const functionArn = `arn:aws:lambda:${region}:000000000000:function:${spec.name}`;
    return {
      spec,
      plan,
      host,
      driver,
      user,
      folder,
      logFile: options.logFile ?? null,
      tmpDisk: tmpDiskFor([...plan.mustRead, ...(plan.libraries ?? [])], folder),
      logGroup: spec.logGroup ?? `/aws/lambda/${spec.name}`,
      lines: { format: spec.logFormat, functionName: spec.name, functionArn, runtimeVersion: plan.version },
      baseMB,
      maxProcesses: options.maxProcesses ?? MAX_PROCESSES,
      vcpu: (sizeMB) => vcpuShare(sizeMB) / calibration.factor,
      coresFor: (sizeMB) => (visibleCores(sizeMB) < host.cores ? visibleCores(sizeMB) : null),
      standingMarks: (sizeMB) => this.#standingMarks(sizeMB, plan),
      stolenMs: () => stolenMs(host),
    };
  }

  #standingMarks(sizeMB: number, plan: RuntimePlan): SampleMark[] {
    const { host, driver } = this.#parts;
    const admission = this.admits(sizeMB);
    const marks: SampleMark[] = [];
    if (admission.can && admission.alone) marks.push('whole-machine');
    if (visibleCores(sizeMB) > host.cores) marks.push('fewer-cores');
    if (!driver.exact) marks.push('approximate-limiter');
    if (plan.otherBinary) marks.push('other-binary');
    return marks;
  }

  /** Memory of a hello world on this binary, once per binary; null where there is none or it failed. */
  #hello(spec: FunctionSpec, means: Means, user: UserPlan): Promise<number | null> {
    const plan = this.#helloPlan(spec, means);
    if (plan === null) return Promise.resolve(null);
    const key = plan.argv(HELLO_SIZE_MB).join(' ');
    const known = this.#hellos.get(key);
    if (known) return known;
    const measured = this.#measureHello(plan, user);
    this.#hellos.set(key, measured);
    return measured;
  }

  /** How a hello world is run: as the function, without anything of its own. */
  #helloPlan(spec: FunctionSpec, means: Means): HelloPlan | null {
    const hello = HELLO[familyOf(spec.runtime)];
    if (hello === null) return null;
    const codeFolder = join(this.#parts.folder, `hello-${this.#side.nextId()}`);
    mkdirSync(codeFolder, { mode: 0o755 });
    writeFileSync(join(codeFolder, hello.file), hello.text, { mode: 0o644 });
    const simple = { ...spec, codeFolder, handler: 'index.handler', layers: [], environment: {}, timeoutMs: 10_000 };
    const plan = planRuntime(simple, { ...means, packages: [] });
    return { ...plan, spec: simple };
  }

  async #measureHello(plan: HelloPlan, user: UserPlan): Promise<number | null> {
    const shop = { ...this.#workshop(plan.spec, plan, user, 0), logFile: null };
    const environment = new Environment(shop, HELLO_SIZE_MB, this.#side.nextId());
    try {
      await environment.open();
      const call = await environment.call({
        body: Buffer.from('{}'),
        clientContext: null,
        traceId: null,
        tenantId: null,
      });
      return call.outcome === 'success' ? environment.peakMB : null;
    } finally {
      await environment.close();
    }
  }
}

interface HelloPlan extends RuntimePlan {
  readonly spec: FunctionSpec;
}

function calibrate(wanted: 'none' | 'kernel' | Calibration): Calibration {
  if (wanted === 'none') return UNCALIBRATED;
  return wanted === 'kernel' ? byKernel(kernelHereMs()) : wanted;
}

function aboutOf({ host, driver, choice, calibration }: Parts): EngineAbout {
  return {
    engine: 'local',
    driver: driver.name,
    exact: driver.exact,
    calibration,
    remarks: [...choice.rejected.map(({ name, why }) => `not ${name}: ${why}`), metadataRemark(host.files)].filter(
      (remark) => remark !== null,
    ),
    machine: {
      cores: host.cores,
      memoryMB: Math.round(totalmem() / 1_048_576),
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      system: `${systemType()} ${release()}`,
    },
  };
}

/** Extensions run beside the function on Lambda and take of its memory and CPU; here they are not started. */
function extensionsRemark(layers: readonly string[]): string | null {
  const names = layers.flatMap((layer) => {
    try {
      return readdirSync(join(layer, 'extensions'));
    } catch {
      return [];
    }
  });
  return names.length === 0
    ? null
    : `extensions are not started (${names.sort().join(', ')}): on Lambda they take memory and time too`;
}

/** CPU time that the hypervisor gave to others, all cores (`steal` in /proc/stat, ticks of 10 ms). */
function stolenMs(host: LimitHost): number {
  return 10 * Number((host.files.read('/proc/stat') ?? '').split(/\s+/, 9)[8] ?? 0);
}
