/** The fields of Power Tuning's input that have no counterpart in `memfit tune`, and what happens instead. */
import { nearestName } from '../pricing/nearest-name.ts';

/** The document's fields, unchecked. */
export type Fields = Readonly<Record<string, unknown>>;

const isOn = (value: unknown): boolean => value === true;
const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Field, when it has to be spoken of, and what is said. */
export const FIELDS_WITHOUT_COUNTERPART: readonly (readonly [
  field: string,
  applies: (value: unknown) => boolean,
  says: string,
])[] = [
  [
    'parallelInvocation',
    isOn,
    'parallelInvocation is not done: it measures cold starts only; calls are made one after the other in a warm environment',
  ],
  ['autoOptimize', isOn, 'autoOptimize is not done: nothing is deployed; memfit plan and apply edit your template'],
  ['autoOptimizeAlias', isThere, 'autoOptimizeAlias means nothing here: no alias is made or changed'],
  ['preProcessorARN', isThere, 'preProcessorARN is not called: what it prepares must be there before'],
  ['postProcessorARN', isThere, 'postProcessorARN is not called: what it clears away stays'],
  [
    'discardTopBottom',
    isThere,
    'discardTopBottom is not done: only first calls of an environment and disturbed ones are left out, and they are counted',
  ],
  [
    'sleepBetweenRunsMs',
    (value) => typeof value === 'number' && value > 0,
    'sleepBetweenRunsMs is not done: calls follow one another at once',
  ],
  [
    'disablePayloadLogs',
    isOn,
    'disablePayloadLogs needs nothing: payloads are never printed; what the function itself writes stands in the logs of the run',
  ],
  ['includeOutputResults', isOn, 'includeOutputResults needs nothing: every size is always in the result'],
  [
    'onlyColdStarts',
    isOn,
    'onlyColdStarts is not done: warm calls are measured; samples.ndjson of the run holds the cold ones too',
  ],
  [
    'allowedExceptions',
    (value) => Array.isArray(value) && value.length > 0,
    'allowedExceptions is not done: an error is no measure of the work and counts as a failed call',
  ],
];

const KNOWN = [
  ...['lambdaARN', 'powerValues', 'num', 'payload', 'payloadS3', 'strategy', 'balancedWeight', 'dryRun'],
  ...FIELDS_WITHOUT_COUNTERPART.map(([field]) => field),
];

/** A sentence for every field that Power Tuning does not know either. */
export function strangers(fields: Fields): string[] {
  return Object.keys(fields).flatMap((field) => {
    if (KNOWN.includes(field)) return [];
    const near = nearestName(field, KNOWN);
    return [
      `${field} is no field of Power Tuning's input and is not used${near === null ? '' : ` (did you mean ${near}?)`}`,
    ];
  });
}
