/** GET /thumbnails?url=…: passes a picture on from a host that is allowed, with headers that let browsers keep it. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ThumbnailFailure } from './failures.ts';
import { fetchPicture } from './picture.ts';
import { readTarget } from './target.ts';

/** A day: pictures of a piece hardly change, and a day of a stale one hurts nobody. */
const CACHE = 'public, max-age=86400, stale-while-revalidate=604800';

/** Lambda's entry: the picture (base64, as the HTTP API wants it), 304 when the caller has it, or `{error, message}`. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const target = readTarget(event.queryStringParameters?.url ?? '');
    const { bytes, contentType } = await fetchPicture(target);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
    const headers = { 'cache-control': CACHE, etag, 'x-content-type-options': 'nosniff' };
    if (hasIt(event.headers['if-none-match'], etag)) return { statusCode: 304, headers };
    return {
      statusCode: 200,
      headers: { ...headers, 'content-type': contentType },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    };
  } catch (error) {
    if (!(error instanceof ThumbnailFailure)) throw error;
    return {
      statusCode: error.status,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      body: JSON.stringify({ error: error.code, message: error.message }),
    };
  }
}

function hasIt(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}
