import { createServer, type Server } from 'node:net';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';

/** Outside the range from which systems give ports to outgoing connections, so that none is taken by chance. */
const firstPort = 20_000;
const lastPort = 31_999;
/** Several boots of one process, which take about 50 ports each, may be under way at once. */
const blockSize = 500;

/** Ports of this process: no other process that searches with `findFreePorts` is given them. */
interface Block {
  /** Its ports in turn, so that no two searches are given the same one. */
  next(): number;
}

/** Those that this process has reserved. */
const blocks: Promise<Block | undefined>[] = [];

/**
 * Finds `count` free ports. None of them is found by another process, as between the search and the use of its ports
 * seconds pass: each process searches in blocks of its own, which it has until it ends.
 * @throws UserError `no-free-ports` (exit code 4)
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; found.length < count; index += 1) {
    const block = await (blocks[index] ??= reserveBlock());
    if (!block) {
      // Another process may have ended by the next search.
      blocks.length = Math.min(blocks.length, index);
      throw noFreePorts(found.length, count);
    }
    for (let tries = 1; tries < blockSize && found.length < count; tries += 1) {
      const port = block.next();
      if (await isFree(port)) found.push(port);
    }
  }
  return found;
}

/** Reserves a block by listening on its first port, which ends with the process, however it ends. */
async function reserveBlock(): Promise<Block | undefined> {
  const count = (lastPort + 1 - firstPort) / blockSize;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step += 1) {
    const reserved = firstPort + ((start + step) % count) * blockSize;
    const reservation = await listen(reserved);
    if (!reservation) continue;
    reservation.on('connection', (socket) => socket.destroy()).unref();
    let last = 0;
    return { next: () => reserved + (last = (last % (blockSize - 1)) + 1) };
  }
  return undefined;
}

/** Whether the port can be opened on 127.0.0.1; a listener on all addresses takes it too. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function noFreePorts(found: number, count: number): UserError {
  return new UserError(`Only ${found} of ${count} free ports were found between ${firstPort} and ${lastPort}`, {
    code: 'no-free-ports',
    exitCode: ExitCode.bootFailed,
    hint: 'End the processes that use the others, or use --ports default.',
  });
}
