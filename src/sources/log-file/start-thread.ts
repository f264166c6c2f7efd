/** Starts the program of another thread. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The programs lie beside the bundle in dist/; beside this file, and in TypeScript, when run from source. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** Starts the program `name` (a file of this folder) in a thread with its job. From source, Node 20 needs the loader of TypeScript registered inside the thread. */
export function startThread(
  name: 'scan-worker' | 'unpack-worker',
  job: unknown,
  limits: NonNullable<WorkerOptions['resourceLimits']> = {},
): Worker {
  const program = new URL(FROM_SOURCE ? `./${name}.ts` : `./${name}.js`, import.meta.url);
  const options = { workerData: job, resourceLimits: limits };
  if (!FROM_SOURCE) return new Worker(program, options);
  const source = `import('tsx/esm/api').then(({ register }) => (register(), import('${program.href}')))`;
  return new Worker(source, { eval: true, ...options });
}
