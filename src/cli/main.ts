#!/usr/bin/env node
/** The process edge: the one place that touches argv, the environment, the streams, signals and the exit code. */
import { fstatSync } from 'node:fs';
import type { Edge } from './edge.ts';
import { EXIT } from './exit-codes.ts';
import { runMemfit } from './run.ts';

/** What a command wants to do at Ctrl-C before the process ends. */
let wish: (() => void) | null = null;

const edge: Edge = {
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  platform: process.platform,
  stdin: process.stdin,
  stdinHasData,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt,
};

process.on('SIGINT', interrupted);
process.once('SIGTERM', () => stop(EXIT.terminated));
process.exitCode = await runMemfit(edge);

function onInterrupt(handler: () => void): () => void {
  wish = handler;
  return () => {
    wish = null;
  };
}

function interrupted(): void {
  if (wish === null) stop(EXIT.interrupted);
  const granted = wish;
  wish = null;
  granted();
}

/** Leaves the terminal as it was: progress line gone, colour and cursor back. */
function stop(code: number): never {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K\u001b[0m\u001b[?25h');
  process.exit(code);
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
