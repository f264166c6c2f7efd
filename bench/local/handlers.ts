/** The functions that the fidelity bench runs: one file, a mode an event. */

/** Modes: noop, cpu (loops), threads (loops in two workers), sleep, mixed (5 x loops, then 20 ms of waiting), memory (40 MB of buffers), kernel (reference kernel for some ms). */
export const HANDLER = `
const { Worker } = require('node:worker_threads');
const { randomBytes, createHash } = require('node:crypto');
const { deflateSync } = require('node:zlib');
function burn(loops) { let x = 0; for (let i = 0; i < loops; i += 1) x = (x * 1103515245 + 12345) & 0x7fffffff; return x; }
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const code = burn.toString() + ';const { parentPort } = require("node:worker_threads"); parentPort.on("message", (n) => parentPort.postMessage(burn(n)));';
let workers = null;
const ask = (worker, n) => new Promise((resolve) => { worker.once('message', resolve); worker.postMessage(n); });
exports.handler = async (event) => {
  switch (event.mode) {
    case 'cpu': return burn(event.loops);
    case 'threads':
      workers ??= [new Worker(code, { eval: true }), new Worker(code, { eval: true })];
      return (await Promise.all(workers.map((worker) => ask(worker, event.loops)))).length;
    case 'sleep': return wait(event.ms);
    case 'mixed': for (let i = 0; i < 5; i += 1) { burn(event.loops); await wait(20); } return 0;
    case 'memory': { const kept = []; for (let i = 0; i < 40; i += 1) kept.push(Buffer.alloc(1e6, i)); return kept.length; }
    case 'kernel': {
      const times = []; const end = performance.now() + event.ms;
      while (performance.now() < end) {
        const from = performance.now(); const bytes = randomBytes(100 * 1024);
        createHash('sha256').update(bytes).digest('hex'); createHash('sha512').update(deflateSync(bytes)).digest('hex');
        times.push(performance.now() - from);
      }
      return times.length;
    }
    default: return 0;
  }
};
`;
