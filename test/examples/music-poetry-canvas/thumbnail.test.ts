import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { handler } from '../../../examples/music-poetry-canvas/functions/thumbnail/handler.ts';
import { isPrivate, publicLookup } from '../../../examples/music-poetry-canvas/functions/thumbnail/target.ts';
import { bodyOf, payload, type StandIn, startStandIn } from './example.ts';

let media: StandIn;

beforeAll(async () => {
  media = await startStandIn('media');
});

afterAll(() => media?.stop());

beforeEach(() => {
  process.env.IMAGE_HOSTS = 'i.ytimg.com, img.youtube.com,localhost';
  process.env.STAND_IN_ORIGIN = media.url;
});

function showing(url: string, headers: Record<string, string> = {}): APIGatewayProxyEventV2 {
  return { ...payload('thumbnail-small'), queryStringParameters: { url }, headers };
}

const PICTURE = 'https://i.ytimg.com/vi/a/default.png?width=40&height=30';

describe('Thumbnail', () => {
  it('passes a picture on with headers that let browsers keep it', async () => {
    const answer = await handler(payload('thumbnail-small'));
    expect(answer.statusCode).toBe(200);
    expect(answer.isBase64Encoded).toBe(true);
    const bytes = Buffer.from(answer.body ?? '', 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': expect.stringContaining('max-age=86400'),
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
    });
  });

  it('answers 304 without a body to a browser that has the picture', async () => {
    const etag = String((await handler(showing(PICTURE))).headers?.etag);
    const again = await handler(showing(PICTURE, { 'if-none-match': `"other", W/${etag}` }));
    expect(again.statusCode).toBe(304);
    expect(again.body).toBeUndefined();
    expect((await handler(showing(PICTURE, { 'if-none-match': '"other"' }))).statusCode).toBe(200);
  });

  it.each([
    ['no address', '', 400],
    ['plain http', 'http://i.ytimg.com/a.png', 400],
    ['another port', 'https://i.ytimg.com:8443/a.png', 400],
    ['a user in the address', 'https://i.ytimg.com@evil.example/a.png', 400],
    ['a file', 'file:///etc/passwd', 400],
    ['a host that is not on the list', 'https://evil.example/a.png', 403],
    ['a host that only ends like one on the list', 'https://i.ytimg.com.evil.example/a.png', 403],
    ['the metadata address', 'https://169.254.169.254/latest/meta-data', 403],
    ['a picture that is not there', 'https://i.ytimg.com/none', 404],
    ['a page', 'https://i.ytimg.com/page.html', 415],
    ['a picture that is too large', 'https://i.ytimg.com/large.png?bytes=5000000', 413],
  ])('refuses %s: %s with %i', async (_, url, status) => {
    const answer = await handler(showing(url));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['cache-control']).toBe('no-store');
    expect(bodyOf(answer)).toEqual({ error: expect.any(String), message: expect.any(String) });
  });

  it('follows a redirect to a host on the list', async () => {
    const answer = await handler(showing(`https://i.ytimg.com/redirect?to=${encodeURIComponent('/vi/b/x.png')}`));
    expect(answer.statusCode).toBe(200);
  });

  it.each([
    ['elsewhere', 'https://evil.example/a.png', 403],
    ['to the metadata address', 'http://169.254.169.254/', 400],
    ['in a circle', '/redirect?to=/redirect', 502],
  ])('does not follow a redirect %s', async (_, to, status) => {
    const inCircle = to.startsWith('/redirect');
    const target = inCircle
      ? `/redirect?to=${encodeURIComponent(circle(6))}`
      : `/redirect?to=${encodeURIComponent(to)}`;
    const answer = await handler(showing(`https://i.ytimg.com${target}`));
    expect(answer.statusCode).toBe(status);
  });

  it('says that the source failed when nothing listens there', async () => {
    process.env.STAND_IN_ORIGIN = 'http://127.0.0.1:1';
    expect((await handler(showing(PICTURE))).statusCode).toBe(502);
  });

  it('refuses a host on the list whose name means a private address', async () => {
    delete process.env.STAND_IN_ORIGIN;
    const answer = await handler(showing('https://localhost/a.png'));
    expect(answer.statusCode).toBe(403);
    expect(bodyOf(answer).error).toBe('host-not-allowed');
  });
});

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    'fc00::1',
    'fe80::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2002:7f00:1::',
    'no address',
  ])('%s is private', (address) => expect(isPrivate(address)).toBe(true));

  it.each(['8.8.8.8', '172.32.0.1', '142.250.1.1', '2404:6800:4004::1', '2600:1f00::1'])('%s is public', (address) =>
    expect(isPrivate(address)).toBe(false),
  );

  it('are refused for the connection itself, whether one or all are asked for', async () => {
    for (const all of [true, false]) {
      const error = await new Promise((resolve) => publicLookup('127.0.0.1', { all }, resolve));
      expect(error).toMatchObject({ code: 'host-not-allowed' });
    }
  });
});

/** A redirect to a redirect to …, `depth` times. */
function circle(depth: number): string {
  return depth === 0 ? '/a.png' : `/redirect?to=${encodeURIComponent(circle(depth - 1))}`;
}
