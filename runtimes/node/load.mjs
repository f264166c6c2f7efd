/** Finds the handler that `_HANDLER` names: CommonJS or ES module, as Lambda's Node runtime looks for it. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeError } from './error-document.mjs';

export const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
export const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/**
 * On Lambda nothing lies above the code; here a package.json above it may call it ES modules (a repository with "type": "module" around a build folder).
 * Files below the root that no package.json of their own declares so are CommonJS, as there.
 */
function ignoreWhatLiesAbove(root) {
  const original = Module._extensions['.js'];
  Module._extensions['.js'] = (module, file) => {
    if (
      !file.startsWith(`${root}/`) ||
      file.slice(root.length).includes('/node_modules/') ||
      isEsm(dirname(file), root)
    )
      original(module, file);
    else module._compile(readFileSync(file, 'utf8'), file);
  };
}

/** The handler function. Throws an error named Runtime.MalformedHandlerName, .ImportModuleError, .UserCodeSyntaxError, .HandlerNotFound or .CallbackHandlerDeprecated. */
export async function loadHandler(taskRoot, name, major) {
  // Without a slash at its end, so that folders can be compared with it.
  const root = resolve(taskRoot);
  if (name.includes('..')) {
    const why = 'Use absolute paths when specifying root directories in handler names.';
    throw runtimeError('Runtime.MalformedHandlerName', `'${name}' is not a valid handler name. ${why}`);
  }
  const slash = name.lastIndexOf('/') + 1;
  const dot = name.indexOf('.', slash);
  if (dot <= slash || dot === name.length - 1) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(root, name.slice(0, dot));
  const path = name.slice(dot + 1).split('.');
  const found = valueAt(loaded, path) ?? valueAt(loaded?.default, path);
  if (!found) throw runtimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (found[STREAMING] && found[STREAMING] !== 'response')
    throw runtimeError('Runtime.MalformedStreamingHandler', 'Only response streaming is supported.');
  if (typeof found !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  if (major >= 24 && !found[STREAMING] && found.length >= 3) {
    const why = 'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24';
    throw runtimeError('Runtime.CallbackHandlerDeprecated', `ERROR: ${why}`);
  }
  return found;
}

function valueAt(value, path) {
  return path.reduce((inner, key) => inner?.[key], value);
}

async function loadModule(root, module) {
  const base = resolve(root, module);
  const file = ['', '.js', '.mjs', '.cjs']
    .map((end) => base + end)
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  try {
    const require = createRequire(join(root, 'noop.js'));
    if (file === undefined) return require(require.resolve(module, { paths: [root] }));
    if (file.endsWith('.mjs') || (file.endsWith('.js') && isEsm(dirname(file), root)))
      return await import(pathToFileURL(file).href);
    if (isDeclaredAbove(root)) ignoreWhatLiesAbove(root);
    return require(file);
  } catch (error) {
    if (error?.code === 'ERR_REQUIRE_ESM' && file) return await import(pathToFileURL(file).href);
    if (error instanceof SyntaxError) throw renamed('Runtime.UserCodeSyntaxError', error);
    // What an ES module imports in vain (ERR_MODULE_NOT_FOUND) keeps its own name there.
    if (error?.code === 'MODULE_NOT_FOUND') throw renamed('Runtime.ImportModuleError', error);
    throw error;
  }
}

function renamed(type, cause) {
  const error = runtimeError(type, String(cause));
  error.stack = cause.stack;
  return error;
}

function isDeclaredAbove(root) {
  return !existsSync(join(root, 'package.json')) && isEsm(dirname(root), '/');
}

function isEsm(folder, root) {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).type === 'module';
    if (at === root || at === dirname(at)) return false;
  }
}
