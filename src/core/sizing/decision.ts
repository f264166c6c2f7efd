/** The decision for one function: raise, keep, change or leave open, with its reasons as codes. */
import type { Remark, UndecidedReason } from '../../model/recommendation.ts';
import type { Answer } from './ask.ts';
import type { SizeOption } from './size-options.ts';

/** What was decided, before money and words are put to it. */
export type Decision = {
  readonly because: readonly Remark[];
  readonly remarks: readonly Remark[];
  readonly confidence: number | null;
} & (
  | {
      readonly action: 'change';
      readonly toMB: number;
      readonly urgency: 'safety' | 'saving' | 'speed';
      readonly option: SizeOption | null;
    }
  | { readonly action: 'keep' }
  | {
      readonly action: 'undecided';
      readonly reason: UndecidedReason;
      readonly settle: string;
      readonly range: { readonly lowMB: number; readonly highMB: number } | null;
      readonly greatestSaving: number | null;
    }
);

/** A decision together with the answer it rests on (null: durations were not asked about). */
export interface Decided {
  readonly decision: Decision;
  readonly answer: Answer | null;
}
