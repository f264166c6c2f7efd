/** Writes THIRD_PARTY_NOTICES: the licences of the packages whose code really is in the bundle. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a bundler's plugin that is needed here. */
interface NoticesPlugin {
  readonly name: string;
  writeBundle(options: unknown, bundle: Readonly<Record<string, Output>>): void;
}

interface Output {
  readonly type: string;
  readonly modules?: Readonly<Record<string, { readonly renderedLength: number }>>;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const INTRO = `memfit is one bundle. It contains code of the packages below, each under its own licence.\n`;

/** A bundler plugin that writes the notices after every build, of all builds that share it; a package that names no licence is an error. */
export function thirdPartyNotices(file: string): NoticesPlugin {
  const folders = new Set<string>();
  return {
    name: 'third-party-notices',
    writeBundle(_options, bundle) {
      for (const folder of packagesIn(Object.values(bundle))) folders.add(folder);
      writeFileSync(file, notices([...folders].sort()));
    },
  };
}

/** The folders of the packages with at least one module in the outputs, sorted. */
export function packagesIn(outputs: readonly Output[]): string[] {
  const modules = outputs.flatMap((output) => Object.entries(output.modules ?? {}));
  const used = modules.filter(([, module]) => module.renderedLength > 0).map(([id]) => id.replaceAll('\\', '/'));
  const folders = used.map((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

function notices(folders: readonly string[]): string {
  return [INTRO, ...new Set(folders.map(notice))].join(`\n${'-'.repeat(80)}\n\n`);
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((entry) => LICENCE_FILE.test(entry));
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence`);
  const body = texts.map((text) => readFileSync(join(folder, text), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${name} ${version} (${license})\n\n${body.join('\n\n')}\n`;
}
