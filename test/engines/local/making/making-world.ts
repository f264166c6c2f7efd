/** Somebody who is asked, a cache and a run folder of the test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../../../src/engines/local/making/cache.ts';
import type { Making } from '../../../../src/engines/local/making/making.ts';

/** A making whose questions are answered with `yes` and kept. */
export class World implements Making {
  readonly folder = mkdtempSync(join(tmpdir(), 'making-test-'));
  readonly temporary = join(this.folder, 'run');
  readonly asked: string[] = [];
  yes = true;
  readonly listener = {
    confirm: async ({ text }: { readonly text: string }): Promise<boolean> => {
      this.asked.push(text);
      return this.yes;
    },
    notice: (): void => undefined,
  };

  cache(): string {
    return openCache(join(this.folder, 'cache'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
