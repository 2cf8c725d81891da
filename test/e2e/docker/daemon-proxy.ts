import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectDocker } from '../../../stack/docker/connect.ts';
import { daemonAddress } from '../../../stack/docker/daemon-address.ts';

export interface DaemonProxy {
  /** What makes a command use it. */
  env: { DOCKER_HOST: string };
  /** As if the daemon had ended: every connection breaks, and new ones are refused. */
  cut: () => void;
}

/** An answer in the daemon's place, or nothing for what goes on to it. */
export type Intercept = (method: string, path: string) => { status: number; message: string } | undefined;

/** A socket before the real daemon: what a test does to it does not affect other clients of the daemon. */
export async function startProxy(intercept: Intercept = () => undefined): Promise<DaemonProxy> {
  const { host } = await connectDocker();
  const { protocol, ...upstream } = daemonAddress({ host });
  if (protocol === 'https') throw new Error('The daemon of these tests must listen without TLS.');
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-proxy-'));
  const socketPath = join(folder, 'docker.sock');
  const sockets = new Set<Socket>();

  const forward = (client: Socket): void => {
    const daemon = connect('socketPath' in upstream ? { path: upstream.socketPath } : upstream);
    for (const socket of [client, daemon]) {
      sockets.add(socket);
      // Whichever end breaks off, the other learns of it by its end.
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      // No client sends a request before the last is answered, so each begins a chunk.
      const [, method = '', path = ''] = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(chunk.toString('latin1')) ?? [];
      const answer = method === '' ? undefined : intercept(method, decodeURIComponent(path));
      if (answer) client.end(response(answer));
      else daemon.write(chunk);
    });
    client.on('close', () => daemon.destroy());
    daemon.pipe(client);
  };
  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    rmSync(folder, { recursive: true, force: true });
  });
  return { env: { DOCKER_HOST: `unix://${socketPath}` }, cut };
}

function response({ status, message }: { status: number; message: string }): string {
  const body = JSON.stringify({ message });
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
