/** How core and actions speak to whoever runs them: the terminal, a page, a test. */
import type { Notice, Progress } from '../model/notice.ts';

/** Receives notices and progress, and answers questions. Never throws; a listener without a person answers with the default. */
export interface Listener {
  notice(notice: Notice): void;
  progress(progress: Progress): void;
  /** Asks a yes/no question. Resolves to the default where nobody can be asked and consent was given beforehand; rejects with UserError `needs-answer` otherwise. */
  confirm(question: Question): Promise<boolean>;
}

/** A yes/no question. `consent`: what a yes allows; --yes answers questions about local files, memfit's own cache among them (absent: `files`), never those about running commands of the project. */
export interface Question {
  readonly code: string;
  readonly text: string;
  readonly default: boolean;
  readonly consent?: 'files' | 'commands';
}
