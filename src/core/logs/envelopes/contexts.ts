/** What envelopes say about where events come from: log groups, ARNs, `@log`, stream names; interned as the sink's contexts. */
import type { RecordSource } from '../../../model/invocation.ts';
import type { EventContext, EventSink } from '../event-sink.ts';

/** What a shape carries about an event's origin, as printed; absent or null: not carried. */
export interface Origin {
  /** A log group name, its ARN, or `account:group` as in `@log`. */
  readonly logGroup?: string | null | undefined;
  readonly logStream?: string | null | undefined;
  /** A function name or ARN. */
  readonly function?: string | null | undefined;
  readonly account?: string | null | undefined;
  readonly region?: string | null | undefined;
  readonly source?: RecordSource | undefined;
}

const LOG_GROUP_ARN = /^arn:aws[\w-]*:logs:([a-z0-9-]*):(\d*):log-group:([^:]+)(?::\*|:log-stream:(.+))?$/;
const FUNCTION_ARN = /^arn:aws[\w-]*:lambda:([a-z0-9-]*):([^:]*):function:([\w-]+)/;
const ACCOUNT_AND_GROUP = /^(\d{12}):(.+)$/;

/** The context of an origin; what it does not say comes from `base` (the file's path, a flag). */
export function contextOf(origin: Origin, base: EventContext): EventContext {
  const group = readGroup(origin.logGroup ?? '');
  const arn = FUNCTION_ARN.exec(origin.function ?? '');
  return {
    logGroup: group.name ?? base.logGroup,
    logStream: origin.logStream || group.stream || base.logStream,
    functionName: arn?.[3] ?? (origin.function || base.functionName),
    account: group.account ?? arn?.[2] ?? (origin.account || (base.account ?? null)),
    region: group.region ?? arn?.[1] ?? (origin.region || (base.region ?? null)),
    source: origin.source ?? base.source,
  };
}

interface Group {
  readonly name: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly stream: string | null;
}

function readGroup(text: string): Group {
  const arn = LOG_GROUP_ARN.exec(text);
  if (arn) return { name: arn[3] ?? null, account: arn[2] || null, region: arn[1] || null, stream: arn[4] ?? null };
  const log = ACCOUNT_AND_GROUP.exec(text);
  if (log) return { name: log[2] ?? null, account: log[1] ?? null, region: null, stream: null };
  return { name: text || null, account: null, region: null, stream: null };
}

/** Interns origins: the same origin costs one look-up. At most `MOST_KEPT` are remembered; the sink interns all the same. */
export class Contexts {
  readonly #sink: Pick<EventSink, 'context'>;
  readonly #base: EventContext;
  readonly #ids = new Map<string, number>();

  constructor(sink: Pick<EventSink, 'context'>, base: EventContext) {
    this.#sink = sink;
    this.#base = base;
  }

  /** The sink's id of the origin. */
  of(origin: Origin): number {
    const key = [origin.logGroup, origin.logStream, origin.function, origin.account, origin.source].join('\n');
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#sink.context(contextOf(origin, this.#base));
    if (this.#ids.size >= MOST_KEPT) this.#ids.clear();
    this.#ids.set(key, id);
    return id;
  }
}

/** Origins remembered at once. */
const MOST_KEPT = 4096;
