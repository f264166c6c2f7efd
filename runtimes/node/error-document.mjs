/** An error in the form Lambda's Node runtime gives it. */

/** {errorType, errorMessage, trace} of anything thrown. */
export function errorDocument(thrown) {
  if (
    thrown instanceof Error ||
    (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown)
  ) {
    return {
      errorType: String(thrown.name || 'Error'),
      errorMessage: String(thrown.message ?? ''),
      trace: String(thrown.stack ?? '').split('\n'),
    };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** An Error with one of the runtime's own type names. */
export function runtimeError(type, message) {
  const error = new Error(message);
  error.name = type;
  return error;
}
