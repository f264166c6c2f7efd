/** Somebody who is asked, a cache and a run folder of the test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Question } from '../../../../src/contracts/listener.ts';
import { openCache } from '../../../../src/engines/local/making/cache.ts';
import type { Making } from '../../../../src/engines/local/making/making.ts';

/** A making whose questions are answered with `yes` and kept. */
export class World implements Making {
  readonly folder = mkdtempSync(join(tmpdir(), 'making-test-'));
  readonly temporary = join(this.folder, 'run');
  readonly asked: string[] = [];
  readonly consents: string[] = [];
  yes = true;
  readonly listener = {
    confirm: async ({ text, consent = 'files' }: Question): Promise<boolean> => {
      this.asked.push(text);
      this.consents.push(consent);
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
