import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder, openCache } from '../../../src/engines/local/making/cache.ts';
import { World } from './making/making-world.ts';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

/**
 * AWS's own runtime interface clients against this Runtime API. They come from their registries once and are kept in the machine's cache; where a registry
 * cannot be reached or a compiler is missing, the test is skipped by name.
 */
const CACHE = join(openCache(cacheFolder()), 'official-clients');
const world = new World();
const bench = new TestBench({ listener: world.listener, cache: cacheFolder() });
afterAll(async () => {
  world.remove();
  await bench.close();
});

const GO_SOURCE = `package main

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

func main() {
	lambda.Start(func(ctx context.Context, event map[string]any) (map[string]any, error) {
		if event["fail"] == true {
			return nil, errors.New("asked to fail")
		}
		lc, _ := lambdacontext.FromContext(ctx)
		return map[string]any{"event": event, "id": lc.AwsRequestID}, nil
	})
}
`;
const GO_MODULE = 'module oracle\n\ngo 1.21\n\nrequire github.com/aws/aws-lambda-go v1.49.0\n';
const RUST_MANIFEST = `[package]
name = "bootstrap"
version = "0.1.0"
edition = "2021"

[dependencies]
lambda_runtime = { version = "0.14", default-features = false }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }

[profile.release]
opt-level = 1
`;
const RUST_SOURCE = `use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Value>) -> Result<Value, Error> {
    if event.payload["fail"] == true {
        return Err("asked to fail".into());
    }
    Ok(json!({ "event": event.payload, "id": event.context.request_id }))
}
`;

/** The folder with `bootstrap`, built if it is not there; or why it is not. */
function built(
  name: string,
  files: Record<string, string>,
  argv: string[],
  made: string,
): { folder?: string; why: string } {
  const folder = join(CACHE, name);
  if (existsSync(join(folder, 'bootstrap'))) return { folder, why: '' };
  const place = join(CACHE, `${name}-${process.pid}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  const [program = '', ...args] = argv;
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  const run = spawnSync(program, args, { cwd: place, env, encoding: 'utf8', timeout: 420_000 });
  const why =
    run.status === 0 ? '' : `${program} failed: ${(run.error?.message ?? run.stderr).trim().split('\n').at(-1)}`;
  if (run.status === 0) {
    mkdirSync(folder, { recursive: true });
    renameSync(join(place, made), join(folder, 'bootstrap'));
  }
  rmSync(place, { recursive: true, force: true });
  return run.status === 0 ? { folder, why } : { why };
}

const GO = NO_CGROUPS
  ? { why: NO_CGROUPS }
  : built(
      'aws-lambda-go-1.49.0',
      { 'main.go': GO_SOURCE, 'go.mod': GO_MODULE },
      [process.env.GO ?? 'go', 'build', '-o', 'made', '.'],
      'made',
    );
const RUST = NO_CGROUPS
  ? { why: NO_CGROUPS }
  : built(
      'lambda_runtime-0.14',
      { 'Cargo.toml': RUST_MANIFEST, 'src/main.rs': RUST_SOURCE },
      ['cargo', 'build', '--release', '--quiet'],
      'target/release/bootstrap',
    );

describe.each([
  ['Go (aws-lambda-go)', GO, 'errorString'],
  ['Rust (lambda_runtime)', RUST, null],
])('a program in %s', { timeout: 120_000 }, (_name, { folder, why }: { folder?: string; why: string }, errorType) => {
  it.skipIf(folder === undefined)(`starts, answers, fails and is measured ${why}`, async () => {
    const spec = bench.spec(folder ?? '', { runtime: 'provided.al2023', handler: 'bootstrap', timeoutMs: 10_000 });
    const prepared = await (await bench.engine).prepare(spec);
    const good = await last(prepared, 256, { a: ['ä', 1] });
    expect(good.sample.status).toBe('success');
    expect(answer(good)).toEqual({ event: { a: ['ä', 1] }, id: good.sample.requestId });
    expect(good.sample.usedMB).toBeGreaterThan(11);
    expect(good.sample.usedMB).toBeLessThan(60);
    const failed = await last(prepared, 256, { fail: true });
    expect(failed.sample.status).toBe('error');
    if (errorType !== null) expect(failed.sample.errorType).toBe(errorType);
    expect(answer(failed)).toMatchObject({ errorMessage: expect.stringContaining('asked to fail') });
    expect((await last(prepared, 256, {})).sample.environment).toBe(failed.sample.environment);
    const cold = await last(prepared, 256, {}, 'cold');
    expect(cold.sample.initMs).toBeGreaterThan(0);
    await prepared.close();
  });
});

const PYTHON = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout?.match(/Python (3\.\d+)/)?.[1] ?? '';
const WHEEL = [
  '-m',
  'pip',
  'download',
  '--quiet',
  '--no-deps',
  '--only-binary',
  ':all:',
  '--dest',
  world.folder,
  'awslambdaric==4.2.2',
];
const NO_RIC =
  NO_CGROUPS ||
  (PYTHON !== '' && spawnSync('python3', WHEEL, { timeout: 60_000 }).status === 0
    ? ''
    : 'awslambdaric cannot be fetched');

describe.skipIf(NO_RIC !== '')(`awslambdaric ${NO_RIC}`, { timeout: 240_000 }, () => {
  it("is used where the function brings it, and says what memfit's own client says", async () => {
    const source = `import logging
def handler(event, context):
    if event.get("fail"): raise ValueError("asked to fail")
    return {"event": event, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0, "name": context.function_name, "mb": int(context.memory_limit_in_mb)}
`;
    const changes = { runtime: `python${PYTHON}`, handler: 'main.handler', timeoutMs: 10_000 };
    const own = await bench.prepare({ 'main.py': source }, changes);
    const official = await bench.prepare({ 'main.py': source, 'requirements.txt': 'awslambdaric==4.2.2\n' }, changes);
    expect(own.runsOn).toContain("memfit's client");
    expect(official.runsOn).toContain('awslambdaric of the function');
    for (const event of [{ a: ['ä', null, 1.5] }, { fail: true }]) {
      const [here, there] = [await last(own, 512, event), await last(official, 512, event)];
      const plain = (value: unknown): object => ({ ...(value as object), id: null, requestId: null, stackTrace: null });
      expect(plain(answer(here))).toEqual(plain(answer(there)));
      expect({ ...here.sample, status: here.sample.status }).toMatchObject({
        status: there.sample.status,
        kind: there.sample.kind,
      });
      expect(here.sample.errorType).toBe(there.sample.errorType);
      expect(Math.abs((here.sample.usedMB ?? 0) - (there.sample.usedMB ?? 0))).toBeLessThan(15);
    }
    await own.close();
    await official.close();
  });
});
