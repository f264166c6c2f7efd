/** Words of the findings about the logs themselves. */
import type { FindingText } from './finding-text.ts';

/** What the logs are, and what they cannot show. */
export const LOG_TEXTS = {
  'deprecated-log-style': {
    title: 'Old style of log lines',
    meaning: (say) =>
      `${say('timeoutMessages')} timeouts are told by a message instead of a status, ${say('hundredMsBilling')} of ${say('invocations')} reports are billed in steps of 100 ms (before December 2020).`,
    advice: () =>
      'Both styles are read. Filters and alarms on the text "Task timed out" go silent when the Region moves to the new style.',
  },
  'only-failures-logged': {
    title: 'Only failures are logged',
    meaning: (say) =>
      `The ${say('reports')} reports are failures only: with SystemLogLevel WARN successful calls leave no report, so nothing can be said about size.`,
    advice: () => 'Set SystemLogLevel to INFO for a week, then analyze again.',
  },
  'logs-dropped': {
    title: 'Logs were dropped',
    meaning: (say) =>
      `Lambda says ${say('dropEvents')} times that it dropped logs: reports may be missing and counts too low.`,
    advice: () => 'Write fewer or smaller log lines; counts per month are better taken from the Invocations metric.',
  },
  'emulator-logs': {
    title: 'Lines of an emulator',
    meaning: (say) =>
      `${say('setAside')} reports come from the Runtime Interface Emulator (sam local, docker), which prints the size as the memory used; ${say('used')} others were used.`,
    advice: () => 'Use logs of the deployed function, or memfit tune with the local engine.',
  },
  'managed-instances': {
    title: 'Lambda Managed Instances',
    meaning: (say) =>
      `${say('setAside')} reports come from Managed Instances, which do not report memory; ${say('used')} others were used.`,
    advice: () => 'Size these by the memory metrics of their capacity provider.',
  },
  'local-logs': {
    title: 'Lines of the local engine',
    meaning: (say) =>
      `${say('setAside')} reports were made by the local engine and are not evidence from AWS; ${say('used')} others were used.`,
    advice: () => 'Nothing to do; count them in deliberately if the local limits are what you want to know.',
  },
  'environments-unknown': {
    title: 'Environments unknown',
    meaning: (say) =>
      `${say('reports')} reports name no log stream. Max Memory Used belongs to an environment, so no safe smallest size can be stated.`,
    advice: () =>
      'Export with log stream names (the JSON output of filter-log-events, or aws logs tail without --format short).',
  },
  'too-little-data': {
    title: 'Too little data',
    meaning: (say) =>
      `Only ${say('invocations')} invocations (environments: ${say('environments')}; window: ${say('window')}); 50 invocations in 10 environments are the least that is judged.`,
    advice: () => 'Give more days of logs, or measure with memfit tune.',
  },
} satisfies Record<string, FindingText>;
