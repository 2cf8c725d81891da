import { describe, expect, test } from 'vitest';
import { type Connection, type Network, NetError, NetStatus, statusOf } from '../../../stack/engine/host/connection.ts';
import { Output } from '../../../stack/engine/host/output.ts';
import { Sockets } from '../../../stack/engine/host/sockets.ts';
import { splitAddress } from '../../../stack/engine/host/tcp-network.ts';

describe('output', () => {
  const written = (...chunks: Uint8Array[]): string[] => {
    const lines: string[] = [];
    const output = new Output((stream, line) => lines.push(`${stream}: ${line}`));
    for (const chunk of chunks) output.files.writeSync(2, chunk);
    output.flush();
    return lines;
  };

  test('comes line by line, however it was written', () => {
    expect(written(Buffer.from('a\nb'), Buffer.from('c\n\nd'))).toEqual([
      'stderr: a',
      'stderr: bc',
      'stderr: ',
      'stderr: d',
    ]);
  });

  test('keeps a character whose bytes come apart', () => {
    const euro = Buffer.from('€\n');
    expect(written(euro.subarray(0, 1), euro.subarray(1))).toEqual(['stderr: €']);
  });

  test('does not let a line without an end fill the memory', () => {
    const chunk = Buffer.alloc(40_000, 'x');
    const [line = ''] = written(chunk, chunk, chunk);
    expect(line.length).toBeLessThan(70_000);
  });
});

test.each([
  ['jaeger:4318', 'jaeger', 4318],
  ['[::1]:80', '::1', 80],
  ['127.0.0.1:1', '127.0.0.1', 1],
])('%s is split', (address, host, port) => {
  expect(splitAddress(address)).toEqual({ host, port });
});

test('an address without a port is an error', () => {
  expect(() => splitAddress('jaeger')).toThrow('"jaeger" is not host:port');
});

test('codes of Node become the statuses that the program knows', () => {
  expect(statusOf(Object.assign(new Error(), { code: 'ECONNREFUSED' }))).toBe(NetStatus.refused);
  expect(statusOf(Object.assign(new Error(), { code: 'EADDRINUSE' }))).toBe(NetStatus.inUse);
  expect(statusOf(new Error('unknown'))).toBe(NetStatus.reset);
});

/** A program's side of its imports: 64 KiB of memory, and the events that it was woken for. */
class Caller {
  readonly memory = new ArrayBuffer(65_536);
  readonly sockets: Sockets;
  readonly events: number[][] = [];
  wakes = 0;

  constructor(network: Partial<Network>) {
    const refuse = (): Promise<never> => Promise.reject(new NetError(NetStatus.refused, 'no'));
    const whole: Network = { lookup: refuse, listen: refuse, connect: refuse, close: () => undefined, ...network };
    this.sockets = new Sockets(
      whole,
      () => this.memory,
      () => {
        this.wakes += 1;
        while (this.call('net_next_event', 0) === 1) this.events.push([...new Int32Array(this.memory, 0, 4)]);
      },
    );
  }

  call(name: string, ...args: number[]): number | undefined {
    return this.sockets.imports[name]?.(...args);
  }

  /** Puts text into the memory; its address and length. */
  text(text: string): [number, number] {
    const bytes = Buffer.from(text);
    new Uint8Array(this.memory, 1024, bytes.length).set(bytes);
    return [1024, bytes.length];
  }
}

function fakeConnection(incoming: string): Connection & { sent: string; closed: boolean } {
  let rest: Uint8Array = Buffer.from(incoming);
  return {
    localPort: 5000,
    remotePort: 6000,
    onReadable: () => undefined,
    onWritable: () => undefined,
    sent: '',
    closed: false,
    read(max) {
      if (rest.length === 0) return undefined;
      const part = rest.subarray(0, max);
      rest = rest.subarray(max);
      return part;
    },
    write(bytes) {
      if (this.sent.length >= 4) return 0;
      const taken = Math.min(bytes.length, 4 - this.sent.length);
      this.sent += Buffer.from(bytes.subarray(0, taken)).toString();
      return taken;
    },
    end: () => undefined,
    close() {
      this.closed = true;
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('sockets of a program', () => {
  test('answers come as events, all of one turn with one wake-up', async () => {
    const caller = new Caller({ lookup: (name) => Promise.resolve(name === 'jaeger') });
    caller.call('net_lookup', 1, ...caller.text('jaeger'));
    caller.call('net_lookup', 2, ...caller.text('nowhere'));
    caller.call('net_connect', 3, ...caller.text('jaeger'), 80);
    await turn();
    expect(caller.events).toEqual([
      [1, 1, NetStatus.ok, 0],
      [1, 2, NetStatus.noSuchName, 0],
      [1, 3, NetStatus.refused, 0],
    ]);
    expect(caller.wakes).toBe(1);
  });

  test('bytes are copied in and out of the memory, no more than asked for or taken', async () => {
    const connection = fakeConnection('hello');
    const caller = new Caller({ connect: () => Promise.resolve(connection) });
    caller.call('net_connect', 1, ...caller.text('jaeger'), 80);
    await turn();
    expect(caller.events).toEqual([[1, 1, NetStatus.ok, 5000]]);
    expect(caller.call('net_read', 1, 2048, 3)).toBe(3);
    expect(Buffer.from(caller.memory, 2048, 3).toString()).toBe('hel');
    expect(caller.call('net_read', 1, 2048, 100)).toBe(2);
    expect(caller.call('net_read', 1, 2048, 100)).toBe(-1);
    expect(caller.call('net_write', 1, ...caller.text('abcdef'))).toBe(4);
    expect(caller.call('net_write', 1, ...caller.text('ef'))).toBe(-1);
    expect(connection.sent).toBe('abcd');
  });

  test('a connection that is made after the program closed the socket is closed and not announced', async () => {
    const connection = fakeConnection('');
    const caller = new Caller({ connect: () => Promise.resolve(connection) });
    caller.call('net_connect', 1, ...caller.text('jaeger'), 80);
    caller.call('net_close', 1);
    await turn();
    expect(connection.closed).toBe(true);
    expect(caller.events).toEqual([]);
    expect(caller.call('net_read', 1, 2048, 1)).toBe(0);
  });

  test('accepted connections get their own ids, and report their peer', async () => {
    let arrive: (connection: Connection) => void = () => undefined;
    const caller = new Caller({
      listen: (port, onConnection) => {
        arrive = onConnection;
        return Promise.resolve({ port, close: () => undefined });
      },
    });
    caller.call('net_listen', 1, 0, 0, 4317);
    await turn();
    arrive(fakeConnection('x'));
    arrive(fakeConnection('y'));
    await turn();
    const [done, first, second] = caller.events;
    expect(done).toEqual([1, 1, NetStatus.ok, 4317]);
    expect([first?.[0], first?.[1], first?.[3]]).toEqual([2, 1, 6000]);
    expect(second?.[2]).toBe((first?.[2] ?? 0) + 1);
    expect(caller.call('net_read', first?.[2] ?? 0, 2048, 9)).toBe(1);
    expect(Buffer.from(caller.memory, 2048, 1).toString()).toBe('x');
  });
});
