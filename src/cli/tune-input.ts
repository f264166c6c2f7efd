/** What `memfit tune` reads besides its flags: events, variables, templates. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ResolvedFunction, resolveFunction } from '../actions/resolve-function.ts';
import { listOf, type OptionInputs, regionOf, textOf } from '../core/config/resolve.ts';
import { readEnvironment, timeOf } from '../core/config/tune-request.ts';
import { ANY_GOOD_ANSWER, readExpectation } from '../core/tuning/expectation.ts';
import { UserError } from '../model/errors.ts';
import type { TunePayload } from '../model/tuning.ts';
import type { Session } from './session.ts';
import { wiring } from './wiring.ts';

/** Where a function is and how it is run, from template or flags. */
export async function functionToTune(
  name: string,
  { inputs, edge }: Session,
  promised: readonly string[],
): Promise<ResolvedFunction> {
  if (inputs.file?.neverCalled.includes(name)) {
    throw new UserError('never-called', {
      where: inputs.file.path,
      what: `${name} must not be called: invoke is never`,
      next: 'change invoke if measuring it is safe',
    });
  }
  const { fileWorkspace } = await wiring();
  const environment = await givenVariables({ inputs, edge });
  const source = {
    template: textOf('template', inputs),
    handler: textOf('handler', inputs),
    runtime: textOf('runtime', inputs),
    code: textOf('code', inputs),
    timeoutMs: timeOf('timeout', inputs),
    region: regionOf(inputs),
    environment,
    promised,
  };
  return resolveFunction(name, source, await fileWorkspace(edge.cwd));
}

/** The variables of --env-file; empty without it. */
export async function givenVariables({
  inputs,
  edge,
}: Pick<Session, 'inputs' | 'edge'>): Promise<Readonly<Record<string, string>>> {
  const file = textOf('env-file', inputs);
  return file === null ? {} : readEnvironment(await textAt(resolve(edge.cwd, file), '--env-file'), file);
}

/** The events of a function: of --payload and --payloads, else of the configuration, else one empty event. */
export async function payloadsFor(name: string, { inputs, edge }: Session): Promise<readonly TunePayload[]> {
  const configured = configuredPayloads(name, inputs, edge.cwd);
  const given = await givenFiles(inputs, edge.cwd);
  if (given.length === 0 && configured.length === 0) {
    return [{ name: 'empty', weight: 1, body: new TextEncoder().encode('{}'), expect: ANY_GOOD_ANSWER }];
  }
  // A file given by hand keeps what the configuration expects of it.
  const chosen =
    given.length === 0
      ? configured
      : given.map((file) => {
          const known = configured.find((one) => one.file === file);
          return known ? { ...known, weight: 1 } : { file, weight: 1, expect: ANY_GOOD_ANSWER };
        });
  const names = chosen.map(({ file }) => basename(file));
  return Promise.all(
    chosen.map(async ({ file, weight, expect }, index) => {
      const short = names[index] ?? file;
      const body = await bytesAt(file, given.length === 0 ? (inputs.file?.path ?? '') : '--payload');
      return { name: names.indexOf(short) === names.lastIndexOf(short) ? short : file, weight, body, expect };
    }),
  );
}

function configuredPayloads(name: string, { file }: OptionInputs, cwd: string) {
  if (file === null) return [];
  const folder = dirname(resolve(cwd, file.path));
  return (file.payloads[name] ?? []).map((one, index) => ({
    file: resolve(folder, one.file),
    weight: one.weight,
    expect: readExpectation(one.expect, `${file.path}: functions.${name}.payloads[${index}]`),
  }));
}

async function givenFiles(inputs: OptionInputs, cwd: string): Promise<string[]> {
  const files = listOf('payload', inputs).map((file) => resolve(cwd, file));
  const folder = textOf('payloads', inputs);
  if (folder === null) return files;
  const at = resolve(cwd, folder);
  const names = await readdir(at).catch((cause) => {
    throw new UserError(
      'no-such-file',
      { where: '--payloads', what: `${folder} is no folder that can be read` },
      cause,
    );
  });
  const events = names.filter((file) => file.endsWith('.json')).sort();
  if (events.length > 0) return [...files, ...events.map((file) => join(at, file))];
  throw new UserError('no-such-file', { where: '--payloads', what: `there are no .json files in ${folder}` });
}

async function bytesAt(file: string, where: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('no-such-file', { where, what: `the payload ${file} cannot be read`, why }, cause);
  });
  try {
    JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('bad-payload', { where: file, what: 'the payload is not JSON', why }, cause);
  }
  return bytes;
}

function textAt(file: string, where: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('no-such-file', { where, what: `${file} cannot be read`, why }, cause);
  });
}
