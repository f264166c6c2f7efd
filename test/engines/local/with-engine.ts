/** An engine on this machine and functions written on the spot, for tests. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engine, Measured, PreparedFunction } from '../../../src/contracts/engine.ts';
import { createLocalEngine } from '../../../src/engines/local/engine.ts';
import { chooseDriver } from '../../../src/engines/local/limits/choose.ts';
import { thisHost } from '../../../src/engines/local/limits/this-host.ts';
import type { LocalEngineOptions } from '../../../src/engines/local/options.ts';
import type { FunctionSpec } from '../../../src/model/function-spec.ts';

/** Why this machine cannot run the tests that need true limits; empty when it can. */
export const NO_CGROUPS = reasonWithout();

function reasonWithout(): string {
  try {
    return chooseDriver(thisHost(), null).name === 'duty-cycle' ? 'control groups cannot be made here' : '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a test may change about its function. */
export type Changes = Partial<FunctionSpec>;

/** A bench for tests: functions by source, measured, and everything removed at the end. */
export class TestBench {
  readonly #folder = mkdtempSync(join(tmpdir(), 'local-engine-test-'));
  readonly #options: LocalEngineOptions;
  #engine: Promise<Engine> | null = null;
  #functions = 0;
  readonly logFile = join(this.#folder, 'lines.ndjson');

  constructor(options: LocalEngineOptions = {}) {
    chmodSync(this.#folder, 0o755);
    this.#options = options;
  }

  get engine(): Promise<Engine> {
    this.#engine ??= createLocalEngine({
      calibration: 'none',
      logFile: this.logFile,
      cache: join(this.#folder, 'cache'),
      ...this.#options,
    });
    return this.#engine;
  }

  /** A folder with these files, readable by all; `bootstrap` is executable. */
  folder(files: Readonly<Record<string, string>>): string {
    this.#functions += 1;
    const folder = join(this.#folder, `f${this.#functions}`);
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      chmodSync(path, name === 'bootstrap' ? 0o755 : 0o644);
    }
    return folder;
  }

  spec(codeFolder: string, changes: Changes = {}): FunctionSpec {
    return {
      name: 'tested',
      runtime: 'nodejs20.x',
      handler: 'index.handler',
      codeFolder,
      layers: [],
      environment: {},
      timeoutMs: 3_000,
      architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64',
      logFormat: 'text',
      logGroup: null,
      region: null,
      ...changes,
    };
  }

  async prepare(files: Readonly<Record<string, string>>, changes: Changes = {}): Promise<PreparedFunction> {
    return (await this.engine).prepare(this.spec(this.folder(files), changes));
  }

  /** Lines of platform and handler so far. */
  lines(): string[] {
    const text = readFileSync(this.logFile, 'utf8').trim();
    return text.split('\n').map((line) => (JSON.parse(line) as { message: string }).message.trimEnd());
  }

  async close(): Promise<void> {
    await (await this.#engine)?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Measures and gives the last call. */
export async function last(
  prepared: PreparedFunction,
  sizeMB: number,
  event: unknown = {},
  want: 'warm' | 'cold' = 'warm',
): Promise<Measured> {
  const payload = Buffer.from(JSON.stringify(event));
  const made = await prepared.measure({ sizeMB, payload, payloadName: 'test', want });
  const final = made.at(-1);
  if (!final) throw new Error('no call was made');
  return final;
}

/** The answer as a value. */
export function answer(measured: Measured): unknown {
  return measured.response === null ? null : JSON.parse(Buffer.from(measured.response).toString('utf8'));
}

/** What the handler and its client wrote, without the platform's lines. */
export function handlersLines(log: string): string[] {
  return log.split('\n').filter((line) => !/^(START|END|REPORT|\{"time":)/.test(line));
}
