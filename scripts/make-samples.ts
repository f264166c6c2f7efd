/** Writes samples/: logs of three made-up functions in the shapes people have, the same every time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sampleFiles } from './samples/sample-files.ts';

const FOLDER = 'samples';

rmSync(FOLDER, { recursive: true, force: true });
let total = 0;
for (const [path, content] of sampleFiles()) {
  const bytes = path.endsWith('.gz') ? packed(content) : Buffer.from(content);
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  writeFileSync(join(FOLDER, path), bytes);
  total += bytes.length;
}
console.log(`samples: ${total} bytes`);

/** gzip whose header does not tell the machine it was made on. */
function packed(content: string): Buffer {
  const bytes = gzipSync(content, { level: 9 });
  bytes[9] = 0xff;
  return bytes;
}
