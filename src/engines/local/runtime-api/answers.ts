/** The bytes of the Runtime API's answers. */

/** An event on its way to the runtime: what GET /next answers. */
export interface EventEnvelope {
  readonly requestId: string;
  /** A second id of this very delivery, to be echoed (Runtime API, 2026). */
  readonly invocationId: string;
  /** ms since 1970 UTC. */
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  readonly clientContext: string | null;
  readonly tenantId: string | null;
  readonly body: Uint8Array;
}

/** Answer to GET /next: headers and event in one piece, so that one write carries it. */
export function eventAnswer(event: EventEnvelope): Buffer {
  const head = [
    'HTTP/1.1 200 OK',
    'Content-Type: application/json',
    `Lambda-Runtime-Aws-Request-Id: ${event.requestId}`,
    `Lambda-Runtime-Invocation-Id: ${event.invocationId}`,
    `Lambda-Runtime-Deadline-Ms: ${event.deadlineMs}`,
    `Lambda-Runtime-Invoked-Function-Arn: ${event.functionArn}`,
    `Lambda-Runtime-Trace-Id: ${oneLine(event.traceId)}`,
    ...(event.clientContext === null ? [] : [`Lambda-Runtime-Client-Context: ${oneLine(event.clientContext)}`]),
    ...(event.tenantId === null ? [] : [`Lambda-Runtime-Aws-Tenant-Id: ${oneLine(event.tenantId)}`]),
    `Content-Length: ${event.body.length}`,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), event.body]);
}

/** 202: taken. */
export function accepted(): Buffer {
  return document('202 Accepted', { status: 'OK' });
}

/** A refusal in the service's form: {errorMessage, errorType}. */
export function refused(status: string, errorType: string, errorMessage: string): Buffer {
  return document(status, { errorMessage, errorType });
}

/** Leave to send the body (RFC 9110, 10.1.1). */
export const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');

function document(status: string, value: object): Buffer {
  const body = `${JSON.stringify(value)}\n`;
  return Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** A header value cannot carry a line break; the rest of latin1 passes. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, ' ');
}
