import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  type Conversation,
  converse,
  MAX_RESPONSE_BYTES,
} from '../../../../src/engines/local/runtime-api/conversation.ts';

const EVENT = {
  requestId: 'r-1',
  invocationId: 'i-1',
  deadlineMs: 1_234,
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  traceId: 'Root=1-2-3;Sampled=1',
  clientContext: '{"a":1}',
  tenantId: 'tenant-7',
  body: Buffer.from('{"x":1}'),
};
const API = '/2018-06-01/runtime';
const open: Conversation[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((conversation) => conversation.close()));
});

async function start(): Promise<{
  conversation: Conversation;
  answers: Answer[];
  inits: string[];
  asked: () => Promise<void>;
}> {
  const answers: Answer[] = [];
  const inits: string[] = [];
  let count = 0;
  let tell: (() => void) | null = null;
  const conversation = await converse({
    asked: () => {
      count += 1;
      tell?.();
    },
    answered: (answer) => answers.push(answer),
    initFailed: (type) => inits.push(type),
  });
  open.push(conversation);
  const asked = async (): Promise<void> => {
    if (count === 0) await new Promise<void>((resolve) => (tell = resolve));
    count -= 1;
  };
  return { conversation, answers, inits, asked };
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

function call(
  address: string,
  method: string,
  path: string,
  body: string | Buffer = '',
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    const out = request({ host, port, method, path, headers, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts).toString() }),
      );
    });
    out.on('error', reject);
    out.end(body);
  });
}

describe('the Runtime API', () => {
  it('hands out an event with all of its headers and takes the answer once', async () => {
    const { conversation, answers, asked } = await start();
    const next = call(conversation.address, 'GET', `${API}/invocation/next`);
    await asked();
    expect(conversation.deliver(EVENT)).not.toBe(false);
    const event = await next;
    expect(event.status).toBe(200);
    expect(event.body).toBe('{"x":1}');
    expect(event.headers).toMatchObject({
      'lambda-runtime-aws-request-id': 'r-1',
      'lambda-runtime-invocation-id': 'i-1',
      'lambda-runtime-deadline-ms': '1234',
      'lambda-runtime-invoked-function-arn': EVENT.functionArn,
      'lambda-runtime-trace-id': EVENT.traceId,
      'lambda-runtime-client-context': '{"a":1}',
      'lambda-runtime-aws-tenant-id': 'tenant-7',
    });
    const path = `${API}/invocation/r-1/response`;
    expect((await call(conversation.address, 'POST', path, '"ok"')).status).toBe(202);
    expect((await call(conversation.address, 'POST', path, '"again"')).status).toBe(403);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatchObject({ kind: 'response', streamed: false });
  });

  it('refuses a wrong request id, a wrong invocation id and a question before the answer', async () => {
    const { conversation, answers, asked } = await start();
    const next = call(conversation.address, 'GET', `${API}/invocation/next`);
    await asked();
    conversation.deliver(EVENT);
    await next;
    const wrong = await call(conversation.address, 'POST', `${API}/invocation/other/response`, '1');
    expect([wrong.status, JSON.parse(wrong.body).errorType]).toEqual([400, 'InvalidRequestID']);
    const path = `${API}/invocation/r-1/response`;
    const echo = await call(conversation.address, 'POST', path, '1', { 'Lambda-Runtime-Invocation-Id': 'i-0' });
    expect([echo.status, JSON.parse(echo.body).errorType]).toEqual([400, 'InvalidInvocationId']);
    expect((await call(conversation.address, 'GET', `${API}/invocation/next`)).status).toBe(403);
    expect(answers).toEqual([]);
    const right = await call(conversation.address, 'POST', path, '1', { 'Lambda-Runtime-Invocation-Id': 'i-1' });
    expect(right.status).toBe(202);
  });

  it('turns an answer of more than 6 MB into an error and tells the runtime', async () => {
    const { conversation, answers, asked } = await start();
    const next = call(conversation.address, 'GET', `${API}/invocation/next`);
    await asked();
    conversation.deliver(EVENT);
    await next;
    const reply = await call(
      conversation.address,
      'POST',
      `${API}/invocation/r-1/response`,
      Buffer.alloc(MAX_RESPONSE_BYTES + 1),
    );
    expect(reply.status).toBe(413);
    expect(answers[0]).toMatchObject({ kind: 'error', errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('reads a streamed answer and an error in its trailers', async () => {
    const { conversation, answers, asked } = await start();
    const next = call(conversation.address, 'GET', `${API}/invocation/next`);
    await asked();
    conversation.deliver(EVENT);
    await next;
    const [host, port] = conversation.address.split(':');
    const body = Buffer.from('{"errorMessage":"late"}').toString('base64');
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () => {
        socket.write(
          `POST ${API}/invocation/r-1/response HTTP/1.1\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
            `Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n0\r\nLambda-Runtime-Function-Error-Type: Late\r\n` +
            `Lambda-Runtime-Function-Error-Body: ${body}\r\n\r\n`,
        );
      });
      socket.once('data', () => {
        socket.destroy();
        resolve();
      });
    });
    expect(answers[0]).toMatchObject({ kind: 'error', errorType: 'Late' });
    expect(answers[0]?.body.toString()).toBe('{"errorMessage":"late"}');
  });

  it('takes an init error by its header or by its body', async () => {
    const { conversation, inits } = await start();
    const path = `${API}/init/error`;
    await call(conversation.address, 'POST', path, '{}', { 'Lambda-Runtime-Function-Error-Type': 'Runtime.A' });
    await call(conversation.address, 'POST', path, '{"errorType":"Runtime.B"}');
    await call(conversation.address, 'POST', path, 'no json');
    expect(inits).toEqual(['Runtime.A', 'Runtime.B', 'Runtime.Unknown']);
  });

  it('answers what it does not offer with words and the rest with 404 and 405', async () => {
    const { conversation } = await start();
    expect((await call(conversation.address, 'POST', '/2020-01-01/extension/register')).body).toContain('extensions');
    expect((await call(conversation.address, 'GET', `${API}/restore/next`)).status).toBe(403);
    expect((await call(conversation.address, 'GET', '/nothing')).status).toBe(404);
    expect((await call(conversation.address, 'POST', `${API}/invocation/next`)).status).toBe(405);
  });

  it('has nobody to hand an event to when the waiting connection is gone', async () => {
    const { conversation, asked } = await start();
    const [host, port] = conversation.address.split(':');
    const socket = connect(Number(port), host);
    socket.write(`GET ${API}/invocation/next HTTP/1.1\r\n\r\n`);
    await asked();
    conversation.reset();
    expect(conversation.deliver(EVENT)).toBe(false);
    socket.destroy();
  });
});
