/** The three functions of Music Poetry Canvas, as the sample logs know them. */
import { FIRST_DAY_MS, type Profile } from './world.ts';

/** YouTube ran at 3,008 MB until somebody made it smaller. */
const SMALLER_SINCE_MS = FIRST_DAY_MS + 4 * 86_400_000 + 5 * 3_600_000;
/** Poetry began at 1,024 MB, by guess; nobody noticed a difference when it was halved. */
const HALVED_SINCE_MS = FIRST_DAY_MS + 5 * 86_400_000 + 6 * 3_600_000;
/** Once in a while a download hangs until the timeout, and once in a long while a video is too long for the memory. */
const HANGING = 0.008;
const TOO_LONG = 0.003;

/** Poem out of Amazon Bedrock: waits for the model, needs little. */
export const POETRY: Profile = {
  name: 'Poetry',
  runtime: 'nodejs:22.v58',
  sessionsPerDay: 12,
  callsPerSession: 5,
  pauseMs: 45_000,
  timeoutMs: 30_000,
  sizeAt: (atMs) => (atMs < HALVED_SINCE_MS ? 1024 : 512),
  initMs: 415,
  baseMB: 141,
  work(random) {
    const slowModel = random.uniform(0, 1) < 0.004;
    const durationMs = slowModel ? random.uniform(29_000, 45_000) : 250 + random.logNormal(8_100, 0.27);
    return { durationMs, needMB: 148 + random.logNormal(10, 0.6) };
  },
  say: (random) => `poem in ${Math.round(random.uniform(8, 20))} lines`,
};

/** librosa over the audio of a video: the longer the video, the more of both. */
export const YOUTUBE: Profile = {
  name: 'YouTube',
  runtime: 'python:3.12.v81',
  sessionsPerDay: 4.6,
  callsPerSession: 6,
  pauseMs: 100_000,
  timeoutMs: 60_000,
  sizeAt: (atMs) => (atMs < SMALLER_SINCE_MS ? 3008 : 2048),
  initMs: 3_950,
  baseMB: 412,
  work(random, sizeMB) {
    const luck = random.uniform(0, 1);
    const minutes = luck < TOO_LONG ? random.uniform(9.2, 12) : random.logNormal(3.9, 0.2);
    const hangs = luck > 1 - HANGING ? random.uniform(35_000, 50_000) : 0;
    const speed = sizeMB > 2048 ? 0.96 : 1;
    const durationMs = speed * (4_200 + 6_050 * minutes + random.uniform(-900, 900)) + hangs;
    return { durationMs, needMB: 1_010 + 92 * minutes + random.uniform(-15, 15) + (luck < TOO_LONG ? 330 : 0) };
  },
  say: () => null,
};

/** An image fetched and made smaller. */
export const THUMBNAIL: Profile = {
  name: 'Thumbnail',
  runtime: 'nodejs:22.v58',
  sessionsPerDay: 14,
  callsPerSession: 7,
  pauseMs: 20_000,
  timeoutMs: 10_000,
  sizeAt: () => 256,
  initMs: 238,
  baseMB: 63,
  work: (random) => ({
    durationMs: 320 + random.logNormal(1_380, 0.3),
    needMB: 66 + random.logNormal(7.5, 0.45),
  }),
  say: () => null,
};
