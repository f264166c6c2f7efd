import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import schema from '../../../schemas/analysis.v1.json' with { type: 'json' };
import { renderJson, renderNdjson } from '../../../src/core/report/json.ts';
import type { Analysis } from '../../../src/model/analysis.ts';
import { FINDING_CODES } from '../../../src/model/finding.ts';
import { context, fleet, poetry, youtube } from './analyses.ts';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

const document = (analysis: Analysis): unknown => JSON.parse([...renderJson(analysis, context())].join(''));
const lines = (analysis: Analysis): unknown[] => [...renderNdjson(analysis, context())].map((line) => JSON.parse(line));

describe('the published schema of an analysis', () => {
  const whole = z.fromJSONSchema(schema as JsonSchema);
  const line = z.fromJSONSchema({ $schema: schema.$schema, $ref: '#/$defs/line', $defs: schema.$defs } as JsonSchema);

  it('describes every document that is written', () => {
    for (const analysis of [fleet(), fleet({ functions: [] }), fleet({ functions: [poetry()], totals: [] })]) {
      expect(whole.safeParse(document(analysis)).error?.issues).toBeUndefined();
    }
  });

  it('describes every line of ndjson', () => {
    for (const one of lines(fleet())) expect(line.safeParse(one).error?.issues).toBeUndefined();
  });

  it('refuses what is not an analysis', () => {
    expect(whole.safeParse({ ...(document(fleet()) as object), functions: [{}] }).success).toBe(false);
    expect(whole.safeParse({ ...(document(fleet()) as object), surprise: 1 }).success).toBe(false);
  });

  it('knows every finding', () => {
    expect(schema.$defs.finding.properties.code.enum).toEqual([...FINDING_CODES]);
  });
});

describe('an analysis as JSON', () => {
  it('writes distributions as percentiles and keeps unknown as null', () => {
    const text = [...renderJson(fleet(), context())].join('');
    expect(text).not.toContain('buckets');
    const { functions } = JSON.parse(text);
    expect(functions[0].usage.sizes[1].warmMs.n).toBe(400);
    expect(functions[1].usage.sizes[0].environments).toBeNull();
    expect(functions[1].usage.span).toBeNull();
  });

  it('writes numbers that are none as null, never as text', () => {
    const base = youtube();
    const broken = { ...base, recommendation: { ...base.recommendation, headroom: Number.NaN } };
    const { functions } = document(fleet({ functions: [broken] })) as { functions: { recommendation: unknown }[] };
    expect(functions[0]?.recommendation).toMatchObject({ headroom: null });
  });

  it('holds all functions whatever --top says', () => {
    const text = [...renderJson(fleet(), context({ top: 1 }))].join('');
    expect(JSON.parse(text).functions.length).toBe(3);
  });
});
