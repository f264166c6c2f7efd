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
    limits(machine),
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

/** Information only: the local measurements that will need it are not part of this version. */
function limits({ cgroups, platform: name }: Machine): Check {
  if (name !== 'linux') return ok('cgroups', 'not on this system; needed for local measurements only');
  return ok(
    'cgroups',
    cgroups === null
      ? 'none found; needed for local measurements only'
      : `version ${cgroups}; needed for local measurements only`,
  );
}

function ok(name: string, text: string): Check {
  return { name, status: 'ok', text, next: null };
}

function failed(name: string, error: unknown, next: string): Check {
  const text = error instanceof Error ? error.message : String(error);
  return { name, status: 'fail', text, next: (error instanceof UserError ? error.detail.next : undefined) ?? next };
}
