/**
 * Renews src/core/pricing/prices.generated.ts.
 *
 *   npx tsx scripts/update-prices.ts                  downloads AWS's public bulk price list, no credentials needed
 *   npx tsx scripts/update-prices.ts --from DIR       the same files, saved as DIR/<region>.json
 *   npx tsx scripts/update-prices.ts --feed FILE      the pricing calculator's feed
 *   … --check                                         writes nothing; fails when the file would change
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PriceOrigin, PriceRow } from '../src/core/pricing/price-row.ts';
import { type BulkList, rowFromBulkList } from './prices/bulk-list.ts';
import { type CalculatorFeed, rowsFromFeed } from './prices/calculator-feed.ts';
import { generatedPrices } from './prices/generate.ts';

const TARGET = fileURLToPath(new URL('../src/core/pricing/prices.generated.ts', import.meta.url));
const BIOME = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));
const OFFERS = 'https://pricing.us-east-1.amazonaws.com';

interface Prices {
  readonly rows: Map<string, PriceRow>;
  readonly origin: PriceOrigin;
}

const { values } = parseArgs({
  options: { from: { type: 'string' }, feed: { type: 'string' }, check: { type: 'boolean', default: false } },
});
const prices = values.feed
  ? fromFeed(values.feed)
  : fromLists(values.from ? savedLists(values.from) : await downloadedLists());
const text = formatted(generatedPrices(prices.rows, prices.origin));
const same = readFileSync(TARGET, 'utf8') === text;
if (!same && !values.check) writeFileSync(TARGET, text);
console.error(`${prices.rows.size} Regions, published ${prices.origin.published}: ${same ? 'unchanged' : 'changed'}`);
process.exitCode = !same && values.check ? 1 : 0;

function fromFeed(file: string): Prices {
  const feed = JSON.parse(readFileSync(file, 'utf8')) as CalculatorFeed;
  const published = /\d{4}-\d\d-\d\d/.exec(feed.source)?.[0];
  if (!published) throw new Error(`${file}: "source" names no date`);
  const source = 'AWS pricing calculator feed (calculator.aws, meteredUnitMaps/lambda)';
  return { rows: rowsFromFeed(feed), origin: { source, published, confirmed: null } };
}

function fromLists(lists: ReadonlyMap<string, BulkList>): Prices {
  const dates = [...lists.values()].map(({ publicationDate }) => publicationDate.slice(0, 10)).sort();
  const rows = new Map<string, PriceRow>();
  for (const [region, list] of lists) {
    // Local zones have lists without Lambda products.
    if (Object.keys(list.products).length === 0) console.error(`${region}: no Lambda products, left out`);
    else rows.set(region, rowFromBulkList(list, region));
  }
  const published = dates[0];
  if (!published) throw new Error('no price list found');
  return { rows, origin: { source: 'AWS Price List, AWSLambda, bulk files', published, confirmed: null } };
}

function savedLists(folder: string): Map<string, BulkList> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'region_index.json');
  return new Map(files.map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
}

async function downloadedLists(): Promise<Map<string, BulkList>> {
  const index = await json<{ regions: Record<string, { currentVersionUrl: string }> }>(
    '/offers/v1.0/aws/AWSLambda/current/region_index.json',
  );
  const lists = new Map<string, BulkList>();
  for (const [region, { currentVersionUrl }] of Object.entries(index.regions)) {
    lists.set(region, await json<BulkList>(currentVersionUrl));
  }
  return lists;
}

async function json<T>(path: string): Promise<T> {
  const response = await fetch(`${OFFERS}${path}`);
  if (!response.ok) throw new Error(`${OFFERS}${path}: ${response.status} ${response.statusText}`);
  return (await response.json()) as T;
}

function formatted(source: string): string {
  return execFileSync(process.execPath, [BIOME, 'format', '--stdin-file-path', TARGET], {
    input: source,
    encoding: 'utf8',
  });
}
