/** An event for the runtime, and the envelope it travels in. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { EventEnvelope } from './runtime-api/answers.ts';

/** An event to handle. */
export interface Event {
  readonly body: Uint8Array;
  readonly clientContext: string | null;
  readonly traceId: string | null;
  readonly tenantId: string | null;
}

/** The envelope: ids, deadline, trace. */
export function envelope(event: Event, requestId: string, functionArn: string, leftMs: number): EventEnvelope {
  return {
    requestId,
    invocationId: randomUUID(),
    deadlineMs: Math.round(Date.now() + leftMs),
    functionArn,
    traceId: event.traceId ?? newTrace(),
    clientContext: event.clientContext,
    tenantId: event.tenantId,
    body: event.body,
  };
}

/** A trace of X-Ray's form that is not sampled. */
function newTrace(): string {
  const seconds = Math.floor(Date.now() / 1e3).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
