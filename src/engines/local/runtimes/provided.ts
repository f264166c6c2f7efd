/** provided.*: the function's own `bootstrap`, whatever it is written in. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import type { Means, RuntimePlan } from './runtime-plan.ts';

/** Machine numbers in ELF headers (System V ABI). */
const ELF_MACHINES: Readonly<Record<number, string>> = { 62: 'x64', 183: 'arm64' };

/** Checks the bootstrap. Throws UserError `bootstrap-missing`, `bootstrap-not-executable`, `wrong-architecture`. */
export function planProvided(spec: FunctionSpec, _means: Means): RuntimePlan {
  const places = [spec.codeFolder, ...[...spec.layers].reverse()].map((folder) => join(folder, 'bootstrap'));
  const file = places.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) {
    throw new UserError('bootstrap-missing', {
      what: `${spec.name}: there is no ${places[0]}`,
      why: `${spec.runtime} starts an executable of that name`,
      next: 'build the function (GOOS=linux go build -o bootstrap; cargo lambda build), or correct CodeUri',
    });
  }
  if ((statSync(file).mode & 0o111) === 0) {
    throw new UserError('bootstrap-not-executable', {
      what: `${spec.name}: ${file} is not executable`,
      next: `chmod +x ${file}`,
    });
  }
  const machine = machineOf(file);
  if (machine !== null && machine !== arch()) {
    throw new UserError('wrong-architecture', {
      what: `${spec.name}: ${file} is built for ${machine}, this machine is ${arch()}`,
      next: `build it for ${arch()} to tune it here; times of one architecture say nothing exact about the other`,
    });
  }
  return {
    family: 'provided',
    argv: () => [file],
    environment: {},
    runsOn: `${file}`,
    otherBinary: false,
    version: `${spec.runtime.replace('.', ':')}.local`,
    mustRead: [file, spec.codeFolder, ...spec.layers],
  };
}

/** The architecture of an ELF program, `unknown` for others of them, null for scripts. */
function machineOf(file: string): string | null {
  const head = Buffer.alloc(20);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head, 0, 20, 0);
  } finally {
    closeSync(handle);
  }
  if (head.readUInt32BE(0) !== 0x7f454c46) return null;
  return ELF_MACHINES[head.readUInt16LE(18)] ?? 'unknown';
}
