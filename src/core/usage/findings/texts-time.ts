/** Words of the findings about durations, CPU and cold starts. */
import type { FindingText } from './finding-text.ts';

/** Durations, CPU and cold starts. */
export const TIME_TEXTS = {
  'bimodal-duration': {
    title: 'Two groups of durations',
    meaning: (say) =>
      `Warm calls come in two groups: ${say('lowerShare')} around ${say('lowerMedian')}, ${say('upperShare')} around ${say('upperMedian')} (n = ${say('invocations')} calls, worth ${say('independent')} independent ones, p = ${say('p')}).`,
    advice: () => 'Measure each kind of payload with its weight; one mean speaks for neither.',
  },
  'cpu-starved': {
    title: 'Waiting for CPU',
    meaning: (say) =>
      say('basis') === 'two sizes'
        ? `${say('smallDuration')} at ${say('smallSize')} became ${say('largeDuration')} at ${say('largeSize')}: speed grows with size (exponent ${say('exponent')}, n = ${say('environments')} environments, p = ${say('p')}).`
        : `Calls use ${say('quotaUsed')} of the CPU time that this size grants (${say('cpuTime')} of CPU in ${say('duration')}, n = ${say('invocations')}).`,
    advice: () => 'A larger size makes it faster at about the same cost until one vCPU (1,769 MB); measure to choose.',
  },
  'no-gain-above-1-vcpu': {
    title: 'No gain above one vCPU',
    meaning: (say) =>
      say('basis') === 'two sizes'
        ? `${say('smallDuration')} at ${say('smallSize')} stayed ${say('largeDuration')} at ${say('largeSize')} (exponent ${say('exponent')}, n = ${say('environments')} environments, p = ${say('p')}).`
        : `Calls use ${say('cpuTime')} of CPU in ${say('duration')}, no more than one vCPU (n = ${say('invocations')}).`,
    advice: () => 'Code on one thread cannot use a second core: unless memory asks for it, 1,769 MB is as fast.',
  },
  'cold-start-heavy': {
    title: 'Many cold starts',
    meaning: (say) =>
      `${say('coldStarts')} of ${say('invocations')} invocations were cold starts (${say('share')}, at least ${say('shareLow')}), with a mean init of ${say('meanInit')}: ${say('shareOfBill')} of the billed time.`,
    advice: () => 'Make the init lighter; init runs with extra CPU, so memory helps it little.',
  },
  'billed-init': {
    title: 'Init is a visible part of the bill',
    meaning: (say) =>
      `Init and restore make ${say('shareOfBill')} of the billed time (at most ${say('shareOfBillAtMost')}; ${say('billedInits')} billed inits, ${say('unclearInits')} unclear; mean init ${say('meanInit')}).`,
    advice: () =>
      'Load less at start, keep environments warm, or use SnapStart where the runtime has it; a smaller size makes each init cheaper.',
  },
  'duration-shift': {
    title: 'Durations changed level',
    meaning: (say) =>
      `From ${say('at')} on, durations changed by ${say('change')} (${say('changeLow')} to ${say('changeHigh')}; ${say('levelBefore')} before, ${say('levelAfter')} after; n = ${say('slicesBefore')} and ${say('slicesAfter')} slices of time, p = ${say('p')}).`,
    advice: () => 'Compare with your deployments and dependencies; only what came after should decide the size.',
  },
  'size-changed': {
    title: 'The size was changed',
    meaning: (say) =>
      `The logs hold several sizes: ${say('sizes')} (last since ${say('since')}). Past sizes are free experiments on durations.`,
    advice: () => 'Nothing to do; the recommendation uses them.',
  },
} satisfies Record<string, FindingText>;
