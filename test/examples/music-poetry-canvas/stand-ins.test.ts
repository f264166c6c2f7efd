import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StandIn, startStandIn } from './example.ts';

let bedrock: StandIn;
let media: StandIn;

beforeAll(async () => {
  [bedrock, media] = await Promise.all([startStandIn('bedrock'), startStandIn('media')]);
});

afterAll(() => {
  bedrock?.stop();
  media?.stop();
});

function converse(body: unknown, headers: Record<string, string> = { authorization: 'AWS4-HMAC-SHA256 …' }) {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const ascii = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('…', 'x')]));
  return fetch(`${bedrock.url}/model/a-model%3A0/converse`, { method: 'POST', headers: ascii, body: content });
}

const user = (text: string) => ({ role: 'user', content: [{ text }] });

describe('the stand-in for Bedrock', () => {
  it('answers in the shape of Converse, with usage that adds up', async () => {
    const response = await converse({ messages: [user('Write a poem of 5 lines')] });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as {
      usage: { inputTokens: number; outputTokens: number; totalTokens: number };
      output: { message: { content: { text: string }[] } };
    };
    expect(answer).toMatchObject({
      output: { message: { role: 'assistant', content: [{ text: expect.any(String) }] } },
      stopReason: 'end_turn',
      metrics: { latencyMs: expect.any(Number) },
    });
    expect(answer.usage.totalTokens).toBe(answer.usage.inputTokens + answer.usage.outputTokens);
    expect(answer.output.message.content[0]?.text.split('\n')).toHaveLength(2 + 5);
  });

  it('stops at maxTokens', async () => {
    const body = { messages: [user('Write a poem of 9 lines')], inferenceConfig: { maxTokens: 10 } };
    const answer = (await (await converse(body)).json()) as object;
    expect(answer).toMatchObject({ stopReason: 'max_tokens', usage: { outputTokens: 10 } });
  });

  it('says the same to the same', async () => {
    const poem = async () =>
      ((await (await converse({ messages: [user('Rain')] })).json()) as { output: object }).output;
    expect(await poem()).toEqual(await poem());
  });

  it.each([
    ['no signature', { messages: [user('a')] }, {}, 403, 'MissingAuthenticationTokenException'],
    ['no message', { messages: [] }, undefined, 400, 'ValidationException'],
    ['two turns of the user', { messages: [user('a'), user('b')] }, undefined, 400, 'ValidationException'],
    ['an empty turn', { messages: [{ role: 'user', content: [] }] }, undefined, 400, 'ValidationException'],
    ['no JSON', '{', undefined, 400, 'SerializationException'],
  ])('refuses %s as the service does', async (_, body, headers, status, type) => {
    const response = await converse(body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-errortype')).toBe(type);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });
});

describe('the stand-in for media hosts', () => {
  it('makes the same wave file for the same address, as long as asked for', async () => {
    const get = async (path: string) => Buffer.from(await (await fetch(media.url + path)).arrayBuffer());
    const one = await get('/host/a.wav?seconds=2&bpm=100&key=C&mode=major');
    expect(one.toString('latin1', 0, 4) + one.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(one.readUInt32LE(24)).toBe(44_100);
    expect(one).toHaveLength(44 + 2 * 2 * 44_100);
    expect(one.readUInt32LE(40)).toBe(one.length - 44);
    expect(one).toEqual(await get('/host/a.wav?seconds=2&bpm=100&key=C&mode=major'));
    expect(one).not.toEqual(await get('/host/b.wav?seconds=2&bpm=100&key=C&mode=major'));
  });

  it('makes pictures of the size asked for', async () => {
    const response = await fetch(`${media.url}/host/a.jpg?width=20&height=10`);
    expect(response.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await response.arrayBuffer());
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([20, 10]);
    const length = png.readUInt32BE(33);
    expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(10 * (1 + 20 * 3));
  });
});
