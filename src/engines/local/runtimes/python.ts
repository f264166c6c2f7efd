/** python3.*: memfit's client on the interpreter that fits best. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import { readableByOthers } from '../processes/lowered-user.ts';
import { bootstrapFile, outputOf } from './files.ts';
import type { Interpreters, RuntimePlan } from './runtime-plan.ts';

/** Checks handler and interpreter. Throws UserError `handler-not-found`, `interpreter-missing`. */
export function planPython(spec: FunctionSpec, interpreters: Interpreters): RuntimePlan {
  checkHandler(spec);
  const wanted = spec.runtime.slice('python'.length);
  const found = interpreter(wanted, interpreters[spec.runtime]);
  const bootstrap = bootstrapFile('python', 'bootstrap.py');
  const paths = spec.layers.flatMap((layer) => [
    join(layer, 'python'),
    join(layer, 'python', 'lib', `python${wanted}`, 'site-packages'),
  ]);
  return {
    family: 'python',
    argv: () => [found.path, bootstrap],
    environment: {
      AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
      PYTHONPATH: [...paths.filter((path) => existsSync(path)), spec.codeFolder].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    runsOn: `python ${found.version} (${found.path}), memfit's client`,
    otherBinary: !found.version.startsWith(`${wanted}.`),
    version: `python:${wanted}.local`,
    mustRead: [found.path, bootstrap, spec.codeFolder, ...spec.layers],
  };
}

interface Interpreter {
  readonly path: string;
  readonly version: string;
}

/** The right version first; among equals one that a lowered user can read. Shims (pyenv) are asked where the real binary is. */
function interpreter(wanted: string, given: string | undefined): Interpreter {
  const names = [given, `python${wanted}`, `/usr/bin/python${wanted}`, 'python3', '/usr/bin/python3', 'python'];
  const found = names.flatMap((name) => (name === undefined ? [] : (ask(name) ?? [])));
  const right = found.filter(({ version }) => version.startsWith(`${wanted}.`));
  const best = right.find(({ path }) => readableByOthers(path)) ?? right[0] ?? found[0];
  if (best) return best;
  throw new UserError('interpreter-missing', {
    what: 'no python3 can be run',
    next: `install Python ${wanted}, or name its binary`,
  });
}

function ask(name: string): Interpreter | null {
  const code = 'import sys,platform,os;print(os.path.realpath(sys.executable));print(platform.python_version())';
  const [path, version] = outputOf(name, ['-c', code])?.split('\n') ?? [];
  return path !== undefined && version?.startsWith('3.') ? { path, version } : null;
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
