/** Where a process tree listens, by /proc: nothing of memfit's may be reached from other machines. */
import { readlinkSync } from 'node:fs';
import { kernelFiles, type LimitFiles } from '../limits/host.ts';
import { treeOf } from '../limits/process-tree.ts';

/** State of a listening socket in /proc/net/tcp. */
const LISTENS = '0A';

/** Addresses beyond loopback that a process or its descendants listen on, as `address:port`. Empty where /proc does not tell. */
export function openToOthers(pid: number, files: LimitFiles = kernelFiles): string[] {
  const sockets = new Set(treeOf(files, pid).flatMap((one) => socketsOf(files, one)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    (files.read(`/proc/${pid}/net/${table}`) ?? '').split('\n').flatMap((row) => {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/);
      if (state !== LISTENS || !sockets.has(inode)) return [];
      const address = addressIn(local);
      return address === null ? [] : [address];
    }),
  );
}

function socketsOf(files: LimitFiles, pid: number): string[] {
  return files.list(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/** `0100007F:1F90` is 127.0.0.1:8080: four bytes a word, the last first. Null: loopback. */
export function addressIn(local: string): string | null {
  const [hex = '', port = ''] = local.split(':');
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const mapped = bytes.length === 16 && bytes.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 255));
  const v4 = mapped ? bytes.slice(12) : bytes;
  if (v4.length === 4) return v4[0] === 127 ? null : `${v4.join('.')}:${Number.parseInt(port, 16)}`;
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return null;
  const all = bytes.every((byte) => byte === 0);
  return `${all ? '[::]' : 'an IPv6 address'}:${Number.parseInt(port, 16)}`;
}
