/** Prices that no machine-readable list known to memfit carries for every Region: kept by hand, each with its source and date, written into the generated table as they are. */
import type { ExtraPrices, PriceOrigin } from '../../src/core/pricing/price-row.ts';

/** China: CNY, one tier, no published price for provisioned concurrency. */
export const CHINA = {
  regions: ['cn-north-1', 'cn-northwest-1'],
  origin: {
    source: 'infracost lambda_function_china_test.golden and @remotion/lambda-client 4.0.527, as read on 2026-11-23',
    published: '2026-11-23',
    confirmed: null,
  } satisfies PriceOrigin,
  row: {
    currency: 'CNY',
    x86: ['0.000113477'],
    arm: ['0.0000908'],
    request: '0.00000136',
    ephemeral: '0.0000002303',
    provisionedX86: null,
    provisionedDurationX86: null,
    provisionedArm: null,
    provisionedDurationArm: null,
  },
} as const;

/** Regions whose prices were compared with the price list publication of 2026-09-19 (read 2026-09-28) and found unchanged. */
export const CONFIRMED = {
  date: '2026-09-19',
  regions: [
    'us-east-1',
    'ap-southeast-5',
    'ap-southeast-7',
    'ap-east-2',
    'il-central-1',
    'mx-central-1',
    'ap-southeast-6',
  ],
} as const;

/** The pricing page's figures for us-east-1, 2026; other Regions: not known. */
export const EXTRAS: Readonly<Record<string, ExtraPrices>> = {
  'us-east-1': {
    source: 'AWS Lambda pricing page, us-east-1, 2026',
    date: '2026-09-19',
    snapStartCacheGbSecond: '0.0000015046',
    snapStartRestoreGb: '0.0001397998',
    streamingGb: '0.008',
    tenantEnvironmentGbX86: '0.000166667',
    tenantEnvironmentGbArm: '0.000133333',
    edgeGbSecond: '0.00005001',
    edgeRequest: '0.0000006',
    savingsPlanNoUpfrontX86: '0.0000147',
    savingsPlanNoUpfrontArm: '0.0000117',
    savingsPlanAllUpfrontX86: '0.0000138',
    savingsPlanAllUpfrontArm: '0.0000111',
  },
};
