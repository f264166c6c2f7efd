/** memfit doctor: checks this machine and folder, one line a check. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DoctorPorts, doctor, type Machine } from '../../actions/doctor.ts';
import { switchOf, textOf } from '../../core/config/resolve.ts';
import { DEFAULT_REGION, priceTable } from '../../core/pricing/price-table.ts';
import { renderCheckup, renderCheckupJson } from '../../core/report/checkup.ts';
import { OutsideError } from '../../model/errors.ts';
import type { Invoked, RunCommand } from '../command.ts';
import type { Edge } from '../edge.ts';
import { EXIT } from '../exit-codes.ts';
import { writeOut } from '../output.ts';
import { samplesFolder } from '../package-root.ts';
import { columnsOf, hasColour, hasUnicode } from '../screen.ts';
import { NO_WORDS, openSession } from '../session.ts';
import { VERSION } from '../version.ts';
import { wiring } from '../wiring.ts';

/** Prints the checkup; exit code 1 when a check fails. A broken configuration is a finding here, not an error. */
export const run: RunCommand = async (invoked, edge) => {
  const session = await openSession('doctor', withoutConfig(invoked), edge);
  const machine = await thisMachine(edge);
  const named =
    invoked.flags['no-config'] === true ? null : textOf('config', { ...session.inputs, flags: invoked.flags });
  const checkup = await doctor(machine, portsFor(edge, named, switchOf('local', session.inputs)));
  const render = session.format === 'json' ? renderCheckupJson : renderCheckup;
  await writeOut(render(checkup, { ...session.look, words: NO_WORDS, top: null, detail: false, next: [] }), edge);
  return checkup.checks.some(({ status }) => status === 'fail') ? EXIT.failed : EXIT.done;
};

function withoutConfig({ args, flags }: Invoked): Invoked {
  return { args, flags: { ...flags, 'no-config': true } };
}

async function thisMachine(edge: Edge): Promise<Machine> {
  const { stdout, env, platform } = edge;
  const { systemClock } = await wiring();
  const { date, confirmed, source } = priceTable(DEFAULT_REGION);
  return {
    node: process.versions.node,
    platform,
    architecture: process.arch,
    terminal: {
      isTTY: stdout.isTTY === true,
      columns: columnsOf(stdout, env),
      colour: hasColour(stdout, env, false),
      unicode: hasUnicode(stdout, env, platform),
    },
    cgroups: await cgroupVersion(),
    prices: { date: confirmed ?? date, source },
    memfitVersion: VERSION,
    nowMs: systemClock.now(),
  };
}

function portsFor({ cwd }: Edge, named: string | null, local: boolean): DoctorPorts {
  return {
    config: async () => (await wiring()).loadConfig(cwd, named),
    samples: async () => (await readdir(samplesFolder()).catch(() => [])).length,
    write: () => tryWriting(join(cwd, `.memfit-doctor-${process.pid}`)),
    proveLimits: local ? async () => (await wiring()).proveLimits() : null,
  };
}

async function tryWriting(file: string): Promise<void> {
  try {
    await writeFile(file, '', { flag: 'wx' });
  } catch (cause) {
    throw new OutsideError('not-writable', { what: 'this folder cannot be written to' }, cause);
  }
  await rm(file, { force: true });
}

/** The version that limits CPU: both may be mounted side by side, and then version 1 holds it. */
async function cgroupVersion(): Promise<1 | 2 | null> {
  const mounts = await readFile('/proc/self/mounts', 'utf8').catch(() => '');
  if (/ cgroup \S*\bcpu\b/.test(mounts)) return 1;
  return / cgroup2 /.test(mounts) ? 2 : null;
}
