/** The folder of one environment: its /tmp, and what its processes are told of their places. */
import { chownSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MountPlan } from './processes/runtime-process.ts';
import { DEFAULT_TMP_MB, layersForOpt, makeDisk, mounting } from './tmp-disk.ts';
import type { Workshop } from './workshop.ts';

/** What a process of the environment is told of its places. */
export interface Places {
  readonly tmp: string;
  readonly home: string;
  /** A path below the run's folder: whoever cleans up recognises the process by it. */
  readonly marker: string;
}

/** Where the environment's own files are. */
export class EnvironmentFolder implements Places {
  readonly tmp: string;
  readonly home: string;
  readonly marker: string;
  /** The disk as /tmp, for a mount namespace that ends with the processes, so that nothing is left mounted; null: there is none. */
  readonly mount: MountPlan | null;
  readonly #path: string;
  readonly #disk: string | null;
  readonly #shop: Workshop;

  constructor(shop: Workshop, id: string) {
    const { tmpDisk, spec, plan } = shop;
    this.#shop = shop;
    this.#path = join(shop.folder, id);
    this.#disk = tmpDisk.can ? join(this.#path, 'tmp.img') : null;
    this.marker = join(this.#path, 'tmp');
    this.tmp = this.#disk === null ? this.marker : '/tmp';
    // On Lambda HOME names a folder that is not there.
    this.home = this.#disk === null ? join(this.#path, 'home') : '/home/sbx_user1051';
    const needed = [...plan.mustRead, ...(plan.libraries ?? [])];
    this.mount =
      this.#disk === null || !tmpDisk.can
        ? null
        : mounting({
            file: this.#disk,
            place: this.marker,
            shown: tmpDisk.shown,
            readOnly: [spec.codeFolder, ...spec.layers],
            opt: layersForOpt(spec.layers, needed),
            cwd: spec.codeFolder,
          });
  }

  make(): void {
    const { uid } = this.#shop.user;
    for (const name of ['tmp', 'home']) {
      const path = join(this.#path, name);
      mkdirSync(path, { recursive: true });
      if (uid !== null) chownSync(path, uid, uid);
    }
    if (this.#disk !== null) makeDisk(this.#disk, this.#shop.spec.ephemeralMB ?? DEFAULT_TMP_MB, uid ?? 0);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true, maxRetries: 3 });
  }
}
