import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { childrenOf } from '../../../lib/process-tree.ts';

/** The TCP addresses on which these processes and their descendants listen, such as `127.0.0.1:9090`. Linux only. */
export function listeners(pids: readonly number[]): string[] {
  const inodes = new Set(withDescendants(pids).flatMap(socketsOf));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && inodes.has(inode))
      .map(([, local = '']) => address(local)),
  );
}

function withDescendants(pids: readonly number[]): number[] {
  return pids.flatMap((pid) => [pid, ...withDescendants(childrenOf(pid))]);
}

/** The inodes of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return namesIn(folder).flatMap((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(target(`${folder}/${fd}`))?.[1];
    return inode === undefined ? [] : [inode];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Where a link leads; '' if it is gone, as the one with which the folder was read. */
function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/** IPv4 as `127.0.0.1:9090`; anything else as the kernel writes it. */
function address(text: string): string {
  const [host = '', port = ''] = text.split(':');
  const bytes = host.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [];
  const name = bytes.length === 4 ? bytes.reverse().join('.') : host;
  return `${name}:${Number.parseInt(port, 16)}`;
}
