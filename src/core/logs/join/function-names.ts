/** Which function an event belongs to: by log group, ARN, the stream's name in shared groups, a flag, else the file. */
import type { FunctionRef } from '../../../model/usage.ts';
import type { EventContext } from '../event-sink.ts';

/** What the person said about names. */
export interface NameOptions {
  readonly functionName: string | null;
  readonly logGroups: Readonly<Record<string, string>>;
}

const GROUP = /^(?:arn:[^:]*:logs:([^:]*):(\d{12}):log-group:|(\d{12}):)?([^:]*?)(?::\*)?$/;
/** Lambda@Edge puts the home Region before the name. */
const LAMBDA_GROUP = /^\/aws\/lambda\/(?:us-east-1\.)?(.+)$/;
const STREAM_FUNCTION = /^\d{4}\/\d\d\/\d\d\/([^/[\]\s]+)\[/;

/** The function of a context, or null when only the stream or the file can tell. */
export function functionOfContext(context: EventContext, options: NameOptions): FunctionRef | null {
  const [, region, account, otherAccount, group] = GROUP.exec(context.logGroup ?? '') ?? [];
  const logGroup = group ? group : null;
  const base = {
    logGroup,
    account: account ?? otherAccount ?? context.account ?? null,
    region: region ?? context.region ?? null,
  };
  if (context.functionName !== null) return { name: context.functionName, origin: 'arn', ...base };
  if (logGroup === null) return null;
  const configured = options.logGroups[logGroup];
  if (configured !== undefined) return { name: configured, origin: 'config', ...base };
  const name = LAMBDA_GROUP.exec(logGroup)?.[1];
  return name === undefined ? null : { name, origin: 'log-group', ...base };
}

/** The function a stream of a shared log group names (`YYYY/MM/DD/<function>[version]hex`), or null. */
export function functionOfStream(stream: string | null | undefined, logGroup: string | null): FunctionRef | null {
  const name = stream == null ? undefined : STREAM_FUNCTION.exec(stream)?.[1];
  return name === undefined ? null : { name, origin: 'stream', logGroup, account: null, region: null };
}

/** The last resort: the flag, else the shared group's or the file's label. */
export function functionOfFile(context: EventContext, label: string, options: NameOptions): FunctionRef {
  const base = { logGroup: context.logGroup, account: null, region: null };
  if (options.functionName !== null) return { name: options.functionName, origin: 'flag', ...base };
  return { name: context.logGroup ?? label, origin: 'file', ...base };
}

/** A test for names by globs with `*` and `?`. */
export function nameFilter(globs: readonly string[] | null): (name: string) => boolean {
  if (globs === null || globs.length === 0) return () => true;
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  );
  return (name) => patterns.some((pattern) => pattern.test(name));
}
