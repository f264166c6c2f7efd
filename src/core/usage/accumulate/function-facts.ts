/** What is known of a function as a whole beside its sizes: names, versions, failures, what was set aside. Counts and sets, so that order does not matter. */
import type { FunctionRef, NameOrigin, SetAsideReason } from '../../../model/usage.ts';
import type { FunctionFact } from '../../logs/invocation-sink.ts';

/** Different versions, types and names kept at most of each function; the smallest in order, whatever came first. */
const MOST = 32;
const ORIGINS: readonly NameOrigin[] = ['config', 'log-group', 'arn', 'platform', 'stream', 'flag', 'file'];

/** One function's facts. */
export class FunctionFacts {
  ref: FunctionRef;
  readonly versions = new Set<string>();
  readonly runtimeVersions = new Set<string>();
  readonly types = new Set<string>();
  readonly names = new Set<string>();
  initFailures: Map<string, number> | null = null;
  errorTypes: Map<string, number> | null = null;
  aside: Map<SetAsideReason, number> | null = null;
  logsDropped = 0;
  infoLogged = false;
  realService = false;

  constructor(ref: FunctionRef) {
    this.ref = ref;
  }

  /** The same function met under a better origin. */
  sawRef(ref: FunctionRef): void {
    if (ORIGINS.indexOf(ref.origin) < ORIGINS.indexOf(this.ref.origin)) this.ref = ref;
  }

  learn(fact: FunctionFact): void {
    switch (fact.kind) {
      case 'version':
        keep(this.versions, fact.version);
        return;
      case 'runtime-version':
        keep(this.runtimeVersions, fact.runtimeVersion);
        return;
      case 'initialization-type':
        keep(this.types, fact.type);
        return;
      case 'name':
        keep(this.names, fact.name);
        return;
      case 'init-failure':
        this.initFailures = counted(this.initFailures, fact.errorType, 1);
        return;
      case 'logs-dropped':
        this.logsDropped++;
        return;
      case 'info-logged':
        this.infoLogged = true;
        return;
      case 'real-service':
        this.realService = true;
        return;
      case 'cpu':
        return;
      default:
        fact satisfies never;
    }
  }

  error(errorType: string): void {
    this.errorTypes = counted(this.errorTypes, errorType, 1);
  }

  setAside(reason: SetAsideReason, count: number): void {
    this.aside = counted(this.aside, reason, count);
  }

  merge(other: FunctionFacts): void {
    this.sawRef(other.ref);
    for (const one of other.versions) keep(this.versions, one);
    for (const one of other.runtimeVersions) keep(this.runtimeVersions, one);
    for (const one of other.types) keep(this.types, one);
    for (const one of other.names) keep(this.names, one);
    for (const [type, count] of other.initFailures ?? []) this.initFailures = counted(this.initFailures, type, count);
    for (const [type, count] of other.errorTypes ?? []) this.errorTypes = counted(this.errorTypes, type, count);
    for (const [reason, count] of other.aside ?? []) this.setAside(reason, count);
    this.logsDropped += other.logsDropped;
    this.infoLogged ||= other.infoLogged;
    this.realService ||= other.realService;
  }
}

/** Adds to a set of at most MOST words; of more, the smallest stay. */
function keep(set: Set<string>, word: string): void {
  if (set.has(word)) return;
  set.add(word);
  if (set.size <= MOST) return;
  let greatest = word;
  for (const one of set) if (one > greatest) greatest = one;
  set.delete(greatest);
}

/** Words of error types come from logs: beyond 1,000 different ones they count as `other`. */
function counted<K extends string>(map: Map<K, number> | null, word: K, by: number): Map<K, number> {
  const into = map ?? new Map<K, number>();
  const key = into.has(word) || into.size < 1_000 ? word : ('other' as K);
  into.set(key, (into.get(key) ?? 0) + by);
  return into;
}
