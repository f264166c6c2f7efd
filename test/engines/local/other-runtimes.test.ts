import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { answer, last, NO_CGROUPS, TestBench } from './with-engine.ts';

const bench = new TestBench();
afterAll(() => bench.close());

const PYTHON = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout?.match(/Python (3\.\d+)/)?.[1];
const GO_PROGRAM = process.env.GO ?? 'go';
const GO = spawnSync(GO_PROGRAM, ['version']).status === 0;
const CURL = spawnSync('curl', ['--version']).status === 0;

describe.skipIf(NO_CGROUPS !== '' || PYTHON === undefined)(
  `Python functions ${NO_CGROUPS}${PYTHON === undefined ? 'python3 is not installed' : ''}`,
  { timeout: 60_000 },
  () => {
    const runtime = `python${PYTHON}`;

    it('answer, log, raise and see their context', async () => {
      const source = [
        'import logging, sys',
        'logging.getLogger().setLevel("INFO")',
        'def handler(event, context):',
        '    print("printed")',
        '    logging.info("logged %s", event["x"])',
        '    if event["x"] == 3: raise ValueError("three")',
        '    if event["x"] == 4: sys.exit(2)',
        '    return {"x": event["x"], "id": context.aws_request_id, "left": context.get_remaining_time_in_millis(), "text": "ä"}',
      ].join('\n');
      const prepared = await bench.prepare({ 'app/main.py': source }, { runtime, handler: 'app/main.handler' });
      const good = await last(prepared, 256, { x: 1 });
      expect(answer(good)).toMatchObject({ x: 1, id: good.sample.requestId, text: 'ä' });
      expect(good.logTail).toContain('printed\n');
      expect(good.logTail).toMatch(/\[INFO\]\t.*\tlogged 1\n/);
      expect(good.sample.usedMB).toBeGreaterThan(20);
      const raised = await last(prepared, 256, { x: 3 });
      expect(raised.sample).toMatchObject({ status: 'error', errorType: 'ValueError' });
      expect(answer(raised)).toMatchObject({ errorMessage: 'three', errorType: 'ValueError' });
      expect((await last(prepared, 256, { x: 4 })).sample).toMatchObject({ status: 'crash' });
      expect(answer(await last(prepared, 256, { x: 5 }))).toMatchObject({ x: 5 });
      await prepared.close();
    });

    it('find modules in layers and name what is missing', async () => {
      const layer = bench.folder({ 'python/shared_part.py': 'VALUE = 42\n' });
      const source = 'import shared_part\ndef handler(event, context):\n    return shared_part.VALUE\n';
      const prepared = await bench.prepare(
        { 'main.py': source },
        { runtime, handler: 'main.handler', layers: [layer] },
      );
      expect(answer(await last(prepared, 256))).toBe(42);
      await prepared.close();
      const without = await bench.prepare({ 'main.py': source }, { runtime, handler: 'main.handler' });
      expect((await last(without, 256)).sample.errorType).toBe('Runtime.ImportModuleError');
      await without.close();
    });
  },
);

describe.skipIf(NO_CGROUPS !== '')(`custom runtimes ${NO_CGROUPS}`, { timeout: 120_000 }, () => {
  it.skipIf(!CURL)(`a shell script with curl answers${CURL ? '' : ' (curl is not installed)'}`, async () => {
    const bootstrap = [
      '#!/bin/sh',
      'API=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime',
      'while :; do',
      '  event=$(curl -sS -D "$TMPDIR/h" "$API/invocation/next")',
      "  id=$(grep -i '^lambda-runtime-aws-request-id' \"$TMPDIR/h\" | tr -d '\\r' | cut -d' ' -f2)",
      '  echo "got $event"',
      '  curl -sS -X POST "$API/invocation/$id/response" -d "$event" >/dev/null',
      'done',
    ].join('\n');
    const prepared = await bench.prepare({ bootstrap }, { runtime: 'provided.al2023', handler: 'any' });
    const measured = await last(prepared, 1_024, { hello: 'shell' });
    expect(answer(measured)).toEqual({ hello: 'shell' });
    expect(measured.logTail).toContain('got {"hello":"shell"}');
    expect(measured.sample.usedMB).toBeLessThan(60);
    await prepared.close();
  });

  it.skipIf(!GO)(`a Go program answers${GO ? '' : ' (go is not installed)'}`, async () => {
    const source = `package main
import ("fmt"; "io"; "net/http"; "os"; "strings")
func main() {
  api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
  for {
    r, err := http.Get(api + "next")
    if err != nil { os.Exit(1) }
    body, _ := io.ReadAll(r.Body); r.Body.Close()
    id := r.Header.Get("Lambda-Runtime-Aws-Request-Id")
    fmt.Println("go saw", len(body))
    a, err := http.Post(api + id + "/response", "application/json", strings.NewReader("\\"go:" + strings.ReplaceAll(string(body), "\\"", "") + "\\""))
    if err == nil { io.Copy(io.Discard, a.Body); a.Body.Close() }
  }
}`;
    const folder = bench.folder({ 'main.go': source, 'go.mod': 'module x\n\ngo 1.20\n' });
    const built = spawnSync(GO_PROGRAM, ['build', '-o', 'bootstrap', '.'], {
      cwd: folder,
      env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
      encoding: 'utf8',
    });
    expect(built.stderr).not.toMatch(/error/);
    expect(existsSync(join(folder, 'bootstrap'))).toBe(true);
    const prepared = await (await bench.engine).prepare(bench.spec(folder, { runtime: 'provided.al2023' }));
    expect(answer(await last(prepared, 512, { a: 1 }))).toBe('go:{a:1}');
    await prepared.close();
  });

  it('a bootstrap that cannot be run is an init failure that says so', async () => {
    const prepared = await bench.prepare({ bootstrap: '#!/no/such/shell\n' }, { runtime: 'provided.al2023' });
    const { sample } = await last(prepared, 256);
    expect(sample).toMatchObject({ status: 'init-failure', errorType: 'Runtime.InvalidEntrypoint' });
    await prepared.close();
  });
});
