/** Fetches a picture within limits of size, time and number of redirects. */
import { get as getPlain, type IncomingMessage } from 'node:http';
import { Agent, get as getSecure } from 'node:https';
import { ThumbnailFailure } from './failures.ts';
import { addressOf, publicLookup, readTarget } from './target.ts';

/** A picture as it came. */
export interface Picture {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Lambda answers with 6 MB at most, and base64 makes four bytes of three. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 3;
/** Below the function's own 10 seconds, so that the caller hears why. */
const TIME_LIMIT_MS = 8_000;
/** Not SVG: it can carry scripts, and would run them under our own name. */
const PICTURE = /^image\/(?:avif|gif|jpeg|png|webp)$/;

const agent = new Agent({ keepAlive: true });

/** The picture at a checked address. Throws ThumbnailFailure. */
export async function fetchPicture(target: URL): Promise<Picture> {
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    let here = target;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await request(addressOf(here), signal);
      const next = redirectOf(response);
      if (next === null) return await pictureOf(response);
      response.destroy();
      here = readTarget(next, here);
    }
    throw new ThumbnailFailure('source-failed', `more than ${MAX_REDIRECTS} redirects`);
  } catch (error) {
    throw failureOf(error, signal);
  }
}

function request(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = { accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif', 'user-agent': 'thumbnail/1.0' };
  return new Promise((resolve, reject) => {
    // Plain http can only be the stand-in: targets are https.
    const sent =
      url.protocol === 'http:'
        ? getPlain(url, { headers, signal }, resolve)
        : getSecure(url, { headers, signal, agent, lookup: publicLookup }, resolve);
    sent.on('error', reject);
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined ? headers.location : null;
}

async function pictureOf(response: IncomingMessage): Promise<Picture> {
  try {
    return await readPicture(response);
  } finally {
    // A body that is not wanted is not waited for.
    if (!response.complete) response.destroy();
  }
}

async function readPicture(response: IncomingMessage): Promise<Picture> {
  const { statusCode = 0, headers } = response;
  if (statusCode === 404 || statusCode === 410) throw new ThumbnailFailure('not-found', 'there is no such picture');
  if (statusCode !== 200) throw new ThumbnailFailure('source-failed', `the source answered ${statusCode}`);
  const contentType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!PICTURE.test(contentType)) throw new ThumbnailFailure('not-a-picture', `${contentType || 'this'} is not passed on`);
  const tooLarge = new ThumbnailFailure('picture-too-large', `pictures may have ${MAX_BYTES} bytes`);
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge;
  const parts: Buffer[] = [];
  let size = 0;
  // The length that was announced need not be true.
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BYTES) throw tooLarge;
    parts.push(part);
  }
  return { bytes: Buffer.concat(parts), contentType };
}

function failureOf(error: unknown, signal: AbortSignal): ThumbnailFailure {
  if (error instanceof ThumbnailFailure) return error;
  if (signal.aborted) return new ThumbnailFailure('source-too-slow', 'the source did not answer in time', error);
  return new ThumbnailFailure('source-failed', 'the source could not be read', error);
}
