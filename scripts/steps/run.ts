/** Runs commands as named steps, a few at a time, and says of each whether it held. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** One command of a check; it holds if it exits with 0. */
export interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a step ended; `output` is what it wrote to both streams. */
export interface StepResult {
  readonly step: Step;
  readonly ok: boolean;
  readonly exit: string;
  readonly ms: number;
  readonly output: string;
}

/** Two commands at once keep two cores busy; more would only make each slower. */
const AT_ONCE = Math.min(2, availableParallelism());

/** Runs all steps, started in the order given, and prints a line for each as it ends; results in the order given. */
export async function runSteps(steps: readonly Step[]): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const waiting = steps.entries();
  const worker = async (): Promise<void> => {
    for (const [index, step] of waiting) {
      const result = await runStep(step);
      results[index] = result;
      console.log(sentence(result));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function runStep(step: Step): Promise<StepResult> {
  const start = performance.now();
  const env = { ...process.env, ...step.env };
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const end = (exit: string): void => {
      const output = Buffer.concat(chunks).toString('utf8').trimEnd();
      resolve({ step, ok: exit === '0', exit, ms: performance.now() - start, output });
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(String(code ?? signal)));
  });
}

function sentence({ step, ok, exit, ms, output }: StepResult): string {
  const line = `${ok ? 'ok    ' : 'FAILED'}  ${step.name}  ${(ms / 1000).toFixed(1)} s`;
  return ok ? line : `${line}, exit ${exit}\n${output.replaceAll(/^/gm, '    ')}`;
}
