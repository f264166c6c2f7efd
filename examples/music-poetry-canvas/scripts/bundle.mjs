// Bundles the TypeScript functions into .build/<function>/handler.mjs, as `sam build` does. Prints where.
//   node scripts/bundle.mjs [FOLDER]      (default .build)
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = resolve(process.argv[2] ?? `${root}/.build`);

for (const name of ['poetry', 'thumbnail']) {
  const outfile = `${target}/${name}/handler.mjs`;
  await build({
    entryPoints: [`${root}/functions/${name}/handler.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Some of the SDK's parts call require().
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  console.log(outfile);
}
