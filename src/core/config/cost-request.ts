/** Reads the arguments and options of `memfit cost` and `memfit sizes`. */
import { UserError } from '../../model/errors.ts';
import type { Architecture } from '../../model/units.ts';
import type { CostCase, CostRequest, Setup } from '../../model/what-if.ts';
import { DEFAULT_REGION } from '../pricing/price-table.ts';
import { DEFAULT_ARCHITECTURE, type SizesRequest } from '../pricing/size-table.ts';
import type { Setting } from './config-file.ts';
import { invalidValue, type Origin } from './fault.ts';
import type { OptionName } from './options.ts';
import { readChoice, readDurationMs, readNumber, readSize } from './quantity.ts';
import { listOf, numberOf, type OptionInputs, regionOf, settingOf, textOf } from './resolve.ts';

/** What people type for one setup, for help and errors. */
export const SETUP_EXAMPLE = '512MBx10s';

const SETUP = /^(.+?)\s*[x×*]\s*([\d.,_]+\s*(?:ms|s|min|m))\s*(?:\/\s*(\w+))?$/i;

/** The request of `memfit cost BEFORE [AFTER]` or of `--case`s. Throws a UserError that names the argument or flag. */
export function readCostRequest(args: readonly string[], inputs: OptionInputs): CostRequest {
  const region = regionOf(inputs);
  const said = textOf('arch', inputs) as Architecture | null;
  const architecture = said ?? DEFAULT_ARCHITECTURE;
  const cases = casesOf(args, inputs, architecture);
  const number = (name: OptionName): number => numberOf(name, inputs) as number;
  return {
    region: region ?? DEFAULT_REGION,
    regionAssumed: region === null,
    architectureAssumed: said === null && !cases.every(({ named }) => named),
    cases: cases.map(({ one }) => one),
    ...coldStarts(inputs),
    ephemeralMB: number('ephemeral'),
    provisionedEnvironments: number('provisioned'),
    freeTier: textOf('free-tier', inputs) as CostRequest['freeTier'],
    discountPercent: number('discount'),
    savingsPlanShare: number('savings-plan-share'),
    savingsPlanDiscountPercent: number('savings-plan-discount'),
  };
}

/** The request of `memfit sizes`. Throws a UserError that names the flag. */
export function readSizesRequest(inputs: OptionInputs): SizesRequest {
  const region = regionOf(inputs);
  const architecture = textOf('arch', inputs) as Architecture | null;
  const duration = settingOf('duration', inputs) as Setting;
  const sizes = settingOf('size', inputs);
  return {
    region: region ?? DEFAULT_REGION,
    regionAssumed: region === null,
    architecture: architecture ?? DEFAULT_ARCHITECTURE,
    architectureAssumed: architecture === null,
    durationMs: readDurationMs(duration.texts.at(-1) ?? '', duration.origin),
    sizes: sizes ? sizes.texts.map((text) => readSize(text, sizes.origin)) : [],
    accountMaxMB: numberOf('account-max', inputs) as number,
  };
}

/** A case and whether all its setups name an architecture themselves. */
interface ReadCase {
  readonly one: CostCase;
  readonly named: boolean;
}

function casesOf(args: readonly string[], inputs: OptionInputs, architecture: Architecture): ReadCase[] {
  const month = numberOf('invocations-per-month', inputs);
  const setting = settingOf('case', inputs);
  const named = listOf('case', inputs).map((text) =>
    readCase(text, setting?.origin ?? { kind: 'flag', name: '--case' }, architecture, month),
  );
  const [before, after, ...rest] = args;
  if (rest.length > 0) {
    throw new UserError('too-many-arguments', {
      what: `"${rest[0]}" is one argument too many`,
      next: `give a setup before and one after, such as ${SETUP_EXAMPLE} 256MBx12s; for several functions use --case`,
    });
  }
  if (before === undefined) {
    if (named.length > 0) return named;
    throw new UserError('missing-argument', {
      what: 'nothing to compute',
      next: `give a size and a duration, such as memfit cost ${SETUP_EXAMPLE} 256MBx12s`,
    });
  }
  const first = readSetup(before, { kind: 'flag', name: 'BEFORE' }, architecture);
  const second = after === undefined ? null : readSetup(after, { kind: 'flag', name: 'AFTER' }, architecture);
  const one: CostCase = { name: null, before: first.setup, after: second?.setup ?? null, invocationsPerMonth: month };
  return [{ one, named: first.named && (second?.named ?? true) }, ...named];
}

/** NAME=BEFORE[:AFTER][@INVOCATIONS]. */
function readCase(text: string, origin: Origin, architecture: Architecture, month: number | null): ReadCase {
  const match = /^\s*(.+?)\s*=\s*([^:@=]+)(?::([^:@=]+))?(?:@([^:@=]+))?$/.exec(text);
  const [, name = '', before = '', after, count] = match ?? [];
  if (!match) {
    throw invalidValue(
      origin,
      `"${text}" is not a case`,
      'a case is written Poetry=512x10s:256x12s or Poetry=512x10s:256x12s@1000',
    );
  }
  const first = readSetup(before, origin, architecture);
  const second = after === undefined ? null : readSetup(after, origin, architecture);
  const invocationsPerMonth = count === undefined ? month : readNumber(count, origin, 0, 1e15);
  const one: CostCase = { name, before: first.setup, after: second?.setup ?? null, invocationsPerMonth };
  return { one, named: first.named && (second?.named ?? true) };
}

/** SIZExDURATION[/ARCHITECTURE], such as 512x10s, 2GB x 1.5s, 1024x800ms/arm64. */
function readSetup(text: string, origin: Origin, architecture: Architecture): { setup: Setup; named: boolean } {
  const match = SETUP.exec(text.trim());
  const [, size = '', duration = '', arch] = match ?? [];
  if (!match) {
    const why = `a setup is a size and a duration with its unit: ${SETUP_EXAMPLE}, 1024x800ms/arm64`;
    throw invalidValue(origin, `"${text}" is not a setup`, why);
  }
  const setup: Setup = {
    sizeMB: readSize(size, origin),
    durationMs: readDurationMs(duration, origin),
    architecture: arch === undefined ? architecture : readChoice(arch, origin, ['x86_64', 'arm64']),
  };
  return { setup, named: arch !== undefined };
}

/** Both of --init and --cold-share, or none: one without the other says nothing. */
function coldStarts(inputs: OptionInputs): Pick<CostRequest, 'initMs' | 'coldShare'> {
  const init = settingOf('init', inputs);
  const share = settingOf('cold-share', inputs);
  if (init && !share)
    throw invalidValue(
      init.origin,
      '--cold-share is missing',
      'init is billed on cold starts only',
      'say how many are cold, such as --cold-share 0.02',
    );
  if (share && !init)
    throw invalidValue(
      share.origin,
      '--init is missing',
      'a cold start costs as much as its init lasts',
      'say how long it takes, such as --init 850ms',
    );
  return {
    initMs: init ? readDurationMs(init.texts.at(-1) ?? '', init.origin) : null,
    coldShare: numberOf('cold-share', inputs),
  };
}
