/** The life of an execution environment as a table: which event leads where, and which cannot happen. */
import { Bug } from '../../model/errors.ts';

/**
 * `new`: nothing runs yet; `init`: the runtime starts, unthrottled; `idle`: it has asked for an event; `frozen`: idle, and its processes are stopped;
 * `busy`: an event is with it; `reset`: its processes are gone after a failure, /tmp stays, the next call runs the init again; `gone`: closed for good.
 */
export type LifeState = 'new' | 'init' | 'idle' | 'frozen' | 'busy' | 'reset' | 'gone';

/** What happens to an environment. */
export type LifeEvent = 'start' | 'asked' | 'freeze' | 'thaw' | 'deliver' | 'failed' | 'close';

const TABLE: Readonly<Record<LifeState, Readonly<Partial<Record<LifeEvent, LifeState>>>>> = {
  new: { start: 'init', close: 'gone' },
  init: { asked: 'idle', failed: 'reset', close: 'gone' },
  idle: { freeze: 'frozen', deliver: 'busy', failed: 'reset', close: 'gone' },
  frozen: { thaw: 'idle', failed: 'reset', close: 'gone' },
  busy: { asked: 'idle', failed: 'reset', close: 'gone' },
  reset: { start: 'init', close: 'gone' },
  gone: { close: 'gone' },
};

/** The state after an event. Throws Bug when the event cannot happen in that state. */
export function nextState(state: LifeState, event: LifeEvent): LifeState {
  const next = TABLE[state][event];
  if (next === undefined) throw new Bug(`an environment that is ${state} cannot ${event}`);
  return next;
}

/** True when the event is possible. */
export function mayHappen(state: LifeState, event: LifeEvent): boolean {
  return TABLE[state][event] !== undefined;
}
