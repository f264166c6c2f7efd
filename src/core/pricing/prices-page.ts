/** Writes docs/prices.md from the price table. */
import type { Money } from '../../model/money.ts';
import { toDecimalString } from './money.ts';
import { PRICES_DATE, PRICES_SOURCE, priceTable, REGIONS } from './price-table.ts';

/** The whole page as Markdown, with LF line ends. */
export function pricesMarkdown(): string {
  return `${INTRODUCTION}
${REGIONS.map(regionRow).join('\n')}

${CLOSING}`;
}

function regionRow(region: string): string {
  const { architectures, request, ephemeralGbSecond, currency, date, confirmed } = priceTable(region);
  const tiers = (prices: readonly { readonly perGbSecond: Money }[]): string =>
    prices.map(({ perGbSecond }) => toDecimalString(perGbSecond)).join(' / ');
  const { x86_64, arm64 } = architectures;
  const cells = [
    region,
    currency,
    tiers(x86_64.tiers),
    tiers(arm64.tiers),
    toDecimalString(request),
    text(ephemeralGbSecond),
    text(x86_64.provisionedGbSecond),
    text(x86_64.provisionedDurationGbSecond),
    confirmed ?? date,
  ];
  return `| ${cells.join(' | ')} |`;
}

function text(price: Money | null): string {
  return price === null ? 'unknown' : toDecimalString(price);
}

const INTRODUCTION = `# Prices

<!-- Generated from src/core/pricing by pricesMarkdown(); do not edit. -->

Most prices: ${PRICES_SOURCE}, published ${PRICES_DATE}. The last column is the latest list in which a Region's prices were seen. They are renewed
with \`npx tsx scripts/update-prices.ts\`, which reads AWS's public bulk price list and needs no credentials (\`--from DIR\` reads saved files). What
is not known is said as unknown and never counted as nothing.

Per GB-second; tiers are separated by slashes; requests each.

| Region | currency | x86_64 | arm64 | request | /tmp above 512 MB | provisioned | duration on it | seen |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |`;

const CLOSING = `## How a cost is computed

\`\`\`
cost = requests x request price
     + (MB / 1,024) x (billed ms / 1,000) x GB-second price of the tier
     + max(0, /tmp MB - 512) / 1,024 x billed seconds x storage price
     + provisioned concurrency, SnapStart and tenant environments, where used
\`\`\`

- Money is an integer count of 10^-24 of a currency unit; nothing is rounded before it is shown, except a fraction without a finite decimal (a share, a
  discount), at the 24th digit.
- A GB is 1,024 MB: 5,120 MB-seconds are 5 GB-seconds and cost $0.0000833.
- Each invocation is rounded up to 1 ms; on a cold start duration and init are added first, as AWS bills since 2025-08-01. Logs are
  priced by their own Billed Duration, which says how it was billed at the time.
- Tiers add up over an account (or organisation), a Region and an architecture: x86_64 changes at 6 and 15 billion GB-seconds a month, arm64 at 7.5
  and 18.75. All functions of a bill pay the average, so that their order does not matter.
- The free tier, 400,000 GB-seconds and a million requests a month, belongs to the whole account, both architectures together. It does not cover
  functions with provisioned concurrency. It is shown beside the list price and taken off only when asked for (\`--free-tier applied\`). Whether it is
  offered in China and GovCloud is not known here, so it is not applied there.
- Order of deductions: free tier, tiers, savings plan (its share of compute and provisioned concurrency; never requests), negotiated discount on all.
- China: CNY, one tier, no known price for provisioned concurrency. SnapStart, tenant isolation, streaming, Lambda@Edge and savings-plan rates are known for
  us-east-1 only.
- Not priced: data transfer, durable functions, Managed Instances (billed by instance, not by memory and ms), logs.
`;
