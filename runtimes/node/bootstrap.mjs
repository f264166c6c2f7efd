/** memfit's runtime for nodejs*.x: starts as Lambda's does, loads the handler, and answers events until it is killed. */

import { callHandler } from './call.mjs';
import { RuntimeClient } from './client.mjs';
import { logError, setConsole } from './console.mjs';
import { errorDocument, runtimeError } from './error-document.mjs';
import { loadHandler } from './load.mjs';

const client = new RuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API ?? '');
const major = Number((/^AWS_Lambda_nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '') ?? [])[1] ?? 22);
let current = null;

setConsole(() => current);
process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
process.on('unhandledRejection', (reason, promise) => {
  const error = runtimeError('Runtime.UnhandledPromiseRejection', String(reason));
  if (reason instanceof Error && reason.stack) error.stack = reason.stack;
  die('Unhandled Promise Rejection', Object.assign(error, { reason, promise }), 128);
});

await main();

async function main() {
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT ?? process.cwd(), process.env._HANDLER ?? '', major);
  } catch (error) {
    logError('Uncaught Exception', error);
    await client.initError(errorDocument(error));
    process.exit(1);
  }
  for (;;) {
    current = await client.next();
    process.env._X_AMZN_TRACE_ID = current.traceId;
    await callHandler(handler, current, client, major);
  }
}

/** An error nobody caught ends the process, as on Lambda: with an event open it is that event's error. */
async function die(words, error, code) {
  try {
    logError(words, error);
    if (current) await client.errorNow(current, errorDocument(error));
    else await client.initError(errorDocument(error));
  } finally {
    process.exit(code);
  }
}
