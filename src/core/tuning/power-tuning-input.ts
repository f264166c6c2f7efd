/** Reads the input of AWS Lambda Power Tuning's state machine (4.4.0) and says, field by field, what becomes of it here. Nothing is passed over in silence. */
import { UserError } from '../../model/errors.ts';
import type { Goal } from '../../model/recommendation.ts';
import { MAX_SIZE_MB, MIN_SIZE_MB } from '../../model/units.ts';
import { FIELDS_WITHOUT_COUNTERPART, type Fields, strangers } from './power-tuning-fields.ts';

/** What the file asks for, in memfit's terms. */
export interface PowerTuningInput {
  /** The function's name as the ARN has it, and its Region; null: no ARN. */
  readonly functionName: string | null;
  readonly region: string | null;
  /** Null: the file leaves them to what was deployed. */
  readonly sizesMB: readonly number[] | null;
  readonly goal: Goal;
  /** Texts of events with relative weights; never empty unless the payload lies in S3. */
  readonly payloads: readonly { readonly name: string; readonly weight: number; readonly text: string }[];
  /** Where the payload lies when it is not in the file. */
  readonly payloadS3: string | null;
  /** Calls that Power Tuning would make: more than these are never needed. */
  readonly calls: number | null;
  /** What is done otherwise or not at all, one sentence each. */
  readonly remarks: readonly string[];
}

/** Sizes of `powerValues: "ALL"`: 128 to 3,008 MB in steps of 64. */
const ALL_MB = Array.from({ length: 46 }, (_, i) => 128 + 64 * i);

/** Reads the text of a file. Throws UserError `not-power-tuning-input` for other documents, `invalid-option` for values that Power Tuning would refuse. */
export function readPowerTuningInput(text: string, path: string): PowerTuningInput {
  const fields = parsed(text, path);
  refuseOthers(fields, path);
  const bad = (field: string, why: string) =>
    new UserError('invalid-option', { where: path, what: `${field} cannot be used`, why });
  const { functionName, region, remark } = functionOf(fields, bad);
  const sizesMB = sizesOf(fields, bad);
  const goal = goalOf(fields, bad);
  const num = numOf(fields, bad);
  const dry = fields.dryRun === true;
  return {
    ...{ functionName, region, sizesMB, goal },
    payloads: fields.payloadS3 === undefined ? payloadsOf(fields.payload, bad) : [],
    payloadS3: typeof fields.payloadS3 === 'string' ? fields.payloadS3 : null,
    calls: dry ? 1 : num === null || sizesMB === null ? null : num * sizesMB.length,
    remarks: [
      ...remark,
      ...(num === null ? [] : [`num ${num} is only a limit: measuring stops as soon as the answer is clear`]),
      ...(sizesMB === null ? ['powerValues is not there: sizes are chosen freely'] : []),
      ...(dry ? ['dryRun: one call and its warming are made, which is too little for an answer'] : []),
      ...(fields.balancedWeight !== undefined && fields.strategy !== 'balanced'
        ? ['balancedWeight says something only with strategy balanced']
        : []),
      ...FIELDS_WITHOUT_COUNTERPART.flatMap(([field, applies, says]) => (applies(fields[field]) ? [says] : [])),
      ...strangers(fields),
    ].map((sentence) => `${path}: ${sentence}`),
  };
}

type Refuse = (field: string, why: string) => UserError;

