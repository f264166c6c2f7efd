/** One function ready to be measured: its environments by size, warm and cold calls, repeats of disturbed ones. */
import type { Measured, MeasureRequest, PreparedFunction } from '../../contracts/engine.ts';
import { OutsideError, UserError } from '../../model/errors.ts';
import { isDisturbed, type Sample } from '../../model/sample.ts';
import type { EngineSide } from './engine-side.ts';
import type { CallResult } from './environment.ts';
import { Environment } from './environment.ts';
import type { Workshop } from './workshop.ts';

/** A disturbed call is made again so many times at most; what is still disturbed then is given as it is, marked. */
export const MAX_REPEATS = 3;
/** Largest event of a synchronous call (Lambda quotas: 6 MB). */
const MAX_EVENT_BYTES = 6 * 1_048_576;

/** The function as the engine has prepared it. `side` is the engine's part: gate, ids, calibration. */
export function preparedFunction(shop: Workshop, side: EngineSide, runsOn: string): PreparedFunction {
  const open = new Set<Environment>();
  const idle = new Map<string, Environment[]>();
  let closed = false;

  const fresh = async (sizeMB: number): Promise<Environment> => {
    if (closed)
      throw new OutsideError('engine-closed', { what: `${shop.spec.name} was closed while a call was waiting` });
    const environment = new Environment(shop, sizeMB, side.nextId());
    open.add(environment);
    await environment.open();
    return environment;
  };
  const discard = async (environment: Environment): Promise<void> => {
    open.delete(environment);
    await environment.close();
  };
  /** One idle environment a place is enough: the newest. */
  const keepOnly = async (environment: Environment, place: string): Promise<void> => {
    const before = idle.get(place) ?? [];
    idle.set(place, [environment]);
    await Promise.all(before.map(discard));
  };
  const callIn = async (environment: Environment, request: MeasureRequest): Promise<Measured> => {
    const event = {
      body: request.payload,
      clientContext: request.clientContext ?? null,
      traceId: request.traceId ?? null,
      tenantId: request.tenantId ?? null,
    };
    return measured(shop, side, environment, await environment.call(event), request.payloadName);
  };
  const cold = async (request: MeasureRequest): Promise<Measured[]> => {
    const made: Measured[] = [];
    for (let attempt = 0; attempt <= MAX_REPEATS; attempt += 1) {
      const environment = await fresh(request.sizeMB);
      made.push(await callIn(environment, request));
      if (environment.state === 'frozen') await keepOnly(environment, placeOf(request));
      else await discard(environment);
      if (request.repeat === false || !disturbed(made.at(-1))) break;
    }
    return discardedButLast(made);
  };
  const warm = async (request: MeasureRequest): Promise<Measured[]> => {
    const made: Measured[] = [];
    const place = placeOf(request);
    let environment = idle.get(place)?.pop() ?? null;
    idle.delete(place);
    if (environment && environment.state !== 'frozen') {
      await discard(environment);
      environment = null;
    }
    if (environment === null) {
      environment = await fresh(request.sizeMB);
      const first = await callIn(environment, request);
      // A function that fails at once would only fail again: its first call is the answer.
      if (environment.state !== 'frozen') {
        await discard(environment);
        return [first];
      }
      made.push(first);
    }
    const warming = made.length;
    for (let attempt = 0; attempt <= MAX_REPEATS; attempt += 1) {
      made.push(await callIn(environment, request));
      if (environment.state !== 'frozen' || request.repeat === false || !disturbed(made.at(-1))) break;
    }
    if (environment.state === 'frozen') idle.set(place, [...(idle.get(place) ?? []), environment]);
    else await discard(environment);
    return [...made.slice(0, warming), ...discardedButLast(made.slice(warming))];
  };
  return {
    spec: shop.spec,
    runsOn,
    async measure(request) {
      const admission = side.admits(request.sizeMB);
      if (!admission.can) {
        throw new UserError('size-not-measurable', {
          what: `${shop.spec.name}: ${request.sizeMB} MB cannot be measured here`,
          why: admission.why,
          next: `choose sizes up to ${admission.largestMB} MB, or measure larger ones on AWS`,
        });
      }
      if (request.payload.length > MAX_EVENT_BYTES) {
        throw new UserError('payload-too-large', {
          what: `payload ${request.payloadName} has ${request.payload.length} bytes`,
          why: 'Lambda takes 6 MB at most',
        });
      }
      return side.gate.with(shop.vcpu(request.sizeMB), () => (request.want === 'cold' ? cold(request) : warm(request)));
    },
    async close() {
      closed = true;
      await Promise.all([...open].map(discard));
    },
  };
}

/** Where an idle environment waits: environments are of one size, and of one tenant. */
function placeOf({ sizeMB, tenantId }: MeasureRequest): string {
  return `${sizeMB} ${tenantId ?? ''}`;
}

function disturbed(measured: Measured | undefined): boolean {
  return measured !== undefined && measured.sample.status === 'success' && isDisturbed(measured.sample);
}

/** Repeats stay in the record, as calls that were made but are no evidence. */
function discardedButLast(made: readonly Measured[]): Measured[] {
  return made.map((one, index) =>
    index === made.length - 1 ? one : { ...one, sample: { ...one.sample, kind: 'discarded' as const } },
  );
}

function measured(
  shop: Workshop,
  side: EngineSide,
  environment: Environment,
  call: CallResult,
  payload: string,
): Measured {
  const first = call.index === 0;
  const { init } = environment;
  const suppressed = call.marks.includes('suppressed-init');
  const sample: Sample = {
    function: shop.spec.name,
    sizeMB: environment.sizeMB,
    environment: environment.name,
    index: call.index,
    kind: suppressed ? 'discarded' : first ? 'cold' : 'warm',
    payload,
    requestId: call.requestId,
    at: call.at.toISOString(),
    durationMs: call.durationMs,
    billedMs: call.billedMs,
    cpuMs: call.cpuMs,
    ...(first && init ? { initMs: init.ms, initCpuMs: init.cpuMs } : {}),
    usedMB: call.usedMB,
    status: call.outcome,
    ...(call.errorType === null ? {} : { errorType: call.errorType }),
    marks: [...new Set(call.marks)],
    engine: 'local',
    driver: shop.driver.name,
    calibration: side.calibration,
  };
  return { sample, response: call.response, logTail: call.logTail };
}
