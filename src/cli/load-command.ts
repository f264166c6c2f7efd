/** The file that carries each command out, loaded only when it is asked for. */
import type { Command } from '../core/config/option.ts';
import type { RunCommand } from './command.ts';

/** Loads a command. */
export const LOAD_COMMAND = {
  analyze: () => import('./commands/analyze.ts'),
  records: () => import('./commands/records.ts'),
  tune: () => import('./commands/tune.ts'),
  report: () => import('./commands/report.ts'),
  plan: () => import('./commands/plan.ts'),
  apply: () => import('./commands/apply.ts'),
  list: () => import('./commands/list.ts'),
  cost: () => import('./commands/cost.ts'),
  sizes: () => import('./commands/sizes.ts'),
  init: () => import('./commands/init.ts'),
  demo: () => import('./commands/demo.ts'),
  doctor: () => import('./commands/doctor.ts'),
  completion: () => import('./commands/completion.ts'),
} satisfies Record<Command, () => Promise<{ readonly run: RunCommand }>>;
