// Stands in for the hosts of audio and pictures: /<host>/<path> is answered with what the path ends in.
//   node media.mjs [--port 0] [--factor 0.02] [--seed 1] [--ready-file FILE] [--with-parent]
//   ….wav?seconds=8&bpm=120&key=A&mode=minor   music, made on the spot, the same for the same address
//   ….png?width=480&height=360, ….jpg          a picture (always PNG: its content type says so)
//   …/redirect?to=ADDRESS  …/large.png?bytes=N  …/page.html  …/broken.wav  …/hangs.png  anything else: 404
import { makeMusic } from './music.mjs';
import { makePicture } from './picture.mjs';
import { factorOf, randomOf, readOptions, seedOf, serve, spread, wait } from './serve.mjs';

/** Guessed for a content network near the Region. */
const LATENCY = { firstByteMs: 60, megabytesPerSecond: 12, sigma: 0.35 };

const options = readOptions();
const factor = factorOf(options);
const made = new Map();
let calls = 0;

serve(async (request, response) => {
  const url = new URL(request.url, 'http://stand-in');
  if (url.pathname.endsWith('/redirect')) return answer(response, 302, { location: url.searchParams.get('to') ?? '' });
  if (url.pathname.endsWith('/hangs.png')) return;
  const found = contentOf(url);
  if (found === null) return answer(response, 404, { 'content-type': 'text/plain' }, 'not found');
  const { type, bytes } = found;
  const pace = spread(randomOf(seedOf(`${options.seed}:${calls++}`)), LATENCY.sigma);
  const transferMs = (bytes.length / 2 ** 20 / LATENCY.megabytesPerSecond) * 1000;
  await wait((LATENCY.firstByteMs + transferMs) * pace * factor);
  return answer(response, 200, { 'content-type': type, 'content-length': bytes.length }, bytes);
}, options);

/** Content is made once for an address, so that making it does not count as latency of later calls. */
function contentOf(url) {
  const address = `${url.pathname}${url.search}`;
  if (!made.has(address)) made.set(address, make(url));
  return made.get(address);
}

function make({ pathname, searchParams }) {
  const number = (name, preset, most) => Math.min(most, Math.max(1, Number(searchParams.get(name) ?? preset) || preset));
  if (pathname.endsWith('/large.png')) return { type: 'image/png', bytes: Buffer.alloc(number('bytes', 5e6, 2e8)) };
  if (pathname.endsWith('/broken.wav')) return { type: 'audio/wav', bytes: Buffer.from('RIFF, and then nothing of a wave') };
  if (pathname.endsWith('.html')) return { type: 'text/html', bytes: Buffer.from('<p>not a picture</p>') };
  if (pathname.endsWith('.wav')) {
    const key = searchParams.get('key') ?? 'A';
    const mode = searchParams.get('mode') ?? 'minor';
    const music = { seconds: number('seconds', 8, 1_800), bpm: number('bpm', 120, 300), key, mode };
    return { type: 'audio/wav', bytes: makeMusic({ ...music, seed: seedOf(pathname) }) };
  }
  if (!/\.(png|jpe?g|webp)$/.test(pathname)) return null;
  const size = { width: number('width', 480, 4_000), height: number('height', 360, 4_000) };
  return { type: 'image/png', bytes: makePicture({ ...size, seed: seedOf(pathname) }) };
}

function answer(response, status, headers, body) {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}
