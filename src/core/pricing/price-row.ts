/** The shape of the generated price table: strings exactly as published (trailing zeros dropped), unknown as null. */
import type { Currency } from '../../model/money.ts';

/** Where figures come from. `published` is the date of the list, `confirmed` the date of a later list that still had them (null: not compared). */
export interface PriceOrigin {
  readonly source: string;
  readonly published: string;
  readonly confirmed: string | null;
}

/** One Region's prices. Tiers ascend; one tier means that none are published. Units: per GB-second, `request` per request. */
export interface PriceRow {
  readonly currency: Currency;
  readonly x86: readonly string[];
  readonly arm: readonly string[];
  readonly request: string;
  readonly ephemeral: string | null;
  readonly provisionedX86: string | null;
  readonly provisionedDurationX86: string | null;
  readonly provisionedArm: string | null;
  readonly provisionedDurationArm: string | null;
}

/** Prices published for few Regions. GB of memory for restore and tenant environments, GB of data for streaming. */
export interface ExtraPrices {
  readonly source: string;
  readonly date: string;
  readonly snapStartCacheGbSecond: string;
  readonly snapStartRestoreGb: string;
  readonly streamingGb: string;
  readonly tenantEnvironmentGbX86: string;
  readonly tenantEnvironmentGbArm: string;
  readonly edgeGbSecond: string;
  readonly edgeRequest: string;
  readonly savingsPlanNoUpfrontX86: string;
  readonly savingsPlanNoUpfrontArm: string;
  readonly savingsPlanAllUpfrontX86: string;
  readonly savingsPlanAllUpfrontArm: string;
}
