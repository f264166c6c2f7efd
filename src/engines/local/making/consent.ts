/** Asking before something is fetched or run that comes with a repository; asked once for each content, and remembered. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from '../../../contracts/listener.ts';
import { UserError } from '../../../model/errors.ts';
import type { Making } from './making.ts';

/** What is to be agreed to. `content` names what exactly: another content is another question. */
export interface Consent {
  readonly code: string;
  readonly text: string;
  readonly content: string;
  /** What a yes allows; absent: files that memfit keeps for itself. */
  readonly consent?: Question['consent'];
}

/** True: agreed, now or before. False: declined, or nobody is there to ask and no flag answers (`--yes`, never for commands of the project). */
export async function agreed(making: Making, consent: Consent): Promise<boolean> {
  const file = join(making.cache(), 'agreed', `${consent.code}-${consent.content}`);
  if (existsSync(file)) return true;
  const yes = await askFor(making, consent);
  if (!yes) return false;
  mkdirSync(join(making.cache(), 'agreed'), { recursive: true, mode: 0o755 });
  writeFileSync(file, `${new Date().toISOString()} ${consent.text}\n`);
  return true;
}

async function askFor({ listener }: Making, { code, text, consent }: Consent): Promise<boolean> {
  if (listener === null) return false;
  try {
    return await listener.confirm({ code, text, default: false, ...(consent && { consent }) });
  } catch (error) {
    if (error instanceof UserError && error.code === 'needs-answer') return false;
    throw error;
  }
}
