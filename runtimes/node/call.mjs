/** Calls the handler with one event and sends its answer: promise, callback or stream. */
import { logError, logWarning } from './console.mjs';
import { errorDocument, runtimeError } from './error-document.mjs';
import { HIGH_WATER_MARK, STREAMING } from './load.mjs';
import { HttpResponseStream, ResponseStream } from './stream.mjs';

/** What handlers see as `awslambda`, unless they say that they want none. */
if (!/^(1|true)$/.test(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '')) {
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse(handler, options) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    HttpResponseStream,
  };
}

/** Handles one event to its end; never throws. */
export async function callHandler(handler, event, client, major) {
  try {
    if (handler[STREAMING]) return await callStreaming(handler, event, client);
    const result = await settle(handler, JSON.parse(event.body), event, major);
    client.respond(event, serialise(result));
  } catch (thrown) {
    logError('Invoke Error', thrown);
    client.error(event, errorDocument(thrown));
  }
}

/** Waits for the first of: promise, callback (then for an empty event loop, unless told otherwise), or an event loop with nothing left to do. */
function settle(handler, input, event, major) {
  return new Promise((resolve, reject) => {
    let done = false;
    let emptied = () => {
      if (major < 24) return finish(resolve, null);
      finish(reject, runtimeError('Runtime.NodeJsExit', 'The event loop is empty and the handler has not answered'));
    };
    const onEmpty = () => emptied();
    const finish = (how, value) => {
      if (done) return;
      done = true;
      process.removeListener('beforeExit', onEmpty);
      how(value);
    };
    process.on('beforeExit', onEmpty);
    const context = contextOf(event);
    const callback = (error, result) => {
      if (error !== undefined && error !== null) finish(reject, error);
      else if (context.callbackWaitsForEmptyEventLoop) emptied = () => finish(resolve, result);
      else finish(resolve, result);
    };
    if (major < 24) {
      context.callbackWaitsForEmptyEventLoop = true;
      context.done = (error, result) => (error ? finish(reject, error) : finish(resolve, result));
      context.succeed = (result) => finish(resolve, result);
      context.fail = (error) => finish(reject, error ?? new Error('handled'));
    }
    const returned = handler(input, context, ...(major < 24 ? [callback] : []));
    if (typeof returned?.then === 'function')
      returned.then(
        (value) => finish(resolve, value),
        (error) => finish(reject, error),
      );
    else if (major >= 24) finish(resolve, returned);
  });
}

/** The call lasts until the stream has ended, as on Lambda: a handler that forgets to end it runs into its timeout. */
async function callStreaming(handler, event, client) {
  const stream = new ResponseStream(event, client, Number(handler[HIGH_WATER_MARK]) || undefined);
  const context = contextOf(event);
  try {
    const returned = handler(JSON.parse(event.body), stream, context);
    if (typeof returned?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    const value = await client.awake(returned);
    if (value !== undefined) logWarning('Streaming handlers ignore return values.');
    await client.awake(stream.settled);
  } catch (thrown) {
    logError('Invoke Error', thrown);
    // What was sent whole cannot be taken back.
    if (stream.writableEnded) await client.awake(stream.settled);
    else if (stream.isOpen) stream.abort(errorDocument(thrown));
    else client.error(event, errorDocument(thrown));
  }
}

/** Asking the environment takes longer than all the rest of a context, and these stay as they are. */
const FIXED = {
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
};

function contextOf(event) {
  return {
    ...FIXED,
    clientContext: event.clientContext ? JSON.parse(event.clientContext) : undefined,
    identity: event.identity ? JSON.parse(event.identity) : undefined,
    invokedFunctionArn: event.functionArn,
    awsRequestId: event.requestId,
    tenantId: event.tenantId,
    getRemainingTimeInMillis: () => event.deadlineMs - Date.now(),
  };
}

function serialise(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw runtimeError('Runtime.JSONStringifyError', 'Unable to stringify response body');
  }
}
