/** Words of the findings about memory. */
import type { FindingText } from './finding-text.ts';

/** Memory. */
export const MEMORY_TEXTS = {
  'near-limit': {
    title: 'Memory near the limit',
    meaning: (say) =>
      `Memory reached ${say('maxUsed')} of ${say('size')} (${say('utilisation')}); environments at or above 90 %: ${say('shareAbove90')} (of ${say('environments')}).`,
    advice: () => 'Raise the size to the floor of the recommendation; no duration measurement is needed for that.',
  },
  'clipped-memory': {
    title: 'Memory at the limit without failing',
    meaning: (say) =>
      `${say('clippedReports')} of ${say('reports')} reports used all of ${say('size')} and did not run out of memory (environments: ${say('environmentsClipped')}): the need is unknown, at least that.`,
    advice: () =>
      'Raise the size once and look again: a cache that fills what it gets and a need that is cut off look the same here.',
  },
  'over-provisioned': {
    title: 'More memory than the use asks for',
    meaning: (say) =>
      `99 of 100 further environments should stay below ${say('predictedTail')} of ${say('size')} (${say('predictedUtilisation')}; highest seen: ${say('maxUsed')}, n = ${say('environments')} environments; at or above 60 %: ${say('shareAbove60')}).`,
    advice: () =>
      'Memory does not ask for this size; CPU may, because CPU grows with memory. The recommendation weighs both.',
  },
  leak: {
    title: 'Memory keeps growing within environments',
    meaning: (say) =>
      `Memory reached ${say('records')} new highs after warm-up in ${say('environments')} environments, where steady load gives ${say('expectedRecords')} (p = ${say('p')}); it grew by ${say('growth')} in the median environment: ${say('perInvocation')}, ${say('perHour')}. Growth with an environment's length (1: goes on, 0: has ended): ${say('elasticity')}.`,
    advice: (say) =>
      `At this pace the limit is ${say('invocationsToLimit')} invocations of one environment away. Look for caches without bounds, listeners added per call, and files left in /tmp; a larger size only delays the end.`,
  },
  'unstable-memory': {
    title: 'Memory differs much between environments',
    meaning: (say) =>
      `Environments reach from ${say('p05')} (5th percentile) to ${say('p95')} (95th), a factor of ${say('spread')} (n = ${say('environments')}).`,
    advice: () => 'Find out which payloads need much; the size must fit those, or they want a function of their own.',
  },
  'bimodal-memory': {
    title: 'Two groups of memory use',
    meaning: (say) =>
      `Memory comes in two groups (${say('seenIn')}): ${say('lowerShare')} around ${say('lowerMedian')}, ${say('upperShare')} around ${say('upperMedian')} (n = ${say('independent')} environments, p = ${say('p')}).`,
    advice: () => 'Two kinds of payload or two code paths: consider two functions, each with its own size.',
  },
  'memory-shift': {
    title: 'Memory changed level',
    meaning: (say) =>
      `From ${say('at')} on, memory changed by ${say('change')} (${say('changeLow')} to ${say('changeHigh')}; ${say('levelBefore')} before, ${say('levelAfter')} after; n = ${say('slicesBefore')} and ${say('slicesAfter')} slices of time, p = ${say('p')}).`,
    advice: () => 'Compare with your deployments; only what came after should decide the size.',
  },
} satisfies Record<string, FindingText>;
