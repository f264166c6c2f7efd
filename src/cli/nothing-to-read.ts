/** What memfit says when no logs were given: what it would read, and how to get it. */
import { UserError } from '../model/errors.ts';
import type { Edge } from './edge.ts';

/** The error for a command without logs. */
export async function nothingToRead(command: string, _edge: Edge): Promise<UserError> {
  return new UserError('no-input', {
    what: 'no logs given',
    why: `memfit ${command} reads log files, folders, globs, or what is piped in`,
    next: `memfit ${command} --sample shows it at once; memfit ${command} logs/ reads yours`,
  });
}
