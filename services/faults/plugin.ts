import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { portFrom } from '../process/environment.ts';
import { isHealthCheck } from '../process/health.ts';
import type { ServiceClient } from '../process/service-client.ts';
import { faultsOf } from './catalog.ts';
import { createControlServer } from './control-server.ts';
import { createFaultSet, type FaultSet } from './fault-set.ts';
import { injectIntoClock } from './inject-into-clock.ts';
import { injectIntoDatabase } from './inject-into-database.ts';
import {
  type Dependency,
  injectBefore,
  injectIntoClient,
  injectIntoExtraction,
  injectIntoPropagation,
} from './inject.ts';

/**
 * Routes whose work has a span of its own. A fault acts within that span: before this method of a dependency, which the
 * service keeps as a decorator of its Fastify instance. All other routes fail or wait before their handler.
 */
const injectionPoints = [
  { route: 'POST /orders', decorator: 'repository', method: 'addOrder' },
  { route: 'POST /charges', decorator: 'paymentProvider', method: 'charge' },
] as const;

/** The decorators with which services call each other. */
const clientDecorators = ['orderClient', 'paymentClient'] as const;

/**
 * Adds faults and their control endpoint to a service. The control endpoint listens before the service does, at
 * `CONTROL_HOST` and `CONTROL_PORT`, and requires `CONTROL_TOKEN` for changes if it is set; a parent process with an IPC channel is sent `{type: 'control', port}`.
 */
export function addFaults(app: FastifyInstance, env: NodeJS.ProcessEnv = process.env): void {
  const routes: string[] = [];
  const injectedLater = new Set<string>();
  let faults: FaultSet | undefined;
  let control: Server | undefined;

  app.addHook('onRoute', (options) => {
    // Fastify adds a HEAD route to each GET route.
    if (isHealthCheck(options.url) || options.method === 'HEAD') return;
    const route = `${String(options.method)} ${options.url}`;
    routes.push(route);
    // After validation, so that invalid requests are not affected.
    options.preHandler = async () => {
      if (!injectedLater.has(route)) await faults?.beforeWork(route);
    };
  });

  app.addHook('onReady', async () => {
    const clients = clientDecorators.filter((name) => app.hasDecorator(name));
    const usesDatabase = app.hasDecorator('repository');
    const set = createFaultSet(faultsOf({ makesCalls: clients.length > 0, usesDatabase, log: app.log }), routes);
    for (const { route, decorator, method } of injectionPoints) {
      if (!app.hasDecorator(decorator)) continue;
      injectedLater.add(route);
      injectBefore(app.getDecorator<Dependency>(decorator), method, () => set.beforeWork(route));
    }
    for (const name of clients) injectIntoClient(app.getDecorator<ServiceClient>(name), set);
    if (clients.length > 0) injectIntoPropagation(set);
    if (usesDatabase) await injectIntoDatabase(set);
    injectIntoExtraction(set);
    injectIntoClock(set);
    faults = set;

    control = createControlServer(set, { onChange: (change) => app.log.warn(change), token: env.CONTROL_TOKEN });
    control.listen(portFrom(env, 'CONTROL_PORT', 0), env.CONTROL_HOST ?? '127.0.0.1');
    await once(control, 'listening');
    process.send?.({ type: 'control', port: (control.address() as AddressInfo).port });
  });

  app.addHook('preClose', (done) => {
    faults?.clear();
    control?.close();
    done();
  });
}
