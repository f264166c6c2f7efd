/** The shape of memfit.config.yaml, in zod: checked on reading, and published as schemas/config.v1.json. Loaded only when a file is there. */
import { z } from 'zod';
import { FINDING_CODES } from '../../model/finding.ts';
import { ARCHITECTURES, MAX_SIZE_MB, MIN_SIZE_MB } from '../../model/units.ts';

const size = z.int().min(MIN_SIZE_MB).max(MAX_SIZE_MB);
const megabytes = z.number().min(0).max(MAX_SIZE_MB);
const goal = z.string().describe('balanced, cost, speed, weighted:<0..1 on cost>, or slo:p95<=800ms');
const region = z.string().describe('Region code whose prices apply, such as ap-northeast-2');
const architecture = z.enum(ARCHITECTURES);
const perMonth = z.number().min(0).max(1e15);
const day = z.iso.date().describe('YYYY-MM-DD, the first day on which it no longer holds');

const ignore = z
  .strictObject({ finding: z.enum(FINDING_CODES), reason: z.string().min(1), until: day.optional() })
  .describe('A finding that is shown as suppressed, with the reason');

const policy = z
  .strictObject({
    below: megabytes.optional().describe('the rule holds below this many MB of maximum use'),
    above: megabytes.optional().describe('the rule holds from this many MB on'),
    from: megabytes.optional().describe('begin of a span, included'),
    to: megabytes.optional().describe('end of a span, left out'),
    size: size.optional().describe('then this size, in MB'),
    keep: z.literal(true).optional().describe('then the size stays'),
    investigate: z
      .union([z.literal(true), z.string().min(1)])
      .optional()
      .describe('then look; a text says for what'),
  })
  .describe(
    'A threshold rule on the maximum memory use of at least 95 % of environments, checked beside the recommendation',
  );

const payload = z.strictObject({
  file: z.string().min(1),
  weight: z.number().positive().optional(),
  worst: z
    .boolean()
    .optional()
    .describe(
      'needs most memory: called at the best size before it is named; without a weight it is no part of the traffic',
    ),
  expect: z.unknown().optional(),
});

const functionShape = z
  .strictObject({
    goal: goal.optional(),
    floorMB: size.optional().describe('never below this size'),
    minMB: size.optional().describe('smallest size to recommend'),
    maxMB: size.optional().describe('largest size to recommend'),
    pin: size.optional().describe('the size is fixed'),
    ignore: z.union([ignore, z.array(ignore)]).optional(),
    policy: z.union([policy, z.array(policy)]).optional(),
    payloads: z.array(payload).optional().describe('events to measure with'),
    invoke: z.enum(['safe', 'idempotent', 'never']).optional().describe('whether memfit may call it for measuring'),
    invocationsPerMonth: perMonth.optional(),
    logGroup: z.string().min(1).optional().describe('log group that belongs to this function'),
    owner: z.string().min(1).optional(),
    architecture: architecture.optional(),
    region: region.optional(),
    ephemeralMB: z.int().min(512).max(MAX_SIZE_MB).optional().describe('size of /tmp'),
    provisionedConcurrency: z.number().min(0).max(1e6).optional(),
  })
  .describe('What is known or wanted about one function, by logical id or by name as in the logs');

const ready = z
  .strictObject({
    line: z.string().min(1).max(500).optional().describe('regular expression of a line; its first group is {url}'),
    url: z.string().min(1).optional().describe('address on this machine that answers once it is ready; it is {url}'),
    port: z.int().min(1).max(65_535).optional().describe('port of 127.0.0.1 that it listens on'),
    timeoutSeconds: z.number().positive().max(600).optional().describe('10 unless said'),
  })
  .describe('How to tell that it is ready: one of line, url, port');

const standIn = z
  .strictObject({
    command: z.array(z.string()).min(1).describe('program and arguments, never a shell line; {factor} is filled in'),
    functions: z.array(z.string().min(1)).optional().describe('functions that need it; all unless said'),
    ready,
    env: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .describe('variables for those functions; {url} and {factor} are filled in'),
    latency: z
      .looseObject({ factor: z.number().min(0).max(1_000).optional() })
      .optional()
      .describe('factor: what its waits are multiplied by; the rest is for readers'),
  })
  .describe('A program that answers on this machine in place of a service that functions call');

/** The whole file. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    goal: goal.optional(),
    region: region.optional(),
    architecture: architecture.optional(),
    invocationsPerMonth: perMonth.optional(),
    minSaving: z.number().min(0).max(1e9).optional(),
    minSavingPercent: z.number().min(0).max(100).optional(),
    maxStep: z.union([z.number(), z.string()]).optional().describe('512 (MB) or 25%'),
    targetUtilisation: z.number().min(0.1).max(1).optional(),
    level: z.number().min(0.5).max(0.999).optional(),
    changeConfidence: z.number().min(0.5).max(0.999).optional(),
    accountMaxMB: size.optional(),
    seed: z.int().min(0).max(4_294_967_295).optional(),
    failOn: z.union([z.string(), z.array(z.string())]).optional(),
    freeTier: z.enum(['auto', 'applied', 'ignored']).optional(),
    discountPercent: z.number().min(0).max(100).optional(),
    savingsPlanShare: z.number().min(0).max(1).optional(),
    savingsPlanDiscountPercent: z.number().min(0).max(100).optional(),
    functions: z.record(z.string(), z.union([functionShape, z.null()])).optional(),
    services: z.record(z.string(), standIn).optional().describe('local stand-ins of what the functions talk to'),
    endpoints: z
      .array(z.looseObject({ url: z.string().min(1) }))
      .optional()
      .describe('what verify checks'),
    alarms: z.looseObject({}).optional(),
    review: z.looseObject({}).optional(),
    accounts: z.record(z.string(), z.looseObject({ production: z.boolean().optional() })).optional(),
  })
  .describe('memfit.config.yaml');

/** A file that passed the schema. */
export type ConfigShape = z.infer<typeof configSchema>;
/** One entry of `services` that passed the schema. */
export type StandInShape = z.infer<typeof standIn>;
/** One entry of `functions` that passed the schema. */
export type FunctionShape = z.infer<typeof functionShape>;

/** The JSON Schema of the file, as published. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>;
  return { ...schema, $id: 'https://unpkg.com/memfit/schemas/config.v1.json', title: 'memfit configuration' };
}
