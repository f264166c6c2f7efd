/** Makes log text as `aws logs tail` prints it, of any size, the same for the same seed: environments that come and go, cold starts, application lines, a few failures; in Lambda's text format or in its JSON format. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** What was written. */
export interface GeneratedLog {
  readonly bytes: number;
  readonly lines: number;
  readonly reports: number;
  readonly environments: number;
  /** Sum of Billed Duration in ms, for checking. */
  readonly billedMs: number;
}

const CONCURRENCY = 64;
const CALLS_PER_ENVIRONMENT = 400;

/** Lambda's two log formats. */
export type LogFormat = 'text' | 'json';

/** Writes at least `bytes` of log to `path`. About 18 % of the lines are reports. */
export function writeTailLog(path: string, bytes: number, format: LogFormat = 'text', seed = 1): GeneratedLog {
  const file = openSync(path, 'w');
  const world = new World(seed, format);
  let written = 0;
  while (written < bytes) {
    const chunk = Buffer.from(world.text(4_000), 'latin1');
    writeSync(file, chunk);
    written += chunk.length;
  }
  closeSync(file);
  return {
    bytes: written,
    lines: world.lines,
    reports: world.reports,
    environments: world.environments,
    billedMs: world.billedMs,
  };
}

interface Environment {
  stream: string;
  calls: number;
  life: number;
  usedMB: number;
}

/** A function's life, one invocation after the other. */
class World {
  lines = 0;
  reports = 0;
  environments = 0;
  billedMs = 0;
  #state: number;
  #clockMs = Date.UTC(2026, 9, 1);
  readonly #live: Environment[] = [];
  /** A runtime's version has one ARN, whatever environment names it. */
  readonly #runtime: string;
  readonly #format: LogFormat;

  constructor(seed: number, format: LogFormat) {
    this.#state = seed >>> 0;
    this.#format = format;
    this.#runtime = this.#hex(64);
    for (let index = 0; index < CONCURRENCY; index++) this.#live.push(this.#environment());
  }

  text(invocations: number): string {
    let text = '';
    for (let index = 0; index < invocations; index++) text += this.#invocation();
    return text;
  }

  #invocation(): string {
    const index = this.#below(CONCURRENCY);
    let environment = this.#live[index] as Environment;
    if (environment.calls >= environment.life) {
      environment = this.#environment();
      this.#live[index] = environment;
    }
    this.#clockMs += this.#below(12);
    const cold = environment.calls++ === 0;
    const id = this.#uuid();
    const prefix = `${new Date(this.#clockMs).toISOString().slice(0, 23)}000+00:00 ${environment.stream} `;
    let text = cold ? `${prefix}${this.#initStart()}\n` : '';
    text += `${prefix}${this.#start(id)}\n`;
    const notes = 2 + (this.#below(10) < 5 ? 1 : 0);
    for (let note = 0; note < notes; note++) text += `${prefix}${this.#note(id)}\n`;
    text += `${prefix}${this.#end(id)}\n${prefix}${this.#report(environment, id, cold)}\n`;
    this.lines += notes + 3 + (cold ? 1 : 0);
    this.reports++;
    return text;
  }

  #initStart(): string {
    const arn = `arn:aws:lambda:eu-west-1::runtime:${this.#runtime}`;
    if (this.#format === 'text') return `INIT_START Runtime Version: nodejs:22.v51\tRuntime Version ARN: ${arn}`;
    const runtime = { runtimeVersion: 'nodejs:22.v51', runtimeVersionArn: arn };
    const names = { functionName: 'orders', functionVersion: '$LATEST' };
    return this.#record('initStart', { initializationType: 'on-demand', phase: 'init', ...runtime, ...names });
  }

  #start(requestId: string): string {
    if (this.#format === 'text') return `START RequestId: ${requestId} Version: $LATEST`;
    return this.#record('start', { requestId, version: '$LATEST' });
  }

  #end(requestId: string): string {
    if (this.#format === 'text') return `END RequestId: ${requestId}`;
    return this.#record('runtimeDone', {
      requestId,
      status: 'success',
      metrics: { durationMs: 1.5, producedBytes: 2 },
    });
  }

  #record(event: string, record: object): string {
    return JSON.stringify({ time: new Date(this.#clockMs).toISOString(), type: `platform.${event}`, record });
  }

  #note(requestId: string): string {
    const stamp = new Date(this.#clockMs).toISOString();
    const words = ['order accepted', 'cache miss, asking the table', 'wrote 3 objects', 'Memory of last run kept'][
      this.#below(4)
    ];
    const figures = { items: this.#below(90), ms: this.#below(900) };
    if (this.#format === 'text') return `${stamp}\t${requestId}\tINFO\t${words} ${JSON.stringify(figures)}`;
    return JSON.stringify({ timestamp: stamp, level: 'INFO', requestId, message: words, ...figures });
  }

  #report(environment: Environment, requestId: string, cold: boolean): string {
    const centi = 500 + Math.floor(this.#exponential() * 9_000);
    const init = cold ? 15_000 + this.#below(20_000) : 0;
    const billed = Math.ceil((centi + init) / 100);
    if (this.#below(1_000) < 30) environment.usedMB = Math.min(500, environment.usedMB + this.#below(12));
    this.billedMs += billed;
    const timedOut = this.#below(100_000) === 0;
    if (this.#format === 'json') {
      const figures = { durationMs: centi / 100, billedDurationMs: billed, memorySizeMB: 512 };
      const metrics = {
        ...figures,
        maxMemoryUsedMB: environment.usedMB,
        ...(cold ? { initDurationMs: init / 100 } : {}),
      };
      return this.#record('report', { requestId, metrics, status: timedOut ? 'timeout' : 'success' });
    }
    const ending = `${cold ? `\tInit Duration: ${(init / 100).toFixed(2)} ms` : ''}${timedOut ? '\tStatus: timeout' : '\t'}`;
    return (
      `REPORT RequestId: ${requestId}\tDuration: ${(centi / 100).toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: 512 MB\t` +
      `Max Memory Used: ${environment.usedMB} MB${ending}`
    );
  }

  #environment(): Environment {
    this.environments++;
    const day = new Date(this.#clockMs).toISOString().slice(0, 10).replaceAll('-', '/');
    const stream = `${day}/[$LATEST]${this.#hex(32)}`;
    return { stream, calls: 0, life: 1 + this.#below(2 * CALLS_PER_ENVIRONMENT), usedMB: 80 + this.#below(60) };
  }

  #uuid(): string {
    const hex = this.#hex(32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  #hex(digits: number): string {
    let hex = '';
    while (hex.length < digits) hex += this.#next().toString(16).padStart(8, '0');
    return hex.slice(0, digits);
  }

  #exponential(): number {
    return -Math.log(1 - this.#next() / 4_294_967_296);
  }

  #below(limit: number): number {
    return Math.floor((this.#next() / 4_294_967_296) * limit);
  }

  /** Mulberry32: repeatable, good enough to look like a log. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
