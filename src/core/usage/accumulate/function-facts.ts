/** What is known of a function as a whole beside its sizes: names, versions, failures, what was set aside. Counts and sets, so that order does not matter. */
import type { FunctionRef, NameOrigin, SetAsideReason } from '../../../model/usage.ts';
import type { FunctionFact } from '../../logs/invocation-sink.ts';

/** Different versions, types and names kept at most of each function; the smallest in order, whatever came first. */
const MOST = 32;
const ORIGINS: readonly NameOrigin[] = ['config', 'log-group', 'arn', 'platform', 'stream', 'flag', 'file'];

/** One function's facts. */
export class FunctionFacts {
  ref: FunctionRef;
  /** Null: none yet; most of a fleet's functions never need them all. */
  versions: Set<string> | null = null;
  runtimeVersions: Set<string> | null = null;
  types: Set<string> | null = null;
  names: Set<string> | null = null;
  regions: Set<string> | null = null;
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
        this.versions = kept(this.versions, fact.version);
        return;
      case 'runtime-version':
        this.runtimeVersions = kept(this.runtimeVersions, fact.runtimeVersion);
        return;
      case 'initialization-type':
        this.types = kept(this.types, fact.type);
        return;
      case 'name':
        this.names = kept(this.names, fact.name);
        return;
      case 'region':
        this.regions = kept(this.regions, fact.region);
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
    for (const one of other.versions ?? []) this.versions = kept(this.versions, one);
    for (const one of other.runtimeVersions ?? []) this.runtimeVersions = kept(this.runtimeVersions, one);
    for (const one of other.types ?? []) this.types = kept(this.types, one);
    for (const one of other.names ?? []) this.names = kept(this.names, one);
    for (const one of other.regions ?? []) this.regions = kept(this.regions, one);
    for (const [type, count] of other.initFailures ?? []) this.initFailures = counted(this.initFailures, type, count);
    for (const [type, count] of other.errorTypes ?? []) this.errorTypes = counted(this.errorTypes, type, count);
    for (const [reason, count] of other.aside ?? []) this.setAside(reason, count);
    this.logsDropped += other.logsDropped;
    this.infoLogged ||= other.infoLogged;
    this.realService ||= other.realService;
  }
}

/** Adds to a set of at most MOST words; of more, the smallest stay. */
function kept(set: Set<string> | null, word: string): Set<string> {
  const into = set ?? new Set<string>();
  if (into.has(word)) return into;
  into.add(word);
  if (into.size <= MOST) return into;
  let greatest = word;
  for (const one of into) if (one > greatest) greatest = one;
  into.delete(greatest);
  return into;
}

/** Words of error types come from logs: beyond 1,000 different ones they count as `other`. */
function counted<K extends string>(map: Map<K, number> | null, word: K, by: number): Map<K, number> {
  const into = map ?? new Map<K, number>();
  const key = into.has(word) || into.size < 1_000 ? word : ('other' as K);
  into.set(key, (into.get(key) ?? 0) + by);
  return into;
}
