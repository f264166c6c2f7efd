/** An error in the forms Lambda's Node runtime gives it. */

/** {errorType, errorMessage, trace} of anything thrown: what the caller gets. */
export function errorDocument(thrown) {
  try {
    if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return {
      errorType: printable(thrown.name),
      errorMessage: printable(thrown.message),
      trace: printable(thrown.stack)?.split('\n') ?? [],
    };
  } catch {
    // A getter that throws, or nothing that text can be made of.
    return { errorType: 'handled', errorMessage: 'the thrown value cannot be read', trace: [] };
  }
}

/** The error for a line of the log: what a program has put on it too. */
export function errorLine(thrown) {
  const error = asError(thrown);
  try {
    return JSON.stringify(error, (_key, value) => (value instanceof Error ? withAll(value, 'stack') : value));
  } catch {
    return JSON.stringify(errorDocument(error));
  }
}

/** An error's own fields, and those that JSON would leave out; `stack` names the field of its frames. */
export function withAll(error, stack) {
  const { name, message } = error;
  const frames = typeof error.stack === 'string' ? error.stack.split('\n') : error.stack;
  return stack === 'stack'
    ? { errorType: name, errorMessage: message, code: error.code, ...error, stack: frames }
    : { errorType: error.constructor?.name ?? 'UnknownError', errorMessage: message, [stack]: frames, ...error };
}

/** What was thrown as an Error. */
export function asError(thrown) {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** An Error with one of the runtime's own type names. */
export function runtimeError(type, message) {
  // Logs in JSON name the class, answers the name.
  const name = type.slice(type.indexOf('.') + 1);
  const { [name]: Named } = { [name]: class extends Error {} };
  const error = new Named(message);
  error.name = type;
  return error;
}

/** The delete character may not stand in a header. */
function printable(text) {
  return text?.replaceAll('\x7f', '%7F');
}
