/** The words by which every Lambda runtime says that memory ran out. */

/**
 * Go, Node.js, the kernel through the runtime, Java, .NET, Python, Ruby, Lambda itself (signals as listed by Datadog's Lambda extension).
 * `MemoryError` counts only as a word of its own (Python) or within NoMemoryError (Ruby) and OutOfMemoryError (Java): `MyMemoryErrorCount` is somebody's metric.
 */
const PATTERN =
  /fatal error: runtime: out of memory|JavaScript heap out of memory|signal: killed|(?<![A-Za-z0-9_])(?:java\.lang\.OutOfMemoryError|(?:System\.)?OutOfMemoryException|MemoryError|NoMemoryError|Runtime\.OutOfMemory)(?![A-Za-z0-9_])/;

/** True when the text holds one of the messages that prove an out-of-memory. */
export function saysOutOfMemory(text: string): boolean {
  return PATTERN.test(text);
}

/** Error types of reports whose handler was never reached: their few MB and ms say nothing about the function's need. */
const INIT_FAILURES =
  /^(?:Runtime\.(?:ImportModuleError|HandlerNotFound|UserCodeSyntaxError|InvalidEntrypoint|InvalidWorkingDir|MalformedHandlerName|NoSuchModule|CannotLoadHandler|InvalidHandler|InitError|BadEntrypoint|ClassNotFound|NoSuchHandler|CreateHandlerFailed|InvalidTaskConfig)|(?:Extension|Init|Platform)\.(?:InitError|LaunchError|.*Init.*)|Runtime\..*(?:Init|Entrypoint|ImportModule|HandlerNotFound).*)$/;

/** True for error types that only an INIT can end with. */
export function isInitFailure(errorType: string): boolean {
  return INIT_FAILURES.test(errorType);
}
