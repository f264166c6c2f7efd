/** Words of the findings about failed calls. */
import type { FindingText } from './finding-text.ts';

/** Failures. */
export const FAILURE_TEXTS = {
  'out-of-memory': {
    title: 'Out of memory',
    meaning: (say) =>
      `${say('outOfMemory')} of ${say('invocations')} invocations died out of memory at ${say('size')} (${say('share')}; environments hit: ${say('environmentsHit')}).`,
    advice: () => 'Raise the size now; the need is unknown above the limit, so check again after a day of traffic.',
  },
  'timeout-at-limit': {
    title: 'Timeouts with memory at the limit',
    meaning: (say) =>
      `${say('timeouts')} of ${say('invocations')} invocations timed out (timeout seen: ${say('timeout')}), with memory at the limit: ${say('maxUsed')} of ${say('size')} (environments: ${say('environmentsAtLimit')}). Memory starvation can look like a timeout.`,
    advice: () => 'Raise the size before the timeout: collecting garbage at the limit eats the time.',
  },
  timeout: {
    title: 'Timeouts',
    meaning: (say) =>
      `${say('timeouts')} of ${say('invocations')} invocations timed out (${say('share')}, at least ${say('shareLow')}; timeout seen: ${say('timeout')}). Memory was not at the limit.`,
    advice: () => 'Look for a slow dependency first; a larger size helps only if the work is bound by CPU.',
  },
  errors: {
    title: 'Errors',
    meaning: (say) =>
      `${say('errors')} of ${say('invocations')} invocations ended in an error of the handler (${say('share')}, at least ${say('shareLow')}).`,
    advice: () => 'Failed calls are left out of durations; a function that fails often is not sized from what is left.',
  },
  crash: {
    title: 'Runtime crashes',
    meaning: (say) =>
      `In ${say('crashes')} of ${say('invocations')} invocations the runtime died for another reason than memory (${say('share')}).`,
    advice: () => 'Look for exit calls, native libraries and segmentation faults around the request ids.',
  },
  'init-failure': {
    title: 'Failed inits',
    meaning: (say) => `${say('initFailures')} inits failed (error types: ${say('errorTypes')}).`,
    advice: () =>
      'Correct the handler name, the package or the init code; such calls use little memory and are never sized from.',
  },
} satisfies Record<string, FindingText>;
