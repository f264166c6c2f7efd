/** Makes log text as `aws logs tail` prints it, of any size, the same for the same seed: environments that come and go, cold starts, application lines, a few failures. */
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

/** Writes at least `bytes` of log to `path`. About 18 % of the lines are REPORT lines. */
export function writeTailLog(path: string, bytes: number, seed = 1): GeneratedLog {
  const file = openSync(path, 'w');
  const world = new World(seed);
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

  constructor(seed: number) {
    this.#state = seed >>> 0;
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
    let text = cold
      ? `${prefix}INIT_START Runtime Version: nodejs:22.v51\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:${this.#runtime}\n`
      : '';
    text += `${prefix}START RequestId: ${id} Version: $LATEST\n`;
    const notes = 2 + (this.#below(10) < 5 ? 1 : 0);
    for (let note = 0; note < notes; note++) text += this.#note(prefix, id);
    text += `${prefix}END RequestId: ${id}\n${prefix}${this.#report(environment, id, cold)}\n`;
    this.lines += notes + 3 + (cold ? 1 : 0);
    this.reports++;
    return text;
  }

  #note(prefix: string, id: string): string {
    const stamp = new Date(this.#clockMs).toISOString();
    const words = ['order accepted', 'cache miss, asking the table', 'wrote 3 objects', 'Memory of last run kept'][
      this.#below(4)
    ];
    return `${prefix}${stamp}\t${id}\tINFO\t${words} {"items":${this.#below(90)},"ms":${this.#below(900)}}\n`;
  }

  #report(environment: Environment, id: string, cold: boolean): string {
    const centi = 500 + Math.floor(this.#exponential() * 9_000);
    const init = cold ? 15_000 + this.#below(20_000) : 0;
    const billed = Math.ceil((centi + init) / 100);
    if (this.#below(1_000) < 30) environment.usedMB = Math.min(500, environment.usedMB + this.#below(12));
    this.billedMs += billed;
    const timeout = this.#below(100_000) === 0 ? '\tStatus: timeout' : '\t';
    return (
      `REPORT RequestId: ${id}\tDuration: ${(centi / 100).toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: 512 MB\t` +
      `Max Memory Used: ${environment.usedMB} MB${cold ? `\tInit Duration: ${(init / 100).toFixed(2)} ms` : ''}${timeout}`
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
