#!/usr/bin/env node
/** The process edge: the one place that touches argv, the environment, the streams, signals and the exit code. */
import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import type { Edge } from './edge.ts';
import { keepCompiled, type Loader } from './kept-code.ts';

/** What a command wants to do at Ctrl-C before the process ends. */
let wish: (() => void) | null = null;

const edge: Edge = {
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  platform: process.platform,
  // Node makes its streams when they are first asked for, which takes some ms each.
  get stdin() {
    return process.stdin;
  },
  stdinHasData,
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  onInterrupt,
};

process.on('SIGINT', interrupted);
process.once('SIGTERM', () => stop('SIGTERM'));
// What is loaded from here on is compiled once; from source there is nothing to keep. (Asking for node:module would take a ms.)
if (!import.meta.url.endsWith('.ts'))
  keepCompiled(import.meta.dirname, module.constructor as unknown as Loader, {
    env: process.env,
    platform: process.platform,
    argv: process.argv,
    uid: process.getuid?.() ?? null,
  });
void import('./run.ts')
  .then(({ runMemfit }) => runMemfit(edge))
  .then((code) => {
    process.exitCode = code;
  });

function onInterrupt(handler: () => void): () => void {
  wish = handler;
  return () => {
    wish = null;
  };
}

function interrupted(): void {
  if (wish === null) stop('SIGINT');
  const granted = wish;
  wish = null;
  granted();
}

/**
 * Leaves the terminal as it was: progress line gone, colour and cursor back. The code is what shells make of a signal. A second one ends the process
 * whatever it hangs in: leaving waits for threads that read.
 */
function stop(signal: 'SIGINT' | 'SIGTERM'): never {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K\u001b[0m\u001b[?25h');
  process.stderr.write(`stopped by ${signal}\n`);
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  process.exit(128 + constants.signals[signal]);
}

/** A pipe, a file or a socket can be read to its end; a terminal and /dev/null hold nothing. */
function stdinHasData(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isFile() || stdin.isSocket();
  } catch {
    return false;
  }
}
