/** What the platform and one runtime say to each other: one event at a time, one answer to each, checked as the service checks. */
import { accepted, type EventEnvelope, eventAnswer, refused } from './answers.ts';
import type { ApiRequest } from './request-reader.ts';
import { callOf } from './routes.ts';
import { type ApiServer, type Exchange, listen } from './server.ts';

/** Largest answer of a buffered call: 6 MB and 100 bytes (Lambda quotas; the message of the service names 6291556 bytes). */
export const MAX_RESPONSE_BYTES = 6_291_556;
/** Largest streamed answer (Lambda quotas, 2026). */
export const MAX_STREAMED_BYTES = 200 * 1_048_576;

/** How the runtime answered an event. */
export type Answer =
  | { readonly kind: 'response'; readonly body: Buffer; readonly bytes: number; readonly streamed: boolean }
  | { readonly kind: 'error'; readonly body: Buffer; readonly errorType: string };

/** What the environment is told. Times are from process.hrtime. */
export interface ConversationEvents {
  /** The runtime asks for an event: its init, or its work on the event before, is over. */
  asked(atNs: bigint): void;
  /** The runtime has answered; it may still be at work until it asks again. */
  answered(answer: Answer): void;
  initFailed(errorType: string, body: Buffer): void;
}

/** The platform's side. */
export interface Conversation {
  readonly address: string;
  /** Hands an event to the runtime that waits for one; gives the moment of writing. False: none is waiting. */
  deliver(event: EventEnvelope): bigint | false;
  /** Forgets all connections and the open event: the runtime is dead. */
  reset(): void;
  close(): Promise<void>;
}

/** Opens the server of one environment. */
export async function converse(events: ConversationEvents): Promise<Conversation> {
  let waiting: Exchange | null = null;
  let open: OpenEvent | null = null;

  const next = (exchange: Exchange): void => {
    if (open && !open.answered) exchange.answer(wrongState('InvocationNext before an answer'));
    else if (waiting?.alive) exchange.answer(wrongState('InvocationNext twice'));
    else {
      open = null;
      waiting = exchange;
      events.asked(exchange.arrivedNs);
    }
  };
  const answer = (exchange: Exchange, kind: 'response' | 'error', requestId: string): void => {
    const { request } = exchange;
    const refusal = refusalOf(request, requestId, open);
    if (refusal || !open) {
      exchange.answer(refusal ?? wrongId('InvalidRequestID', 'Invalid request ID'));
      return;
    }
    open.answered = true;
    const taken = kind === 'response' ? judgeResponse(request) : errorOf(request, 'Unhandled');
    exchange.answer(kind === 'response' && isTooLarge(request) ? tooLarge(request) : accepted());
    events.answered(taken);
  };
  const handle = (exchange: Exchange): void => {
    const call = callOf(exchange.request.method, exchange.request.path);
    switch (call.kind) {
      case 'next':
        next(exchange);
        break;
      case 'response':
      case 'error':
        answer(exchange, call.kind, call.requestId);
        break;
      case 'init-error': {
        const failure = errorOf(exchange.request, 'Runtime.Unknown');
        exchange.answer(accepted());
        events.initFailed(failure.errorType, failure.body);
        break;
      }
      case 'refused':
        exchange.answer(refused('403 Forbidden', 'NotOffered', `the local engine does not offer ${call.what}`));
        break;
      case 'wrong-method':
        exchange.answer(refused('405 Method Not Allowed', 'MethodNotAllowed', 'wrong method'));
        break;
      case 'unknown':
        exchange.answer(refused('404 Not Found', 'NotFound', 'no such call in the Runtime API'));
        break;
      default:
        call satisfies never;
    }
  };
  const server: ApiServer = await listen(MAX_RESPONSE_BYTES + 1, handle);
  return {
    address: server.address,
    deliver(event) {
      if (!waiting?.alive) return false;
      const bytes = eventAnswer(event);
      const exchange = waiting;
      waiting = null;
      open = { event, answered: false };
      const now = process.hrtime.bigint();
      exchange.answer(bytes);
      return now;
    },
    reset() {
      waiting = null;
      open = null;
      server.dropConnections();
    },
    close: () => server.close(),
  };
}

interface OpenEvent {
  readonly event: EventEnvelope;
  answered: boolean;
}

function refusalOf(request: ApiRequest, requestId: string, open: OpenEvent | null): Buffer | null {
  if (open?.event.requestId !== requestId) return wrongId('InvalidRequestID', 'Invalid request ID');
  const echo = request.headers.get('lambda-runtime-invocation-id');
  if (echo !== undefined && echo !== open.event.invocationId) {
    return wrongId('InvalidInvocationId', 'Invalid invocation ID');
  }
  return open.answered ? wrongState('a second answer to one event') : null;
}

function judgeResponse(request: ApiRequest): Answer {
  const streamed = isStreamed(request);
  const trailerType = request.trailers.get('lambda-runtime-function-error-type');
  if (trailerType !== undefined) {
    const body = request.trailers.get('lambda-runtime-function-error-body') ?? '';
    return { kind: 'error', errorType: trailerType, body: Buffer.from(body, 'base64') };
  }
  if (!isTooLarge(request)) return { kind: 'response', body: request.body, bytes: request.bodyBytes, streamed };
  const errorType = 'Function.ResponseSizeTooLarge';
  const limit = streamed ? MAX_STREAMED_BYTES : MAX_RESPONSE_BYTES;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
  return { kind: 'error', errorType, body: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}

function isStreamed(request: ApiRequest): boolean {
  return (request.headers.get('lambda-runtime-function-response-mode') ?? '').toLowerCase() === 'streaming';
}

function isTooLarge(request: ApiRequest): boolean {
  return request.bodyBytes > (isStreamed(request) ? MAX_STREAMED_BYTES : MAX_RESPONSE_BYTES);
}

function errorOf(request: ApiRequest, otherwise: string): Answer & { kind: 'error' } {
  const named = request.headers.get('lambda-runtime-function-error-type');
  return { kind: 'error', body: request.body, errorType: plainWord(named ?? bodyErrorType(request.body) ?? otherwise) };
}

function bodyErrorType(body: Buffer): string | undefined {
  try {
    const value = (JSON.parse(body.toString('utf8')) as { errorType?: unknown } | null)?.errorType;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The type goes into platform lines: no tabs or breaks, bounded. */
function plainWord(type: string): string {
  return type.replace(/[^\x21-\x7e]+/g, '').slice(0, 128) || 'Unknown';
}

function wrongId(type: string, message: string): Buffer {
  return refused('400 Bad Request', type, message);
}

function wrongState(what: string): Buffer {
  return refused('403 Forbidden', 'InvalidStateTransition', `State transition failed: ${what}`);
}

function tooLarge(request: ApiRequest): Buffer {
  const message = `Exceeded maximum allowed payload size: ${request.bodyBytes} bytes`;
  return refused('413 Request Entity Too Large', 'RequestEntityTooLarge', message);
}
