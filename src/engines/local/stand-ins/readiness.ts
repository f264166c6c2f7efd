/** Waits until a stand-in listens, and makes sure that it listens on this machine only. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { OutsideError } from '../../../model/errors.ts';
import { isLoopback, type Readiness, type StandIn } from '../../../model/stand-in.ts';
import type { Actor } from './actor.ts';
import { openToOthers } from './listening.ts';

const LOOK_EVERY_MS = 50;
/** One answer of a server that is asked whether it is ready, ms. */
const ANSWER_MS = 1_000;
const PORT_TAKEN = /EADDRINUSE|address already in use|only one usage of each socket/i;

/** Throws OutsideError `port-in-use` where something else listens already: it would pass for the stand-in. */
export async function refuseTakenPort({ name, place, ready }: StandIn): Promise<void> {
  if (ready.kind === 'line' || !(await connects(serverOf(ready)))) return;
  throw new OutsideError('port-in-use', {
    where: place,
    what: `services.${name}: port ${serverOf(ready).port} is in use already`,
    why: 'another program listens there, and would be taken for the stand-in',
    next: 'stop that program, or choose another port',
  });
}

/** Its address once it is ready; null: it has none. Throws OutsideError `stand-in-ended`, `port-in-use`, `stand-in-not-ready`, `stand-in-not-local`. */
export async function addressOf(standIn: StandIn, actor: Actor): Promise<string | null> {
  const { ready } = standIn;
  const over = new AbortController();
  const late = wait(ready.timeoutMs, 'late' as const, { signal: over.signal }).catch(() => 'late' as const);
  const came = readyAt(ready, actor, over.signal).then((url) => ({ url }));
  try {
    const first = await Promise.race([came, actor.ended, late]);
    if (first === 'late') throw notReady(ready, actor);
    if (typeof first === 'string') throw endedEarly(actor, first);
    return checked(ready, actor, first.url);
  } finally {
    over.abort();
  }
}

async function readyAt(ready: Readiness, actor: Actor, over: AbortSignal): Promise<string | null> {
  if (ready.kind === 'line') return lineOf(new RegExp(ready.pattern), actor, over);
  const server = serverOf(ready);
  const answers = ready.kind === 'url' && server.plain ? () => responds(ready.url) : () => connects(server);
  while (!over.aborted && !(await answers())) await wait(LOOK_EVERY_MS);
  return ready.kind === 'url' ? new URL(ready.url).origin : `http://127.0.0.1:${server.port}`;
}

/** The first group of the first line that matches; a bare number is a port. Null: the pattern has no group. */
function lineOf(pattern: RegExp, actor: Actor, over: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const end = actor.output.onLine((line) => {
      const match = pattern.exec(line);
      const group = match?.[1];
      if (match)
        resolve(group !== undefined && /^\d{1,5}$/.test(group) ? `http://127.0.0.1:${group}` : (group ?? null));
    });
    over.addEventListener('abort', end, { once: true });
  });
}

function serverOf(ready: Exclude<Readiness, { kind: 'line' }>) {
  if (ready.kind === 'port') return { host: '127.0.0.1', port: ready.port, plain: true };
  const { hostname, port, protocol } = new URL(ready.url);
  const plain = protocol === 'http:';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (plain ? 80 : 443)), plain };
}

/** Whether somebody listens there. */
function connects({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS });
    const done = (listens: boolean): void => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

/** Whether it answers, whatever it answers short of a fault of its own. */
function responds(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { timeout: ANSWER_MS, agent: false }, (answer) => {
      answer.destroy();
      resolve((answer.statusCode ?? 500) < 500);
    });
    asked.once('error', () => resolve(false));
    asked.once('timeout', () => asked.destroy());
    asked.end();
  });
}

function checked(ready: Readiness, actor: Actor, url: string | null): string | null {
  const next = 'let it listen on 127.0.0.1';
  if (url !== null && !isLoopback(url)) throw actor.fault('stand-in-not-local', `${url} is not on this machine`, next);
  const [open] = openToOthers(actor.pid);
  if (open !== undefined) {
    throw actor.fault('stand-in-not-local', `it listens on ${open}, where other machines can reach it`, next);
  }
  return ready.kind === 'line' ? (url?.replace(/\/$/, '') ?? null) : url;
}

function endedEarly(actor: Actor, how: string): OutsideError {
  if (!PORT_TAKEN.test(actor.output.text())) return actor.fault('stand-in-ended', `ended before it was ready (${how})`);
  return actor.fault('port-in-use', 'its port is in use already', 'stop the other program, or choose another port');
}

function notReady(ready: Readiness, actor: Actor): OutsideError {
  const seconds = ready.timeoutMs / 1_000;
  const missing = ready.kind === 'line' ? `no line matched ${ready.pattern}` : 'nothing answered';
  const next = `raise ready.timeoutSeconds, or correct ready.${ready.kind}`;
  return actor.fault('stand-in-not-ready', `not ready after ${seconds} s: ${missing}`, next);
}
