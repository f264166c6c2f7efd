/** Lambda's prices in one Region as exact money, with their date and source. What is not known is null, never zero. */
import { UserError } from '../../model/errors.ts';
import type { Currency, Money } from '../../model/money.ts';
import type { Architecture } from '../../model/units.ts';
import { money } from './money.ts';
import { nearestName } from './nearest-name.ts';
import type { PriceRow } from './price-row.ts';
import { EXTRA_PRICES, PRICE_LIST, PRICE_ROWS } from './prices.generated.ts';

/** Publication date of the list that most Regions' prices come from, YYYY-MM-DD. */
export const PRICES_DATE: string = PRICE_LIST.published;
/** Where that list comes from, for showing. */
export const PRICES_SOURCE: string = PRICE_LIST.source;
/** The Region whose prices are used when none is said; reports say so. */
export const DEFAULT_REGION = 'us-east-1';
/** Every Region with known prices, in alphabetical order. */
export const REGIONS: readonly string[] = Object.keys(PRICE_ROWS);

/** A span of an account's monthly GB-seconds (one Region, one architecture) and its price; `toGbSeconds` null: no end. */
export interface Tier {
  readonly fromGbSeconds: number;
  readonly toGbSeconds: number | null;
  readonly perGbSecond: Money;
}

/** What depends on the architecture. */
export interface ArchitecturePrices {
  /** Ascending, at least one, without gaps. */
  readonly tiers: readonly [Tier, ...Tier[]];
  /** Provisioned concurrency per GB-second configured, and the duration price under it. */
  readonly provisionedGbSecond: Money | null;
  readonly provisionedDurationGbSecond: Money | null;
  /** Tenant isolation: per GB of memory of each environment created. */
  readonly tenantEnvironmentGb: Money | null;
  /** Compute Savings Plan, one year: price per GB-second of the first tier. */
  readonly savingsPlan: { readonly noUpfront: Money; readonly allUpfront: Money } | null;
}

/** What AWS gives free each month, to an account as a whole: all Regions, both architectures together. */
export interface FreeTier {
  readonly requests: number;
  readonly gbSeconds: number;
}

/** All prices of a Region. */
export interface RegionPrices {
  readonly region: string;
  readonly currency: Currency;
  readonly source: string;
  /** Date of the list, YYYY-MM-DD, and of a later list that agreed (null: not compared). */
  readonly date: string;
  readonly confirmed: string | null;
  readonly architectures: Readonly<Record<Architecture, ArchitecturePrices>>;
  readonly request: Money;
  /** Per GB-second of /tmp above 512 MB. */
  readonly ephemeralGbSecond: Money | null;
  /** SnapStart for Python and .NET (Java is free): per GB-second cached, per GB restored. */
  readonly snapStart: { readonly cacheGbSecond: Money; readonly restoreGb: Money } | null;
  /** Response streaming per GB beyond 6 MB a request. */
  readonly streamingGb: Money | null;
  /** Lambda@Edge, everywhere billed at these. */
  readonly edge: { readonly gbSecond: Money; readonly request: Money } | null;
  /** Null: not known to be offered (China, GovCloud). */
  readonly freeTier: FreeTier | null;
}

/** Where tiers begin, GB-seconds a month (pricing page 2026): arm64 has edges of its own. */
export const TIER_EDGES: Readonly<Record<Architecture, readonly number[]>> = {
  x86_64: [0, 6e9, 15e9],
  arm64: [0, 7.5e9, 18.75e9],
};

/** Free each month (pricing page 2026; SKUs Global-Request and Global-Lambda-GB-Second). */
const FREE_TIER: FreeTier = { requests: 1_000_000, gbSeconds: 400_000 };

const tables = new Map<string, RegionPrices>();

/** The prices of a Region. Throws a UserError `unknown-region` with the nearest known name; `where` is a flag or file position. */
export function priceTable(region: string, where?: string): RegionPrices {
  const prices = findPrices(region);
  if (prices) return prices;
  const meant = nearestName(region, REGIONS);
  throw new UserError('unknown-region', {
    what: `no prices are known for Region "${region}"`,
    ...(where === undefined ? {} : { where }),
    next: meant ? `did you mean ${meant}?` : 'give a Region code such as us-east-1 or eu-central-1',
  });
}

/** The prices of a Region, or null: not known. */
export function findPrices(region: string): RegionPrices | null {
  const known = tables.get(region);
  if (known) return known;
  const row = Object.hasOwn(PRICE_ROWS, region) ? PRICE_ROWS[region] : undefined;
  if (!row) return null;
  const table = tableOf(region, row);
  tables.set(region, table);
  return table;
}

function tableOf(region: string, row: (typeof PRICE_ROWS)[string]): RegionPrices {
  const extra = EXTRA_PRICES[region];
  const { currency, origin } = row;
  return {
    region,
    currency,
    source: origin.source,
    date: origin.published,
    confirmed: origin.confirmed,
    architectures: {
      x86_64: architecturePrices(region, row, 'x86_64'),
      arm64: architecturePrices(region, row, 'arm64'),
    },
    request: money(row.request, currency),
    ephemeralGbSecond: known(row.ephemeral, currency),
    snapStart: extra
      ? { cacheGbSecond: money(extra.snapStartCacheGbSecond), restoreGb: money(extra.snapStartRestoreGb) }
      : null,
    streamingGb: known(extra?.streamingGb, currency),
    edge: extra ? { gbSecond: money(extra.edgeGbSecond), request: money(extra.edgeRequest) } : null,
    freeTier: /^(cn|us-gov)-/.test(region) ? null : FREE_TIER,
  };
}

function architecturePrices(region: string, row: PriceRow, architecture: Architecture): ArchitecturePrices {
  const arm = architecture === 'arm64';
  const extra = EXTRA_PRICES[region];
  const { currency } = row;
  return {
    tiers: tiersOf(arm ? row.arm : row.x86, TIER_EDGES[architecture], currency),
    provisionedGbSecond: known(arm ? row.provisionedArm : row.provisionedX86, currency),
    provisionedDurationGbSecond: known(arm ? row.provisionedDurationArm : row.provisionedDurationX86, currency),
    tenantEnvironmentGb: known(arm ? extra?.tenantEnvironmentGbArm : extra?.tenantEnvironmentGbX86, currency),
    savingsPlan: extra
      ? {
          noUpfront: money(arm ? extra.savingsPlanNoUpfrontArm : extra.savingsPlanNoUpfrontX86),
          allUpfront: money(arm ? extra.savingsPlanAllUpfrontArm : extra.savingsPlanAllUpfrontX86),
        }
      : null,
  };
}

function tiersOf(prices: readonly string[], edges: readonly number[], currency: Currency): [Tier, ...Tier[]] {
  const tiers = prices.map((price, index) => ({
    fromGbSeconds: edges[index] ?? 0,
    toGbSeconds: index + 1 < prices.length ? (edges[index + 1] ?? null) : null,
    perGbSecond: money(price, currency),
  }));
  return tiers as [Tier, ...Tier[]];
}

function known(price: string | null | undefined, currency: Currency): Money | null {
  return price === null || price === undefined ? null : money(price, currency);
}
