/**
 * How a call of the program to its network ended; the numbers are those of `engine/overlay/goroot/net/host_status.go`.
 */
export const NetStatus = {
  ok: 0,
  refused: 2,
  reset: 3,
  inUse: 4,
  timedOut: 5,
  unreachable: 6,
  pipe: 7,
  denied: 8,
  noSuchName: 9,
  tryAgain: 10,
} as const;

export type NetStatus = (typeof NetStatus)[keyof typeof NetStatus];

/** A failed lookup, listen or connect, with the status that the program receives. */
export class NetError extends Error {
  override readonly name = 'NetError';
  readonly status: NetStatus;

  constructor(status: NetStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * One stream of bytes between the program and a peer, without waiting: what cannot be done now is announced when it
 * can.
 */
export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
  /** Called when `read` or, after it took nothing, `write` is worth another try. */
  onReadable: () => void;
  onWritable: () => void;
  /**
   * The next bytes, at most `max`; `undefined` when none are there yet, `null` at the end, a status when the connection
   * broke.
   */
  read(max: number): Uint8Array | undefined | null | NetStatus;
  /**
   * Takes a copy of as many bytes as there is room for, and says how many, or a negative status when the connection
   * broke.
   */
  write(bytes: Uint8Array): number;
  /** No more bytes follow; the peer's may. */
  end(): void;
  /** What was written is still sent, what arrives is thrown away. */
  close(): void;
}

export interface Listener {
  /** The port on which the program believes to listen, given by the network when it asked for 0. */
  readonly port: number;
  close(): void;
}

/** Everything outside the program: real sockets, or in virtual time the other programs of the same thread. */
export interface Network {
  /** Whether the name is known. Throws NetError with `tryAgain` when that cannot be said now. */
  lookup(name: string): Promise<boolean>;
  listen(port: number, onConnection: (connection: Connection) => void): Promise<Listener>;
  connect(host: string, port: number): Promise<Connection>;
  close(): void;
}

/** The status that stands for an error code of Node. */
export function statusOf(error: unknown): NetStatus {
  switch ((error as NodeJS.ErrnoException).code ?? '') {
    case 'ECONNREFUSED':
      return NetStatus.refused;
    case 'EADDRINUSE':
      return NetStatus.inUse;
    case 'ETIMEDOUT':
      return NetStatus.timedOut;
    case 'EPIPE':
      return NetStatus.pipe;
    case 'EACCES':
    case 'EPERM':
      return NetStatus.denied;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return NetStatus.unreachable;
    case 'ENOTFOUND':
      return NetStatus.noSuchName;
    case 'EAI_AGAIN':
      return NetStatus.tryAgain;
    default:
      return NetStatus.reset;
  }
}
