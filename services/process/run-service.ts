import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { shutdownTelemetry } from '../instrumentation.ts';
import { portFrom } from './environment.ts';

export interface ServiceDefinition {
  /** As in error messages. */
  name: string;
  /** Where `PORT` is not set. */
  defaultPort: number;
  createApp: (env: NodeJS.ProcessEnv) => Promise<FastifyInstance>;
}

/** Milliseconds in which running requests may end when the service stops, and in which telemetry is then exported. */
const drainMs = 3000;
const flushMs = 2000;

/**
 * Runs a service until SIGTERM or until its parent process ends. Sends `{type: 'ready', port}` to a parent with an IPC
 * channel once it listens; if it cannot start, it prints why to stderr and exits with 1.
 */
export async function runService({ name, defaultPort, createApp }: ServiceDefinition): Promise<void> {
  const { env } = process;
  let app: FastifyInstance | undefined;
  const stopping = stopOnce(async () => {
    await within(drainMs, app?.close());
    await shutdownTelemetry(flushMs);
    process.exit(0);
  });
  try {
    app = await createApp(env);
    await app.listen({ host: env.HOST ?? '127.0.0.1', port: portFrom(env, 'PORT', defaultPort) });
    const { port } = app.server.address() as AddressInfo;
    if (!stopping.hasBegun()) process.send?.({ type: 'ready', port });
  } catch (error) {
    process.stderr.write(`${name} could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Calls `stop` once: on SIGTERM, when the parent process ends and, without a parent process, on Ctrl-C. */
function stopOnce(stop: () => Promise<void>): { hasBegun: () => boolean } {
  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    void stop();
  };
  process.on('SIGTERM', begin);
  process.on('disconnect', begin);
  // Ctrl-C goes to the whole process group; a parent process stops its services in order, with SIGTERM.
  process.on('SIGINT', () => {
    if (!process.connected) begin();
  });
  return { hasBegun: () => begun };
}

async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
}
