/** A program for tests to kill: opens an engine in the folder given and keeps an environment busy and another idle. */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalEngine } from '../../../src/engines/local/engine.ts';

process.stdout.write('opening\n');
const temporary = process.argv[2] ?? tmpdir();
// Not below /tmp where that can be helped, so that there is a disk of its own to leave behind.
const codeFolder = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), 'local-engine-victim-'));
chmodSync(codeFolder, 0o755);
writeFileSync(join(codeFolder, 'index.js'), 'exports.handler = async (e) => { while (e.forever) {} }');
setTimeout(() => rmSync(codeFolder, { recursive: true, force: true }), 5_000).unref();

const driver = process.argv[3] === 'duty-cycle' ? ({ driver: 'duty-cycle' } as const) : {};
const engine = await createLocalEngine({ temporary, calibration: 'none', ...driver });
const prepared = await engine.prepare({
  name: 'victim',
  runtime: 'nodejs20.x',
  handler: 'index.handler',
  codeFolder,
  layers: [],
  environment: {},
  timeoutMs: 60_000,
  architecture: 'x86_64',
  logFormat: 'text',
  logGroup: null,
  region: null,
});
const call = (sizeMB: number, event: string): Promise<unknown> =>
  prepared.measure({ sizeMB, payload: Buffer.from(event), payloadName: 'p', want: 'cold' });
await call(256, '{}');
const endless = call(128, '{"forever":true}');
setTimeout(() => process.stdout.write('busy\n'), 300);
await endless;
