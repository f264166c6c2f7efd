import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` reads src (unit, contract, golden, property tests), `machine` runs real processes under real limits, one file at a
 * time because they measure the machine they share, `e2e` runs the built dist.
 */
export default defineConfig({
  test: {
    pool: 'threads',
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Property tests run hundreds of cases; on a busy machine the usual five seconds are too few.
          testTimeout: 60_000,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/fixtures/**', 'test/engines/local/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'machine',
          include: ['test/engines/local/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
      },
    ],
  },
});
