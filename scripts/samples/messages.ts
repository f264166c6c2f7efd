/** The platform's lines of a call, as Lambda prints them in 2026 (new-style failures, billed init). */
import type { Call, Profile } from './world.ts';

/** One log event. */
export interface LogEvent {
  readonly stream: string;
  readonly timeMs: number;
  readonly message: string;
}

/** The real hash is the runtime image's; any will do, as long as it stays the same. */
const RUNTIME_ARN =
  'arn:aws:lambda:ap-northeast-2::runtime:5a5e2b9c9f4c0c6d2f8a7b31e0d4f6a85a5e2b9c9f4c0c6d2f8a7b31e0d4f6a8';

/** All events of the calls, by time. `reportsOnly`: what a filter for REPORT leaves. */
export function eventsOf(profile: Profile, calls: readonly Call[], reportsOnly: boolean): LogEvent[] {
  const events = calls.flatMap((call) => eventsOfCall(profile, call));
  return events
    .filter((event) => !reportsOnly || event.message.startsWith('REPORT'))
    .sort((a, b) => a.timeMs - b.timeMs);
}

function eventsOfCall(profile: Profile, call: Call): LogEvent[] {
  const began = call.startMs + Math.round(call.initMs ?? 0);
  const at = (timeMs: number, message: string): LogEvent => ({ stream: call.stream, timeMs, message: `${message}\n` });
  return [
    ...(call.initMs === null
      ? []
      : [at(call.startMs, `INIT_START Runtime Version: ${profile.runtime}\tRuntime Version ARN: ${RUNTIME_ARN}`)]),
    at(began, `START RequestId: ${call.requestId} Version: $LATEST`),
    ...(call.said === null || call.ending !== 'success'
      ? []
      : [at(call.endMs - 3, `${new Date(call.endMs - 3).toISOString()}\t${call.requestId}\tINFO\t${call.said}`)]),
    at(call.endMs, `END RequestId: ${call.requestId}`),
    at(call.endMs, report(call)),
  ];
}

function report(call: Call): string {
  const billed = Math.ceil(call.durationMs + (call.initMs ?? 0));
  const fields = [
    `REPORT RequestId: ${call.requestId}`,
    `Duration: ${call.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed} ms`,
    `Memory Size: ${call.sizeMB} MB`,
    `Max Memory Used: ${call.usedMB} MB`,
    ...(call.initMs === null ? [] : [`Init Duration: ${call.initMs.toFixed(2)} ms`]),
    ...ENDINGS[call.ending],
  ];
  return call.ending === 'success' ? `${fields.join('\t')}\t` : fields.join('\t');
}

const ENDINGS: Readonly<Record<Call['ending'], readonly string[]>> = {
  success: [],
  timeout: ['Status: timeout'],
  'out-of-memory': ['Status: error', 'Error Type: Runtime.OutOfMemory'],
};
