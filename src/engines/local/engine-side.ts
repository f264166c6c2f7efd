/** What prepared functions need of the engine they belong to. */
import type { Admission } from '../../contracts/engine.ts';
import type { Calibration } from '../../model/sample.ts';
import type { Gate } from './admission.ts';

/** The engine's part. */
export interface EngineSide {
  readonly gate: Gate;
  readonly calibration: Calibration;
  admits(sizeMB: number): Admission;
  /** A name for the next environment, unique within the run. */
  nextId(): string;
}
