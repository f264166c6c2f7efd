import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestReader } from '../../../../src/engines/local/runtime-api/request-reader.ts';

const KEPT = 1_000;

function readAll(text: string, cuts: readonly number[] = []): ReturnType<RequestReader['feed']> {
  const bytes = Buffer.from(text, 'latin1');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const reader = new RequestReader(KEPT);
  return places.slice(1).flatMap((to, index) => reader.feed(bytes.subarray(places[index], to)));
}

describe('the reader of requests', () => {
  it('reads a body by length and a body in chunks with trailers, pipelined', () => {
    const [first, second, third] = readAll(
      'POST /a HTTP/1.1\r\nContent-Length: 3\r\nX-Y: z\r\n\r\nabc' +
        'POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nabc\r\nA\r\n0123456789\r\n0\r\nErr: E\r\n\r\n' +
        'GET /c HTTP/1.0\r\n\r\n',
    );
    expect(first).toMatchObject({ method: 'POST', path: '/a', bodyBytes: 3, keepAlive: true });
    expect(first?.headers.get('x-y')).toBe('z');
    expect(second?.body.toString()).toBe('abc0123456789');
    expect(second?.trailers.get('err')).toBe('E');
    expect(third).toMatchObject({ path: '/c', keepAlive: false, bodyBytes: 0 });
  });

  it('reads the same whatever pieces the bytes come in', () => {
    const text =
      'POST /r HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello' +
      'POST /s HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nworld\r\n0\r\n\r\nGET /n HTTP/1.1\r\n\r\n';
    const whole = readAll(text);
    expect(whole).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 20 }), (cuts) => {
        expect(readAll(text, cuts)).toEqual(whole);
      }),
    );
  });

  it('keeps the beginning of a long body and counts all of it', () => {
    const [request] = readAll(`POST /x HTTP/1.1\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5_000)}`);
    expect(request?.bodyBytes).toBe(5_000);
    expect(request?.body.length).toBe(KEPT);
  });

  it.each([
    ['no request at all', 'hello\r\n\r\n'],
    ['a bad length', 'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n'],
    ['length and chunks together', 'POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['a bad chunk', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['an endless head', `GET / HTTP/1.1\r\nA: ${'a'.repeat(1_200_000)}`],
  ])('gives up on %s', (_name, text) => {
    const reader = new RequestReader(KEPT);
    expect(reader.feed(Buffer.from(text, 'latin1'))).toEqual([]);
    expect(reader.broken).not.toBeNull();
    expect(reader.feed(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toEqual([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        new RequestReader(KEPT).feed(Buffer.from(bytes));
      }),
    );
  });

  it('says when a client waits for leave to send its body', () => {
    const reader = new RequestReader(KEPT);
    reader.feed(Buffer.from('POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n'));
    expect(reader.takeExpectation()).toBe(true);
    expect(reader.takeExpectation()).toBe(false);
  });
});
