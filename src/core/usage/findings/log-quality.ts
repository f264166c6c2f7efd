/** Findings about the logs themselves: what they cannot show, and past size changes that they do show. */
import type { Evidence, FindingCode, Severity } from '../../../model/finding.ts';
import type { FunctionUsage, SetAsideReason, SizeUsage } from '../../../model/usage.ts';
import { type Candidate, countEvidence, fact, timeEvidence } from './candidate.ts';

/** Fewer invocations or environments than these support no recommendation that saves. */
const FEWEST_INVOCATIONS = 50;
/** See above. */
const FEWEST_ENVIRONMENTS = 10;

/** Findings of a function as a whole. */
export function logQualityFindings(usage: FunctionUsage): Candidate[] {
  return [
    ...sizeChanged(usage),
    ...deprecatedStyle(usage),
    ...onlyFailures(usage),
    ...dropped(usage),
    ...setAside(usage, 'emulator', 'emulator-logs', 'warning'),
    ...setAside(usage, 'managed-instance', 'managed-instances', 'info'),
    ...setAside(usage, 'local', 'local-logs', 'info'),
    ...environmentsUnknown(usage),
    ...tooLittle(usage),
  ];
}

function sizeChanged(usage: FunctionUsage): Candidate[] {
  if (usage.sizes.length < 2) return [];
  const timed = usage.sizes.every(({ span }) => span !== null);
  const ordered = timed ? usage.sizes.toSorted((a, b) => startOf(a) - startOf(b)) : usage.sizes;
  const last = ordered.at(-1) as SizeUsage;
  const perSize: Evidence[] = ordered.flatMap((size) => [
    countEvidence(`invocationsAt${size.sizeMB}`, size.invocations),
    {
      name: `meanWarmAt${size.sizeMB}`,
      value: size.warmMs === null ? null : size.warmMs.sum / size.warmMs.n,
      unit: 'ms',
    },
  ]);
  return [
    fact('size-changed', 'info', null, [
      { name: 'sizes', value: ordered.map(({ sizeMB }) => sizeMB).join(timed ? ' → ' : ', '), unit: 'MB' },
      timeEvidence('since', timed ? startOf(last) : null),
      ...perSize,
    ]),
  ];
}

function startOf(size: SizeUsage): number {
  return size.span?.fromMs ?? 0;
}

function deprecatedStyle({ sizes }: FunctionUsage): Candidate[] {
  const timeoutMessages = total(sizes, ({ oldStyle }) => oldStyle.timeoutMessages);
  const hundredMs = total(sizes, ({ oldStyle }) => oldStyle.hundredMsBilling);
  if (timeoutMessages + hundredMs === 0) return [];
  return [
    fact('deprecated-log-style', 'info', null, [
      countEvidence('timeoutMessages', timeoutMessages),
      countEvidence('hundredMsBilling', hundredMs),
      countEvidence(
        'invocations',
        total(sizes, ({ invocations }) => invocations),
      ),
    ]),
  ];
}

function onlyFailures(usage: FunctionUsage): Candidate[] {
  if (!usage.onlyFailuresLogged) return [];
  return [
    fact('only-failures-logged', 'warning', null, [
      countEvidence(
        'reports',
        total(usage.sizes, (s) => s.invocations),
      ),
    ]),
  ];
}

function dropped(usage: FunctionUsage): Candidate[] {
  if (usage.logsDropped === 0) return [];
  return [fact('logs-dropped', 'warning', null, [countEvidence('dropEvents', usage.logsDropped)])];
}

function setAside(usage: FunctionUsage, reason: SetAsideReason, code: FindingCode, severity: Severity): Candidate[] {
  const count = usage.setAside[reason] ?? 0;
  if (count === 0) return [];
  const used = total(usage.sizes, ({ invocations }) => invocations);
  return [fact(code, severity, null, [countEvidence('setAside', count), countEvidence('used', used)])];
}

function environmentsUnknown({ sizes }: FunctionUsage): Candidate[] {
  const unknown = sizes.filter(({ environments }) => environments === null);
  if (unknown.length === 0) return [];
  const reports = total(unknown, ({ invocations }) => invocations);
  return [
    fact('environments-unknown', 'warning', null, [
      countEvidence('reports', reports),
      countEvidence('environments', null),
    ]),
  ];
}

function tooLittle({ sizes, span }: FunctionUsage): Candidate[] {
  const invocations = total(sizes, (size) => size.invocations);
  const known = sizes.every(({ environments }) => environments !== null);
  const environments = known ? total(sizes, (size) => size.environments?.count ?? 0) : null;
  if (invocations >= FEWEST_INVOCATIONS && (environments === null || environments >= FEWEST_ENVIRONMENTS)) return [];
  return [
    fact('too-little-data', 'info', null, [
      countEvidence('invocations', invocations),
      countEvidence('environments', environments),
      { name: 'window', value: span === null ? null : (span.toMs - span.fromMs) / 3_600_000, unit: 'h' },
    ]),
  ];
}

function total(sizes: readonly SizeUsage[], of: (size: SizeUsage) => number): number {
  return sizes.reduce((sum, size) => sum + of(size), 0);
}
