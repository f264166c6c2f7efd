/** nodejs*.x: memfit's client on the Node binary that fits best. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import { programPath } from '../limits/this-host.ts';
import { bootstrapFile, outputOf } from './files.ts';
import type { Means, RuntimePlan } from './runtime-plan.ts';

interface Binary {
  readonly path: string;
  readonly version: string;
  readonly major: number;
}

/** Checks handler and binary. Throws UserError `handler-not-found`. */
export function planNode(spec: FunctionSpec, { interpreters }: Means): RuntimePlan {
  checkHandler(spec);
  const wanted = Number(/\d+/.exec(spec.runtime)?.[0]);
  const binary = nodeBinary(wanted, interpreters[spec.runtime]);
  const bootstrap = bootstrapFile('node', 'bootstrap.mjs');
  const modules = spec.layers.map((layer) => join(layer, 'nodejs', 'node_modules'));
  const official = officialClient(spec.codeFolder);
  const client = official === null ? [bootstrap] : [official, spec.handler];
  return {
    family: 'node',
    argv: (sizeMB) => [binary.path, ...heapFlags(sizeMB), ...client],
    environment: { AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`, NODE_PATH: modules.reverse().join(':') },
    runsOn: `node ${binary.version} (${binary.path}), ${official === null ? "memfit's client" : 'aws-lambda-ric of the function'}`,
    otherBinary: binary.major !== wanted,
    version: `nodejs:${wanted}.local`,
    mustRead: [binary.path, bootstrap, spec.codeFolder, ...spec.layers],
  };
}

/** AWS's own client where the function brings one with its native part built; null: it does not. */
function officialClient(codeFolder: string): string | null {
  const folder = join(codeFolder, 'node_modules', 'aws-lambda-ric');
  const native = ['rapid-client.node', 'build/Release/rapid-client.node'];
  if (!native.some((name) => existsSync(join(folder, name)))) return null;
  const names = ['index.mjs', 'bin/index.mjs'].map((name) => join(folder, name));
  return names.find((name) => existsSync(name)) ?? null;
}

/** Lambda gives V8 nine tenths of the memory as old space and a twentieth as semi-space (its bootstrap script, as seen in its base images). */
function heapFlags(sizeMB: number): string[] {
  const semi = Math.floor(Math.floor(sizeMB / 10) / 2);
  return [`--max-semi-space-size=${semi}`, `--max-old-space-size=${sizeMB - Math.floor(sizeMB / 10)}`];
}

function nodeBinary(wanted: number, given: string | undefined): Binary {
  const candidates = [given, process.execPath, programPath('node')].filter(
    (path) => path !== undefined && path !== null,
  );
  const binaries = candidates.map(asBinary).filter((binary) => binary !== null);
  const best = binaries.find(({ major }) => major === wanted) ?? binaries[0];
  if (best) return best;
  throw new UserError('interpreter-missing', { what: 'no node binary can be run', next: 'put node on PATH' });
}

function asBinary(path: string): Binary | null {
  const version = path === process.execPath ? process.version : outputOf(path, ['--version']);
  const major = Number(/^v(\d+)\./.exec(version ?? '')?.[1]);
  return version === null || Number.isNaN(major) ? null : { path, version, major };
}

function checkHandler(spec: FunctionSpec): void {
  const slash = spec.handler.lastIndexOf('/') + 1;
  const dot = spec.handler.indexOf('.', slash);
  const base = resolve(spec.codeFolder, dot < 0 ? spec.handler : spec.handler.slice(0, dot));
  if (dot <= slash) {
    throw new UserError('handler-not-found', {
      what: `${spec.name}: Handler "${spec.handler}" is not of the form file.function`,
    });
  }
  if (['', '.js', '.mjs', '.cjs', '/index.js'].some((end) => existsSync(base + end))) return;
  const inModules = existsSync(join(spec.codeFolder, 'node_modules', spec.handler.slice(0, dot)));
  if (inModules) return;
  throw new UserError('handler-not-found', {
    what: `${spec.name}: there is no ${base}.js, .mjs or .cjs`,
    why: `Handler is "${spec.handler}", the code folder ${dirname(join(spec.codeFolder, 'x'))}`,
    next: 'build the function, or correct Handler or CodeUri',
  });
}
