import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyFolder, memfit } from './edge.ts';

const RUN = fileURLToPath(new URL('../fixtures/tune-run', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

/** A folder with one saved run. */
function recorded(): string {
  const cwd = emptyFolder();
  const folder = join(cwd, '.memfit/runs/20261124T030405Z-tune-0a1b2c');
  mkdirSync(folder, { recursive: true });
  cpSync(RUN, folder, { recursive: true });
  return cwd;
}

const headings = (page: string): string[] => [...page.matchAll(/<h1[^>]*>([^<]*)/g)].map(([, text]) => text ?? '');

describe('memfit report --logs', () => {
  it('shows what the logs say on the page of the run: fleet table, findings, both opinions side by side', async () => {
    const cwd = recorded();
    const { code, stdout } = await memfit(['report', '--logs', SAMPLES], { cwd });
    expect(code).toBe(0);
    expect(headings(stdout).slice(1)).toEqual(['Measured', 'From the logs']);
    const analysis = await memfit(['analyze', SAMPLES, '-o', 'html'], { cwd });
    const table = /<table>\n<thead><tr><th scope="col">Function<\/th><th scope="col">Size \(MB\)[\s\S]*?<\/table>/;
    expect(table.exec(stdout)?.[0]).toBe(table.exec(analysis.stdout)?.[0]);
    expect(stdout).toContain('What the written policies, the logs and the measurement say');
    expect(stdout).not.toContain('<script');
    const alone = await memfit(['report'], { cwd });
    expect(headings(alone.stdout).slice(1)).toEqual(['Measured']);
  });

  it('stands behind the run in Markdown', async () => {
    const { stdout } = await memfit(['report', '--logs', SAMPLES, '-o', 'markdown'], { cwd: recorded() });
    expect(stdout.indexOf('Resize')).toBeLessThan(stdout.indexOf('<!-- memfit:analysis -->'));
  });

  it('is the whole page where there is no saved run; a run that was named must be there', async () => {
    const cwd = emptyFolder();
    const page = await memfit(['report', '--logs', SAMPLES], { cwd });
    expect(page).toMatchObject({ code: 0 });
    expect(headings(page.stdout)).toEqual(['memfit analysis']);
    const named = await memfit(['report', '20261124T030405Z-tune-0a1b2c', '--logs', SAMPLES], { cwd });
    expect(named).toMatchObject({ code: 2, stdout: '' });
    expect(await memfit(['report'], { cwd })).toMatchObject({ code: 2 });
  });

  it('belongs to what people read, and says which command gives the rest', async () => {
    const { code, stderr } = await memfit(['report', '--logs', SAMPLES, '-o', 'json'], { cwd: recorded() });
    expect(code).toBe(2);
    expect(stderr).toContain('memfit analyze PATH -o json');
  });

  it('ends with 1 where logs cannot be read, and shows the rest', async () => {
    const { code, stdout } = await memfit(['report', '--logs', `${SAMPLES},nowhere`], { cwd: recorded() });
    expect(code).toBe(1);
    expect(headings(stdout)).toContain('From the logs');
  });
});
