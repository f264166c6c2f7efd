/** The part of composing that pays when it does not wait for the rest to load. */
export { scanAhead } from './sources/log-file/scan-ahead.ts';
export { optimiseLate } from './threads/late-optimising.ts';
