/** Two weeks of three functions, made up but plausible: arrivals by hour, environments that come and go, memory as a running maximum. Seeded: always the same. */
import { randomFrom, type Random as Uniform } from '../../src/core/stats/prng.ts';

/** What a function is like. Times in ms. */
export interface Profile {
  readonly name: string;
  readonly runtime: string;
  readonly sessionsPerDay: number;
  readonly callsPerSession: number;
  /** Median time between two calls of a session, from start to start. */
  readonly pauseMs: number;
  readonly timeoutMs: number;
  /** Size in force at a time: what the team had set. */
  sizeAt(atMs: number): number;
  /** Mean init in ms and the memory of a fresh environment in MB. */
  readonly initMs: number;
  readonly baseMB: number;
  /** One call's duration in ms and need in MB at a size. */
  work(random: Random, sizeMB: number): { readonly durationMs: number; readonly needMB: number };
  /** A line the function itself prints; null: none. */
  say(random: Random): string | null;
}

/** One invocation as the platform saw it. */
export interface Call {
  readonly requestId: string;
  readonly stream: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly sizeMB: number;
  readonly durationMs: number;
  readonly initMs: number | null;
  readonly usedMB: number;
  readonly ending: 'success' | 'timeout' | 'out-of-memory';
  readonly said: string | null;
}

/** Draws of the shapes needed here. */
export interface Random {
  uniform(low: number, high: number): number;
  logNormal(median: number, sigma: number): number;
  hex(digits: number): string;
}

/** First day and number of days; Monday, UTC. */
export const FIRST_DAY_MS = Date.UTC(2026, 10, 2);
const DAYS = 14;
/** Share of a day's calls by hour of UTC: evenings in Korea (UTC+9) are busy, its nights are quiet. */
const BY_HOUR = [5, 5, 5, 6, 6, 5, 5, 5, 6, 7, 8, 10, 11, 10, 7, 4, 2, 1, 1, 1, 1, 2, 3, 4];
/** Idle time after which Lambda takes an environment away. */
const IDLE_MS: readonly [number, number] = [14 * 60_000, 40 * 60_000];

/** All calls of a function, in order of their start. */
export function simulate(profile: Profile, seed: number): Call[] {
  const random = createRandom(randomFrom(seed));
  const environments: Environment[] = [];
  return arrivals(profile, random).map((startMs) => {
    const sizeMB = profile.sizeAt(startMs);
    const free = environments.find((one) => one.freeAt <= startMs && one.goneAt > startMs && one.sizeMB === sizeMB);
    const environment = free ?? newEnvironment(startMs, sizeMB, random);
    if (free === undefined) environments.push(environment);
    return call(profile, environment, startMs, free === undefined, random);
  });
}

interface Environment {
  readonly stream: string;
  readonly sizeMB: number;
  freeAt: number;
  goneAt: number;
  usedMB: number;
  /** The process died: the next call runs INIT again, inside its Duration. */
  broken: boolean;
}

function newEnvironment(atMs: number, sizeMB: number, random: Random): Environment {
  const day = new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '/');
  return { stream: `${day}/[$LATEST]${random.hex(32)}`, sizeMB, freeAt: 0, goneAt: 0, usedMB: 0, broken: false };
}

function call(profile: Profile, environment: Environment, startMs: number, cold: boolean, random: Random): Call {
  const { sizeMB } = environment;
  const { durationMs: plain, needMB } = profile.work(random, sizeMB);
  const initMs = round2(random.logNormal(profile.initMs, 0.09));
  const began = cold || environment.broken;
  const fresh = began ? profile.baseMB + random.uniform(-2, 3) : environment.usedMB;
  const wanted = plain + (environment.broken ? initMs : 0);
  const killed = needMB > sizeMB;
  const ending = killed ? 'out-of-memory' : wanted > profile.timeoutMs ? 'timeout' : 'success';
  const durationMs = ending === 'timeout' ? profile.timeoutMs : round2(killed ? wanted * 0.8 : wanted);
  environment.usedMB = Math.min(sizeMB, Math.round(Math.max(fresh, needMB)));
  environment.broken = ending !== 'success';
  const endMs = Math.round(startMs + durationMs + (cold ? initMs : 0));
  environment.freeAt = endMs;
  environment.goneAt = endMs + random.uniform(...IDLE_MS);
  return {
    requestId: uuid(random),
    stream: environment.stream,
    startMs,
    endMs,
    sizeMB,
    durationMs,
    initMs: cold ? initMs : null,
    usedMB: environment.usedMB,
    ending,
    said: profile.say(random),
  };
}

/** People come in sessions: a few calls within minutes, then nothing for a while. */
function arrivals(profile: Profile, random: Random): number[] {
  const all = BY_HOUR.reduce((a, b) => a + b, 0);
  const times: number[] = [];
  for (let hour = 0; hour < DAYS * 24; hour++) {
    const weekend = Math.floor(hour / 24) % 7 >= 5 ? 1.3 : 1;
    const expected = (profile.sessionsPerDay * weekend * (BY_HOUR[hour % 24] ?? 0)) / all;
    const sessions = Math.floor(expected * random.uniform(0.6, 1.4) + random.uniform(0, 1));
    for (let i = 0; i < sessions; i++) times.push(...session(FIRST_DAY_MS + hour * 3_600_000, profile, random));
  }
  return times.sort((a, b) => a - b);
}

function session(hourMs: number, profile: Profile, random: Random): number[] {
  const calls = 1 + Math.floor(random.uniform(0, 2 * profile.callsPerSession - 1));
  let at = hourMs + random.uniform(0, 3_600_000);
  return Array.from({ length: calls }, () => {
    at += random.logNormal(profile.pauseMs, 0.5);
    return Math.round(at);
  });
}

function createRandom(next: Uniform): Random {
  const uniform = (low: number, high: number): number => low + (high - low) * next();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    uniform,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    hex: (digits) => Array.from({ length: digits }, () => Math.floor(uniform(0, 16)).toString(16)).join(''),
  };
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
}

function round2(ms: number): number {
  return Math.round(ms * 100) / 100;
}
