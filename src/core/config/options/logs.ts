/** Options of what past invocations are read. */
import type { Command, Option } from '../option.ts';

const LOGS = ['analyze', 'records'] as const satisfies readonly Command[];

/** Which logs are read, and which of their records count. */
export const LOG_OPTIONS = [
  {
    name: 'since',
    value: { kind: 'text', placeholder: 'TIME' },
    default: null,
    unit: null,
    reason: 'everything that is read counts',
    key: null,
    commands: LOGS,
    help: 'count from this time on: 14d, 36h, 2026-11-01, 2026-11-01T10:00, 2026-11-01T10:00Z (local time without a zone)',
    group: 'Input',
  },
  {
    name: 'until',
    value: { kind: 'text', placeholder: 'TIME' },
    default: null,
    unit: null,
    reason: 'everything that is read counts',
    key: null,
    commands: LOGS,
    help: 'count up to this time, which itself is left out; written as for --since',
    group: 'Input',
  },
  {
    name: 'function',
    value: { kind: 'list', placeholder: 'NAME' },
    default: null,
    unit: null,
    reason: 'all functions met',
    key: null,
    commands: ['analyze', 'records', 'init'],
    help: 'only functions whose name matches (* for any text); names the function where the logs name none',
    group: 'Input',
  },
  {
    name: 'include-local',
    value: { kind: 'switch' },
    default: 'false',
    unit: null,
    reason: "the local engine's logs say nothing about AWS unless you decide so",
    key: null,
    commands: ['analyze'],
    help: "count logs of memfit's local engine as evidence",
    group: 'Input',
  },
  {
    name: 'sample',
    value: { kind: 'switch' },
    default: 'false',
    unit: null,
    reason: 'your own logs are read',
    key: null,
    commands: LOGS,
    help: 'read the sample logs that come with memfit',
    group: 'Input',
  },
  {
    name: 'lines',
    value: { kind: 'switch' },
    default: 'false',
    unit: null,
    reason: 'one record an invocation is what most uses need',
    key: null,
    commands: ['records'],
    help: 'print one record a platform line, not joined into invocations',
    group: 'Input',
  },
] as const satisfies readonly Option[];
