import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { curvesOfCells, readCurves, readRawCells, scatterOf } from '../../bench/curve-data.ts';
import { truthAt } from '../../bench/replay-window.ts';
import { smoothed } from '../../bench/smooth-curve.ts';

const folder = mkdtempSync(join(tmpdir(), 'memfit-curves-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe('files of measured curves', () => {
  it('are read by column name in any order, with warm rows before cold ones', () => {
    const path = file(
      'curves.csv',
      [
        'mean_ms,memory_mb,function,source,arch,cold,n,std_ms,note',
        '400,512,f,lab,arm64,0,100,20,"a, b"',
        '100,2048,f,lab,arm64,0,100,5,',
        '200,1024,f,lab,arm64,0,100,10,',
        '900,512,f,lab,arm64,1,100,10,',
        ',128,f,lab,arm64,0,1,,',
      ].join('\n'),
    );
    const [curve, ...others] = readCurves(path);
    expect(others).toEqual([]);
    expect(curve).toMatchObject({ source: 'lab', name: 'f arm64' });
    expect(curve?.points.map(({ sizeMB, meanMs }) => [sizeMB, meanMs])).toEqual([
      [512, 400],
      [1_024, 200],
      [2_048, 100],
    ]);
    expect(curve?.points[0]?.logError).toBeCloseTo(0.005, 6);
  });

  it('that cannot be read are named with the line and what is wrong', () => {
    expect(() => readCurves(file('lame.csv', 'source,function,memory_mb\na,f,128\n'))).toThrow(
      /lame\.csv:1: no column mean_ms; the columns are source, function, memory_mb/,
    );
    const bad = 'function,memory_mb,mean_ms\nf,128,90\nf,256,fast\n';
    expect(() => readCurves(file('bad.csv', bad))).toThrow(/bad\.csv:3: mean_ms is "fast", not a number/);
    expect(() => readCurves(file('wide.csv', 'function,memory_mb,mean_ms\nf,128,9,1\n'))).toThrow(
      /wide\.csv:2: 4 cells under 3 columns/,
    );
    expect(() => readCurves(join(folder, 'nowhere.csv'))).toThrow(/nowhere\.csv: /);
  });

  it('need no more than function, size and mean', () => {
    const rows = [512, 1_024, 2_048].map((size) => `f,${size},${100_000 / size}`);
    const [curve] = readCurves(file('least.csv', ['function,memory_mb,mean_ms', ...rows].join('\n')));
    expect(curve).toMatchObject({ source: 'unnamed', name: 'f' });
    expect(curve?.points).toHaveLength(3);
  });

  it('are read from single invocations in both formats, gzipped or not', () => {
    const rows = [512, 1_024, 2_048].flatMap((size) =>
      Array.from({ length: 6 }, (_, i) => `${size},${i % 2},${100_000 / size + i}`),
    );
    const sweep = file('sweep.csv.gz', gzipSync(['memory_mb,sandbox,duration_ms', ...rows].join('\n')));
    const cells = readRawCells(sweep);
    expect(cells).toHaveLength(3);
    expect(cells[0]?.groups).toEqual([0, 1, 0, 1, 0, 1]);
    expect(curvesOfCells(cells)[0]?.points).toHaveLength(3);
    const raw = file(
      'raw.csv',
      [
        'source,function,arch,memory_mb,cold,duration_ms,max_memory_used_mb,init_ms',
        'lab,f,x86_64,128,0,12.5,,',
        'lab,f,x86_64,128,0,oops,,',
      ].join('\n'),
    );
    expect(readRawCells(raw)).toMatchObject([{ source: 'lab', sizeMB: 128, durations: [12.5], groups: null }]);
  });
});

describe('curves as truth', () => {
  const curve = (noise: number) => ({
    source: 's',
    name: 'f',
    points: Array.from({ length: 20 }, (_, i) => ({
      sizeMB: 128 * (i + 1),
      meanMs: (100_000 / (i + 1)) * (1 + (i % 2 ? noise : -noise)),
      logError: 0.02,
    })),
  });

  it('are straight in ln-ln between measured sizes and flat beyond', () => {
    const plain = curve(0);
    expect(truthAt(plain, 181)).toBeCloseTo(100_000 / (181 / 128), 0);
    expect(truthAt(plain, 10_240)).toBe(5_000);
    expect(truthAt(plain, 64)).toBe(100_000);
  });

  it('are smoothed only where their means scatter', () => {
    expect(smoothed(curve(0)).smoothed).toBe(false);
    const rough = smoothed(curve(0.1));
    expect(rough.smoothed).toBe(true);
    expect(scatterOf(rough.curve)).toBeLessThan(0.3 * scatterOf(curve(0.1)));
  });
});
