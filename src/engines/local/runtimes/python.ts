/** python3.*: memfit's client on the interpreter that fits best. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import { findPython } from '../making/python-interpreter.ts';
import { bootstrapFile } from './files.ts';
import type { Means, RuntimePlan } from './runtime-plan.ts';

/** Checks handler and interpreter. Throws UserError `handler-not-found`, `interpreter-missing`. */
export function planPython(spec: FunctionSpec, means: Means): RuntimePlan {
  checkHandler(spec);
  const wanted = spec.runtime.slice('python'.length);
  const found = means.python ?? findPython(spec.runtime, means.interpreters[spec.runtime]);
  const bootstrap = bootstrapFile('python', 'bootstrap.py');
  const paths = [...spec.layers]
    .reverse()
    .flatMap((layer) => [join(layer, 'python'), join(layer, 'python', 'lib', `python${wanted}`, 'site-packages')]);
  const path = [spec.codeFolder, ...means.packages, ...paths.filter((folder) => existsSync(folder))];
  const brought = path.some((folder) => hasOfficialClient(folder, found.version));
  return {
    family: 'python',
    argv: () => (brought ? [found.path, '-m', 'awslambdaric', spec.handler] : [found.path, bootstrap]),
    environment: {
      AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
      // As on Lambda: the function's own code before its layers (PYTHONPATH there is /var/runtime; the rest is put on sys.path after it).
      PYTHONPATH: path.join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    runsOn: `python ${found.version} (${found.path}), ${brought ? 'awslambdaric of the function' : "memfit's client"}`,
    otherBinary: !found.version.startsWith(`${wanted}.`),
    version: `python:${wanted}.local`,
    mustRead: [found.path, bootstrap, spec.codeFolder, ...means.packages, ...spec.layers],
    libraries: found.libraries,
  };
}

/** AWS's own client where the function brings one: its native part fits one version of Python. */
function hasOfficialClient(folder: string, version: string): boolean {
  if (!existsSync(join(folder, 'awslambdaric', '__main__.py'))) return false;
  const tag = `cpython-${version.split('.').slice(0, 2).join('')}-`;
  return readdirSync(folder).some((name) => name.startsWith('runtime_client.') && name.includes(tag));
}

function checkHandler(spec: FunctionSpec): void {
  const dot = spec.handler.lastIndexOf('.');
  const module = spec.handler.slice(0, Math.max(0, dot)).replaceAll('.', '/');
  const folders = [spec.codeFolder, ...spec.layers.map((layer) => join(layer, 'python'))];
  const files = folders.flatMap((folder) => [join(folder, `${module}.py`), join(folder, module, '__init__.py')]);
  if (dot > 0 && files.some((file) => existsSync(file))) return;
  throw new UserError('handler-not-found', {
    what: `${spec.name}: there is no ${files[0]}`,
    why: `Handler is "${spec.handler}"; for Python it is module.function`,
    next: 'build the function, or correct Handler or CodeUri',
  });
}
