/** The table of limit drivers, best first, and the choice among them. */
import { UserError } from '../../../model/errors.ts';
import { probeV1 } from './cgroup-v1.ts';
import { probeV2 } from './cgroup-v2.ts';
import { probeSystemd } from './cgroup-v2-systemd.ts';
import type { DriverName, Probe } from './driver.ts';
import { probeDutyCycle } from './duty-cycle.ts';
import type { LimitHost } from './host.ts';
import { probeSudo } from './sudo.ts';

const PROBES = {
  'cgroup-v2': probeV2,
  'cgroup-v1': probeV1,
  'cgroup-v2-systemd': probeSystemd,
  sudo: probeSudo,
  'duty-cycle': probeDutyCycle,
} as const satisfies Record<DriverName, (host: LimitHost) => Probe>;

/** Kernel's own limits first; approximate ones last. */
const ORDER: readonly DriverName[] = ['cgroup-v2', 'cgroup-v1', 'cgroup-v2-systemd', 'sudo', 'duty-cycle'];

/** The chosen driver, and why each better one cannot work here. */
export interface Choice {
  readonly name: DriverName;
  readonly probe: Extract<Probe, { can: true }>;
  readonly rejected: readonly { readonly name: DriverName; readonly why: string }[];
}

/** The best driver that works here, or the one asked for. Throws UserError `no-limit-driver`. */
export function chooseDriver(host: LimitHost, wanted: DriverName | null): Choice {
  const rejected: { name: DriverName; why: string }[] = [];
  for (const name of wanted === null ? ORDER : [wanted]) {
    const probe = PROBES[name](host);
    if (probe.can) return { name, probe, rejected };
    rejected.push({ name, why: probe.why });
  }
  throw new UserError('no-limit-driver', {
    what:
      wanted === null
        ? 'this machine offers no way to limit CPU and memory'
        : `the driver ${wanted} does not work here`,
    why: rejected.map(({ name, why }) => `${name}: ${why}`).join('; '),
    next: 'run on Linux, as root or with systemd; `memfit doctor` shows what is missing',
  });
}
