import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { faultsOf } from '../faults/catalogue.ts';
import { createControlServer } from '../faults/control-server.ts';
import { createFaultSet, type FaultSet } from '../faults/fault-set.ts';
import { startTelemetry } from '../telemetry/start-telemetry.ts';
import { portFrom } from './environment.ts';

export interface ServiceDefinition {
  name: string;
  defaultPort: number;
  makesCalls: boolean;
  /** Imports the application; called once telemetry is there to instrument what it loads. */
  load: () => Promise<{ createApp: (faults: FaultSet, env: NodeJS.ProcessEnv) => Promise<FastifyInstance> }>;
}

/** Milliseconds for the requests under way to end, and then for telemetry to be sent, when a service stops. */
const drainMs = 3000;
const flushMs = 2000;

/**
 * Runs a service until SIGTERM or until its parent is gone. Tells a parent `{type: 'ready', port, controlPort}` once it
 * listens; a failure to start is a line on stderr and exit code 1.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const { name, env } = { name: definition.name, env: process.env };
  const faults = createFaultSet(faultsOf(definition));
  let app: FastifyInstance | undefined;
  const control = createControlServer(faults, (change) => app?.log.warn(change));
  let controlPort = -1;
  const isControl = (request: IncomingMessage): boolean => request.socket.localPort === controlPort;

  try {
    const telemetry = startTelemetry({ service: name, isControl, isPropagationBroken: () => faults.dropsContext() });
    const stop = stopOnce(async () => {
      faults.clear();
      control.close();
      await within(drainMs, app?.close());
      await telemetry.shutdown(flushMs);
      process.exit(0);
    });
    app = await (await definition.load()).createApp(faults, env);
    await listen(control, env.CONTROL_HOST ?? '127.0.0.1', portFrom(env, 'CONTROL_PORT', 0));
    controlPort = (control.address() as AddressInfo).port;
    await app.listen({ host: env.HOST ?? '127.0.0.1', port: portFrom(env, 'PORT', definition.defaultPort) });
    const { port } = app.server.address() as AddressInfo;
    if (!stop.begun()) process.send?.({ type: 'ready', port, controlPort });
  } catch (error) {
    process.stderr.write(`${name} could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Ties the end of this process to SIGTERM, to its parent's end and, where it has no parent to decide, to Ctrl-C. */
function stopOnce(stop: () => Promise<void>): { begun: () => boolean } {
  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    void stop();
  };
  process.on('SIGTERM', begin);
  process.on('disconnect', begin);
  // Ctrl-C goes to the whole process group; a parent wants to end its services in order and says so by SIGTERM.
  process.on('SIGINT', () => {
    if (!process.connected) begin();
  });
  return { begun: () => begun };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms).unref())]);
}
