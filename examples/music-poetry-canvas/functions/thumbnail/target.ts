/** Which addresses may be fetched: https, hosts on the list, public addresses only. Asked again for every redirect. */
import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ThumbnailFailure } from './failures.ts';

/** Checks an address as a caller or a redirect gives it. Throws ThumbnailFailure `bad-address`, `host-not-allowed`. */
export function readTarget(text: string, base?: URL): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : null;
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') {
    throw new ThumbnailFailure('bad-address', 'url has to be a plain https address');
  }
  if (!allowedHosts().includes(url.hostname)) {
    throw new ThumbnailFailure('host-not-allowed', `pictures are not fetched from ${url.hostname}`);
  }
  return url;
}

/**
 * Where a target is fetched. With STAND_IN_ORIGIN set (local runs only) the named server answers for all hosts, as
 * /<host>/<path>; it is the only address that may be private.
 */
export function addressOf(target: URL): URL {
  const standIn = process.env.STAND_IN_ORIGIN;
  return standIn ? new URL(`/${target.host}${target.pathname}${target.search}`, standIn) : target;
}

/**
 * Resolves a host for the connection itself, so that a name cannot mean one address when checked and another when used.
 * Refuses a host as soon as one of its addresses is private.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '');
    const inside = addresses.find(({ address }) => isPrivate(address));
    if (inside) return callback(new ThumbnailFailure('host-not-allowed', `${hostname} is not a public host`), '');
    const [first] = addresses;
    return options.all ? callback(null, addresses) : callback(null, first?.address ?? '', first?.family);
  });
};

/** Whether an address lies outside the public internet (IANA special-purpose registries, RFC 6890; ::ffff:0:0/96 and 64:ff9b::/96 hide IPv4 ones). */
export function isPrivate(address: string): boolean {
  const family = isIP(address);
  return family === 0 || (family === 6 ? PRIVATE_6.check(address, 'ipv6') : PRIVATE_4.check(address, 'ipv4'));
}

// Two lists, since a list with both looks an IPv4 address up as ::ffff:… too.
const PRIVATE_4 = new BlockList();
const PRIVATE_6 = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE_4.addSubnet(net, prefix, 'ipv4');
}
// Public IPv6 is 2000::/3; of it, 2001::/23, 2001:db8::/32 and 2002::/16 are not.
for (const [net, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  PRIVATE_6.addSubnet(net, prefix, 'ipv6');
}

function allowedHosts(): readonly string[] {
  return (process.env.IMAGE_HOSTS ?? '').split(',').map((host) => host.trim().toLowerCase());
}
