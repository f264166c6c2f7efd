/** What `memfit tune` reads besides its flags: events, variables, templates. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ResolvedFunction, resolveFunction } from '../actions/resolve-function.ts';
import { listOf, type OptionInputs, regionOf, textOf } from '../core/config/resolve.ts';
import { readEnvironment, timeOf } from '../core/config/tune-request.ts';
import { ANY_GOOD_ANSWER, readExpectation } from '../core/tuning/expectation.ts';
import { type PowerTuningInput, readPowerTuningInput } from '../core/tuning/power-tuning-input.ts';
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

/** Power Tuning's input, where --from-alpt names one; null: it does not. Warns of nothing: its remarks stand with the result. */
export async function powerTuningInput({ inputs, edge }: Session): Promise<PowerTuningInput | null> {
  const file = textOf('from-alpt', inputs);
  return file === null ? null : readPowerTuningInput(await textAt(resolve(edge.cwd, file), '--from-alpt'), file);
}

/**
 * The events of a function: of --payload and --payloads, else of Power Tuning's input, else of the configuration, else one empty event; and those of
 * --worst-payload, which have weight 0.
 */
export async function payloadsFor(
  name: string,
  { inputs, edge }: Session,
  proposed: PowerTuningInput | null,
): Promise<readonly TunePayload[]> {
  const configured = configuredPayloads(name, inputs, edge.cwd);
  const given = await givenFiles(inputs, edge.cwd);
  // A file given by hand keeps what the configuration expects of it.
  const byHand = (file: string, weight: number): ChosenFile => {
    const known = configured.find((one) => one.file === file);
    return {
      file,
      weight,
      expect: known?.expect ?? ANY_GOOD_ANSWER,
      from: weight > 0 ? '--payload' : '--worst-payload',
    };
  };
  const worst = listOf('worst-payload', inputs).map((file) => byHand(resolve(edge.cwd, file), 0));
  const chosen = given.length > 0 ? given.map((file) => byHand(file, 1)) : proposed === null ? configured : [];
  const written = given.length > 0 ? [] : proposedPayloads(proposed);
  const read = [
    ...written,
    ...(await filesRead([...chosen, ...worst.filter(({ file }) => !chosen.some((one) => one.file === file))])),
  ];
  if (read.some(({ weight }) => weight > 0)) return read;
  // Where nothing but the worst is known, it is the traffic; where it was given by hand, the event is empty besides.
  if (worst.length === 0 && read.length > 0) return read.map((one) => ({ ...one, weight: 1 }));
  return [{ name: 'empty', weight: 1, body: new TextEncoder().encode('{}'), expect: ANY_GOOD_ANSWER }, ...read];
}

interface ChosenFile extends Pick<TunePayload, 'weight' | 'expect'> {
  /** Absolute. */
  readonly file: string;
  /** The flag or file that names it. */
  readonly from: string;
}

/** Names are the files' own; whole paths where two files have the same. */
function filesRead(chosen: readonly ChosenFile[]): Promise<TunePayload[]> {
  const names = chosen.map(({ file }) => basename(file));
  return Promise.all(
    chosen.map(async ({ file, weight, expect, from }, index) => {
      const short = names[index] ?? file;
      const body = await bytesAt(file, from);
      return { name: names.indexOf(short) === names.lastIndexOf(short) ? short : file, weight, body, expect };
    }),
  );
}

function proposedPayloads(proposed: PowerTuningInput | null): TunePayload[] {
  if (proposed === null) return [];
  if (proposed.payloadS3 !== null) {
    throw new UserError('payload-elsewhere', {
      where: '--from-alpt',
      what: `the payload lies at ${proposed.payloadS3}, which is not read`,
      why: 'measuring here needs no account and opens no connection',
      next: `fetch it and name it: aws s3 cp ${proposed.payloadS3} event.json, then --payload event.json`,
    });
  }
  return proposed.payloads.map(({ name, weight, text }) => ({
    name,
    weight,
    body: new TextEncoder().encode(text),
    expect: ANY_GOOD_ANSWER,
  }));
}

function configuredPayloads(name: string, { file }: OptionInputs, cwd: string): ChosenFile[] {
  if (file === null) return [];
  const folder = dirname(resolve(cwd, file.path));
  return (file.payloads[name] ?? []).map((one, index) => ({
    file: resolve(folder, one.file),
    weight: one.weight,
    expect: readExpectation(one.expect, `${file.path}: functions.${name}.payloads[${index}]`),
    from: file.path,
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
    throw new UserError(
      'no-such-file',
      { where, what: `the payload ${file} cannot be read`, why, next: 'check the path' },
      cause,
    );
  });
  try {
    JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const next = 'correct the file, or give another with --payload';
    throw new UserError('bad-payload', { where: file, what: 'the payload is not JSON', why, next }, cause);
  }
  return bytes;
}

function textAt(file: string, where: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('no-such-file', { where, what: `${file} cannot be read`, why }, cause);
  });
}
