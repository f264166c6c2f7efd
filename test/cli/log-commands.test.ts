import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, memfit } from './edge.ts';

const report = (n: number, figures: string): string => `REPORT RequestId: id-${n}\t${figures}\t\n`;
const calls = (figures: (n: number) => string, count = 60): string =>
  Array.from({ length: count }, (_, n) => report(n, figures(n))).join('');

const EMULATED = calls(
  (n) =>
    `Init Duration: 0.10 ms\tDuration: ${n}.50 ms\tBilled Duration: 90 ms\tMemory Size: 512 MB\tMax Memory Used: 512 MB`,
);
const REAL = calls(
  (n) => `Duration: ${100 + n}.50 ms\tBilled Duration: ${101 + n} ms\tMemory Size: 512 MB\tMax Memory Used: 90 MB`,
);

/** A function called Poetry that only waits, seen at 512, 1024 and 2048 MB: any small size will do. */
const WAITING = [512, 1024, 2048]
  .flatMap((sizeMB, at) =>
    Array.from({ length: 30 }, (_, stream) =>
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logGroup: '/aws/lambda/Poetry',
        logStream: `2026/11/02/[1]${at}${String(stream).padStart(31, '0')}`,
        logEvents: Array.from({ length: 20 }, (_, n) => ({
          timestamp: Date.UTC(2026, 10, 2 + 3 * at) + (stream * 60 + n) * 60_000,
          message: report(
            at * 10_000 + stream * 100 + n,
            `Duration: ${1_000 + n}.50 ms\tBilled Duration: ${1_001 + n} ms\tMemory Size: ${sizeMB} MB\tMax Memory Used: ${88 + (stream % 5)} MB`,
          ),
        })),
      }),
    ),
  )
  .join('');

describe('analyze', () => {
  it('ends with 4 when nothing of what it read can be sized, and says what was set aside', async () => {
    const { stdout, code } = await memfit(['analyze', '-'], { stdin: EMULATED });
    expect(stdout).toContain('0 used; set aside: 60 from an emulator');
    expect(code).toBe(4);
    expect((await memfit(['analyze', '-'], { stdin: REAL })).code).toBe(0);
  });

  it('lets what apply wrote in the folder stand, as a saved analysis would', async () => {
    const cwd = emptyFolder();
    const standing = {
      schemaVersion: 1,
      id: 'x',
      at: '2026-11-24T00:00:00.000Z',
      kind: 'apply',
      function: 'Poetry',
      fromMB: 512,
      toMB: 160,
    };
    mkdirSync(join(cwd, '.memfit'));
    writeFileSync(join(cwd, '.memfit/history.jsonl'), `${JSON.stringify(standing)}\n`);
    writeFileSync(
      join(cwd, 'saved.json'),
      JSON.stringify({
        schemaVersion: 1,
        functions: [{ function: 'Poetry', recommendation: { action: 'change', toMB: 160 } }],
      }),
    );
    const analysed = async (folder: string, ...more: string[]): Promise<unknown> => {
      const args = ['analyze', '-', '-o', 'json', '--goal', 'cost', ...more];
      const { functions } = JSON.parse((await memfit(args, { cwd: folder, stdin: WAITING })).stdout) as {
        functions: unknown;
      };
      return functions;
    };
    const withHistory = await analysed(cwd);
    expect(withHistory).toEqual(await analysed(cwd, '--standing', 'saved.json'));
    expect(withHistory).not.toEqual(await analysed(emptyFolder()));
  });
});

describe('records --lines', () => {
  it('cannot choose by function, and says so', async () => {
    const { stderr, code } = await memfit(['records', '-', '--lines', '--function', 'Poetry'], { stdin: REAL });
    expect(stderr).toContain('platform lines cannot be chosen by function');
    expect(code).toBe(2);
  });
});
