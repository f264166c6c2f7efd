/** When no size can be named at all, and why. */
import type { Remark, UndecidedReason } from '../../model/recommendation.ts';
import type { SizeUsage } from '../../model/usage.ts';
import { currentUsage, type SizingInput } from './sizing-input.ts';

/** A reason with the sentence that explains it, and what settles it. */
export interface Refusal {
  readonly reason: UndecidedReason;
  readonly because: Remark;
  readonly settle: string;
}

/** Below this share of successful calls the durations describe the failures. */
const FEWEST_SUCCESSFUL = 0.5;

/** Null: the logs can be sized from. */
export function refusal(input: SizingInput): Refusal | null {
  const { usage } = input;
  const size = currentUsage(usage);
  if (size === null) return nothingToSize(input);
  if (usage.onlyFailuresLogged) {
    return {
      reason: 'only-failures-logged',
      because: { code: 'only-failures-logged', values: {} },
      settle: `aws lambda update-function-configuration --function-name ${commandName(input)} --logging-config LogFormat=JSON,SystemLogLevel=INFO`,
    };
  }
  if (size.usedMB === null) return refused('need-unknown', 'no-memory-fields', {}, again(input));
  return failing(size, input);
}

/** The name as it can stand in a command; a name with odd characters is not typed for anyone. */
function commandName({ usage }: Pick<SizingInput, 'usage'>): string {
  return /^[A-Za-z0-9_.:$/-]+$/.test(usage.ref.name) ? usage.ref.name : 'FUNCTION';
}

/** The command that measures a function. */
export function tuneCommand(input: Pick<SizingInput, 'usage'>): string {
  return `memfit tune ${commandName(input)}`;
}

/** The command that reads more of the past. */
export function again(input: Pick<SizingInput, 'usage'>, since = '30d'): string {
  return `aws logs filter-log-events --log-group-name ${groupOf(input)} --output json | memfit analyze --since ${since}`;
}

function groupOf(input: Pick<SizingInput, 'usage'>): string {
  const { logGroup } = input.usage.ref;
  return logGroup !== null && /^[A-Za-z0-9_./-]+$/.test(logGroup) ? logGroup : `/aws/lambda/${commandName(input)}`;
}

function nothingToSize(input: SizingInput): Refusal {
  const { setAside } = input.usage;
  if (setAside['managed-instance']) return refused('not-sizable', 'managed-instances', {}, '');
  if (setAside.emulator)
    return refused('not-sizable', 'emulator-logs', { count: setAside.emulator }, tuneCommand(input));
  if (setAside.local) return refused('not-sizable', 'local-logs', { count: setAside.local }, again(input));
  if (setAside['other-cloud']) return refused('not-sizable', 'other-cloud', { count: setAside['other-cloud'] }, '');
  const code = setAside['no-memory-fields'] ? 'no-memory-fields' : 'no-reports';
  return refused('too-little-data', code, {}, again(input));
}

function failing({ outcomes, sizeMB }: SizeUsage, input: SizingInput): Refusal | null {
  // Running out of memory is the one failure that a size answers: it is not refused.
  const counted = outcomes.success + outcomes.error + outcomes.timeout + outcomes.crash + outcomes['init-failure'];
  if (outcomes['out-of-memory'] > 0 || counted === 0 || outcomes.success >= FEWEST_SUCCESSFUL * counted) return null;
  const percent = 100 * (1 - outcomes.success / counted);
  return refused(
    'failing',
    'failing',
    { percent, sizeMB },
    `aws logs tail ${groupOf(input)} --since 1d --filter-pattern ERROR`,
  );
}

function refused(reason: UndecidedReason, code: string, values: Refusal['because']['values'], settle: string): Refusal {
  return { reason, because: { code, values }, settle };
}
