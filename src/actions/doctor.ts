/** doctor: looks whether this machine and folder have what memfit needs. Changes nothing. */

import type { Check, Checkup } from '../model/checkup.ts';
import { UserError } from '../model/errors.ts';

/** What is known about the machine, taken by the caller. */
export interface Machine {
  /** Node's version, such as 20.19.4. */
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
  readonly terminal: {
    readonly isTTY: boolean;
    readonly columns: number;
    readonly colour: boolean;
    readonly unicode: boolean;
  };
  /** Version of the control groups that limit memory and CPU; null: none found. */
  readonly cgroups: 1 | 2 | null;
  readonly prices: { readonly date: string; readonly source: string };
  readonly memfitVersion: string;
  readonly nowMs: number;
}

/** What has to be tried. Each rejects with the reason. */
export interface DoctorPorts {
  /** Loads and checks the configuration; null: none here. */
  readonly config: () => Promise<{ readonly path: string } | null>;
  /** Reads the sample logs and gives how many files there are. */
  readonly samples: () => Promise<number>;
  /** Makes and removes a file in the working directory. */
  readonly write: () => Promise<void>;
  /** Proves that memory and CPU limits hold; null: not asked for, since it takes seconds and starts processes. */
  readonly proveLimits: (() => Promise<LimitsProof>) | null;
}

/** What the proof of the limits found: the driver, and for each limit whether it showed. Times in ms. */
export interface LimitsProof {
  readonly driver: string;
  readonly exact: boolean;
  /** Better drivers that do not work here. */
  readonly rejected: readonly { readonly name: string; readonly why: string }[];
  readonly quota: { readonly share: number; readonly wallMs: number; readonly cpuMs: number; readonly holds: boolean };
  readonly freeze: { readonly holds: boolean };
  readonly memory: { readonly limitMB: number; readonly kills: number; readonly holds: boolean };
  readonly holds: boolean;
}

/** Oldest Node that runs memfit (package.json, engines). */
const LEAST_NODE = [20, 19] as const;
/** Prices change rarely; after this many days they are worth a look. */
const OLD_PRICES_DAYS = 180;
const DAY_MS = 86_400_000;

/** All checks. A check that fails does not stop the others. */
export async function doctor(machine: Machine, ports: DoctorPorts): Promise<Checkup> {
  const checks = [
    node(machine),
    platform(machine),
    terminal(machine),
    await config(ports),
    await samples(ports),
    prices(machine),
    await writing(ports),
    ports.proveLimits === null ? limits(machine) : await proof(ports.proveLimits),
  ];
  return { schemaVersion: 1, kind: 'checkup', memfitVersion: machine.memfitVersion, checks };
}

function node({ node: version }: Machine): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const text = `Node ${version}`;
  if (enough) return ok('node', text);
  return {
    name: 'node',
    status: 'fail',
    text: `${text} is too old`,
    next: `install Node ${LEAST_NODE.join('.')} or newer`,
  };
}

function platform({ platform: name, architecture }: Machine): Check {
  const here = `${name} on ${architecture}`;
  if (name === 'linux') return ok('platform', `${here}: everything works here`);
  const limited = name === 'win32' ? 'file mode bits and' : '';
  const text = `${here}: reading logs, costs and plans work; ${[limited, "Lambda's memory and CPU limits cannot be set on this system"].filter(Boolean).join(' ')}`;
  return {
    name: 'platform',
    status: 'warn',
    text,
    next: 'for local measurements later, use Linux, WSL 2 or a Linux container',
  };
}

function terminal({ terminal: { isTTY, columns, colour, unicode } }: Machine): Check {
  if (!isTTY) return ok('terminal', `no terminal: plain output, ${columns} columns`);
  const text = `${columns} columns, ${colour ? 'colour' : 'no colour'}, ${unicode ? 'UTF-8' : 'ASCII only'}`;
  if (columns >= 80) return ok('terminal', text);
  return {
    name: 'terminal',
    status: 'warn',
    text,
    next: 'with 120 columns or more the fleet table shows all it knows',
  };
}

async function config({ config: load }: DoctorPorts): Promise<Check> {
  try {
    const found = await load();
    return ok(
      'config',
      found ? `${found.path} is valid` : 'no memfit.config.yaml; none is needed (memfit init writes one)',
    );
  } catch (error) {
    return failed('config', error, 'correct it, or run with --no-config');
  }
}

async function samples({ samples: read }: DoctorPorts): Promise<Check> {
  try {
    const files = await read();
    if (files > 0) return ok('samples', `${files} sample logs; memfit analyze --sample reads them`);
    return { name: 'samples', status: 'fail', text: 'the sample logs are missing', next: 'install memfit again' };
  } catch (error) {
    return failed('samples', error, 'install memfit again');
  }
}

function prices({ prices: { date, source }, nowMs }: Machine): Check {
  const days = Math.floor((nowMs - Date.parse(`${date}T00:00:00Z`)) / DAY_MS);
  const text = `prices of ${date}, ${Math.max(0, days)} days old (${source})`;
  if (days <= OLD_PRICES_DAYS) return ok('prices', text);
  return { name: 'prices', status: 'warn', text, next: 'update memfit: prices come with it' };
}

async function writing({ write }: DoctorPorts): Promise<Check> {
  try {
    await write();
    return ok('write access', 'this folder can be written to');
  } catch (error) {
    return {
      ...failed('write access', error, 'memfit init needs it; analyze, records, cost and sizes do not'),
      status: 'warn',
    };
  }
}

/** Information only: what `memfit tune` would find, not tried. */
function limits({ cgroups, platform: name }: Machine): Check {
  if (name !== 'linux') return ok('limits', 'not on this system; needed for memfit tune only');
  const found = cgroups === null ? 'no control groups found' : `control groups of version ${cgroups}`;
  return ok('limits', `${found}, not tried; memfit doctor --local proves the limits that memfit tune needs`);
}

/** A program that wants a whole core, frozen later, and one that wants too much memory: each limit must show. */
async function proof(prove: NonNullable<DoctorPorts['proveLimits']>): Promise<Check> {
  try {
    const { driver, exact, rejected, quota, freeze, memory, holds } = await prove();
    const used = Math.round((100 * quota.cpuMs) / quota.wallMs);
    const found = [
      `${used} % of a core used where ${Math.round(100 * quota.share)} % are allowed`,
      freeze.holds ? 'frozen processes stood still' : 'frozen processes ran on',
      memory.holds ? `killed above ${memory.limitMB} MB` : `nothing was killed above ${memory.limitMB} MB`,
    ].join(', ');
    const instead = rejected.map(({ name, why }) => `; not ${name}: ${why}`).join('');
    if (holds) return ok('limits', `${driver}${exact ? '' : ' (approximate)'}: ${found}${instead}`);
    const next = 'run it again when the machine is idle; measurements of memfit tune cannot be trusted until it holds';
    return { name: 'limits', status: 'fail', text: `${driver}: a limit did not bite: ${found}`, next };
  } catch (error) {
    return failed('limits', error, 'memfit tune needs Linux; see docs/local-engine.md');
  }
}

function ok(name: string, text: string): Check {
  return { name, status: 'ok', text, next: null };
}

function failed(name: string, error: unknown, next: string): Check {
  const text = error instanceof Error ? error.message : String(error);
  return { name, status: 'fail', text, next: (error instanceof UserError ? error.detail.next : undefined) ?? next };
}
