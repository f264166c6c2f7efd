// Starts a stand-in: loopback, a free port, a line `ready http://127.0.0.1:PORT` when it listens.
import { writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

const PREFACE = 'PRI * HTTP/2.0';

/** The options of every stand-in, and its own. Numbers are given as text. */
export function readOptions(own = {}) {
  const shared = {
    port: { type: 'string', default: '0' },
    factor: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    'ready-file': { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  };
  return parseArgs({ options: { ...shared, ...own } }).values;
}

/** What waits are multiplied by. */
export function factorOf({ factor }) {
  const number = Number(factor);
  if (number >= 0 && number <= 100) return number;
  console.error(`--factor ${factor}: a number from 0 to 100 is wanted`);
  process.exit(2);
}

/**
 * Serves HTTP/1.1 and HTTP/2 without TLS on one port: AWS's SDK speaks the second to Bedrock, curl the first.
 * With `--with-parent` it ends when the process that started it is gone.
 */
export function serve(listener, options) {
  const http = createHttp(listener);
  const http2 = createHttp2(listener);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1', 0, PREFACE.length) === PREFACE;
      (isHttp2 ? http2 : http).emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  });
  server.on('error', (error) => {
    console.error(`cannot listen on 127.0.0.1:${options.port}: ${error.message}`);
    process.exit(1);
  });
  server.listen(Number(options.port), '127.0.0.1', () => {
    const line = `ready http://127.0.0.1:${server.address().port}\n`;
    if (options['ready-file']) writeFileSync(options['ready-file'], line);
    process.stdout.write(line);
  });
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  if (options['with-parent']) endWithParent();
}

function endWithParent() {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.exit(0), 500).unref();
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A number from a text: the same text, the same number (FNV-1a). */
export function seedOf(text) {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 0x01000193);
  return hash >>> 0;
}

/** A log-normal factor around 1: most answers are near the median, some take much longer. */
export function spread(random, sigma) {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(sigma * normal);
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