function parsed(text: string, path: string): Fields {
  const refuse = (why: string, cause?: unknown) =>
    new UserError('not-power-tuning-input', { where: path, what: 'this is no input of Power Tuning', why }, cause);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw refuse(`it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('it is not a JSON object');
  return value as Fields;
}

/** Documents of Power Tuning that people have at hand and that are not its input. */
function refuseOthers(fields: Fields, where: string): void {
  const next = 'give the JSON that the execution was started with: lambdaARN, powerValues, num, payload, …';
  const refuse = (what: string, how = next) =>
    new UserError('not-power-tuning-input', { where, what, why: '--from-alpt reads its input', next: how });
  const has = (...names: string[]): boolean => names.some((name) => Object.hasOwn(fields, name));
  if (has('lambdaARN', 'powerValues')) return;
  if (has('results', 'stateMachine') || (has('power') && has('cost', 'duration'))) {
    throw refuse("this is Power Tuning's output");
  }
  if (has('executionArn') || has('stateMachineArn')) {
    throw refuse(
      'this is the description of an execution',
      has('input') ? `take the input out of it: jq -r .input ${where} > input.json` : next,
    );
  }
  if (has('StartAt', 'States')) throw refuse('this is the definition of a state machine');
  throw refuse('lambdaARN and powerValues are both missing');
}

function functionOf({ lambdaARN: arn }: Fields, bad: Refuse) {
  if (arn === undefined) return { functionName: null, region: null, remark: [] };
  const parts = typeof arn === 'string' ? arn.split(':') : [];
  if (typeof arn === 'string' && parts.length === 1 && /^[\w-]+$/.test(arn)) {
    return { functionName: arn, region: null, remark: [] };
  }
  const [, , service, region = '', , kind, name = '', qualifier] = parts;
  const isFunction = service === 'lambda' && kind === 'function' && /^[\w-]+$/.test(name) && parts.length <= 8;
  if (!isFunction)
    throw bad('lambdaARN', 'it is not the ARN of a function: arn:aws:lambda:REGION:ACCOUNT:function:NAME');
  const remark =
    qualifier === undefined
      ? []
      : [`the qualifier ${qualifier} means nothing here: the code in this folder is measured`];
  return { functionName: name, region: region === '' ? null : region, remark };
}

function sizesOf({ powerValues }: Fields, bad: Refuse): number[] | null {
  if (powerValues === undefined) return null;
  if (powerValues === 'ALL') return ALL_MB;
  const list = typeof powerValues === 'string' ? powerValues.split(',') : powerValues;
  if (!Array.isArray(list) || list.length === 0) throw bad('powerValues', 'it is a list of sizes in MB, or "ALL"');
  const sizes = list.map((value: unknown) => {
    const size = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof size === 'number' && Number.isInteger(size) && size >= MIN_SIZE_MB && size <= MAX_SIZE_MB) return size;
    const why = `${JSON.stringify(value)} is no size of Lambda: whole numbers from ${MIN_SIZE_MB} to ${MAX_SIZE_MB}`;
    throw bad('powerValues', why);
  });
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** Power Tuning's default is cost; its `balanced` is memfit's `weighted`. */
function goalOf({ strategy, balancedWeight }: Fields, bad: Refuse): Goal {
  if (strategy === undefined || strategy === 'cost') return { kind: 'cost' };
  if (strategy === 'speed') return { kind: 'speed' };
  if (strategy !== 'balanced') throw bad('strategy', `${JSON.stringify(strategy)} is none of cost, speed, balanced`);
  const weight = balancedWeight ?? 0.5;
  if (typeof weight === 'number' && weight >= 0 && weight <= 1) return { kind: 'weighted', weight };
  throw bad('balancedWeight', 'it is a number from 0 (speed) to 1 (cost)');
}

function numOf({ num }: Fields, bad: Refuse): number | null {
  if (num === undefined) return null;
  if (typeof num === 'number' && Number.isInteger(num) && num >= 1) return num;
  throw bad('num', 'it is the number of calls at a size, 5 or more');
}

/** A list whose items all have payload and weight is several events; every other list is one event. Without a payload Power Tuning sends null. */
function payloadsOf(payload: unknown, bad: Refuse): PowerTuningInput['payloads'] {
  const weighted =
    Array.isArray(payload) && payload.length > 0 && payload.every((one: Fields | null) => one?.payload && one.weight);
  if (!weighted) return [{ name: 'payload', weight: 1, text: eventText(payload) }];
  return (payload as readonly { payload: unknown; weight: unknown }[]).map(({ payload: event, weight }, i) => {
    if (typeof weight === 'number' && weight > 0) return { name: `payload-${i + 1}`, weight, text: eventText(event) };
    throw bad(`payload[${i}].weight`, 'it is a number above 0');
  });
}

/** A text that is JSON already is sent as it is (Power Tuning's convertPayload). */
function eventText(payload: unknown): string {
  if (payload === undefined) return 'null';
  if (typeof payload !== 'string') return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    return JSON.stringify(payload);
  }
}
