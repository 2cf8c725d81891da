import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import type { ComponentName } from '../components/component.ts';

export interface WantedPort {
  component: ComponentName;
  port: number;
  /** What it is for, where a component has several. */
  purpose?: string;
}

/** A port that somebody else listens on, and who that is where this system tells. */
export interface TakenPort extends WantedPort {
  holder?: { pid: number; command: string };
}

/** Which of these ports of 127.0.0.1 cannot be listened on. */
export async function takenPorts(wanted: readonly WantedPort[]): Promise<TakenPort[]> {
  const taken: TakenPort[] = [];
  for (const one of wanted) {
    if (await canListen(one.port)) continue;
    const holder = holderOf(one.port);
    taken.push(holder ? { ...one, holder } : one);
  }
  return taken;
}

/** @throws UserError, exit code 4, that names each taken port and who holds it. */
export async function requirePorts(wanted: readonly WantedPort[]): Promise<void> {
  const taken = await takenPorts(wanted);
  const [first] = taken;
  if (!first) return;
  const message =
    taken.length === 1
      ? `Port ${first.port} of 127.0.0.1, which ${first.component} needs, is taken${heldBy(first)}.`
      : `${taken.length} ports of 127.0.0.1 that the sandbox needs are taken.`;
  throw new UserError(message, {
    code: 'port-taken',
    exitCode: ExitCode.bootFailed,
    details: taken.length === 1 ? [] : taken.map((one) => `${one.port} (${one.component})${heldBy(one)}`),
    hint: 'Use --ports auto to take free ones, or end what listens there.',
  });
}

const heldBy = ({ holder }: TakenPort): string => (holder ? ` by ${holder.command} (pid ${holder.pid})` : '');

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** The process that listens on a port, from /proc; undefined elsewhere, and for other users' processes when we are not root. */
function holderOf(port: number): TakenPort['holder'] {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const fd of entries(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined && inodes.has(inode)) {
        return { pid: Number(pid), command: text(`/proc/${pid}/comm`).trim() || 'a process' };
      }
    }
  }
  return undefined;
}

/** Rows of /proc/net/tcp: index, local address and port in hexadecimal, remote, state (0A is LISTEN), ..., inode in column 10. */
function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return text(`/proc/net/${table}`)
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(`:${hex}`))
    .map((columns) => columns[9] ?? '');
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
