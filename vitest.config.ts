import { defineConfig } from 'vitest/config';

/** Two projects: `unit` reads src (unit, contract, golden, property tests), `e2e` runs the built dist. */
export default defineConfig({
  test: {
    pool: 'threads',
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**', 'test/fixtures/**'] },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
      },
    ],
  },
});
