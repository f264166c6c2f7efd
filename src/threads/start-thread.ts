/** Starts the program of another thread. */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { threadBoots } from './late-optimising.ts';

/** Every program lies beside the bundle in dist/; when run from source, beside the file that starts it, and in TypeScript. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

/** Starts the program `name` of the file at `here` (its import.meta.url) in a thread with its job. From source, Node 20 needs the loader of TypeScript registered inside the thread. */
export function startThread(
  name: 'scan-worker' | 'unpack-worker' | 'judge-worker',
  here: string,
  job: unknown,
  limits: NonNullable<WorkerOptions['resourceLimits']> = {},
): Worker {
  const program = new URL(FROM_SOURCE ? `./${name}.ts` : `./${name}.js`, here);
  const options = { workerData: job, resourceLimits: limits };
  const runs = threadBoots();
  const worker = FROM_SOURCE
    ? new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import('${program.href}')))`, {
        eval: true,
        ...options,
      })
    : new Worker(program, options);
  return worker.once('online', runs).once('exit', runs);
}
