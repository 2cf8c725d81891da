import { expect, test, vi } from 'vitest';
import { coreServiceNames } from '../../../stack/services/index.ts';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import { Workbench } from '../../../cli/workbench/workbench.ts';
import { ownTarget } from '../../../cli/session/target.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import { routes, type FaultsAnswer, type WorkbenchStatus } from '../../../ui/workbench/api.ts';
import { workbenchClients } from '../../../ui/workbench/clients.ts';
import { traceLogs } from '../../../ui/traces/trace-logs.ts';
import { findTraces } from '../../../ui/traces/find-traces.ts';
import { open, stateFolder } from '../session/open.ts';

const timeout = 45_000;

test('the page of a booted sandbox shows it, finds a trace with its log lines, and injects a fault', async () => {
  const heard: RunEvent[] = [];
  const { session } = await open(stateFolder(), { services: coreServiceNames });
  const workbench = new Workbench({ seed: 1, onEvent: (event) => heard.push(event), onNotice: () => undefined });
  const address = new URL(await workbench.open(session));
  const call = async (route: string, body?: unknown, token?: string): Promise<{ status: number; body: unknown }> => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(`${address.origin}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  const token = /token=([0-9a-f]+)$/.exec(address.hash)?.[1] ?? expect.unreachable();
  const fault = { kind: 'service', service: 'payment', fault: 'error-rate', parameters: { rate: 1 } };

  // It answers before the boot, and knows that it cannot act yet.
  expect((await call(routes.status)).body).toMatchObject({ state: 'booting', services: [] });
  expect(await call(routes.inject, fault, token)).toMatchObject({ status: 409, body: { code: 'not-ready' } });

  const stack = await session.boot(embeddedRuntime);
  workbench.attach(ownTarget({ session, stack, stop: () => session.stop() }, 1));
  const status = (await call(routes.status)).body as WorkbenchStatus;
  expect(status).toMatchObject({ state: 'ready', services: ['gateway', 'order', 'payment'], runtime: 'embedded' });
  expect(status.policies.map(({ name }) => name)).toContain('order-placements');
  expect(JSON.stringify(status)).not.toContain(token);

  const order = await fetch(`${stack.endpoints.gateway ?? ''}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productId: 1, quantity: 1 }),
  });
  expect(order.status).toBe(201);
  const clients = workbenchClients(address.origin);
  const { signal } = new AbortController();
  const range = { start: Date.now() - 60_000, end: Date.now() + 60_000, limit: 10 };
  const [trace] = await vi.waitUntil(
    async () => {
      const found = await findTraces(
        clients.jaeger,
        { ...range, service: 'gateway', operation: 'POST /orders' },
        signal,
      );
      return found.length > 0 && found;
    },
    { timeout, interval: 500 },
  );
  expect(trace).toMatchObject({
    policy: 'order-placements',
    services: expect.arrayContaining(['payment']) as string[],
  });
  const lines = await vi.waitUntil(
    async () => {
      const found = await traceLogs(clients.loki, trace ?? expect.unreachable(), signal);
      return found.some(({ service }) => service === 'payment') && found;
    },
    { timeout, interval: 500 },
  );
  expect(new Set(lines.map(({ traceId }) => traceId))).toEqual(new Set([trace?.traceId]));
  expect((await clients.collector.read(signal)).sum('receiver_accepted_spans')).toBeGreaterThan(5);
  expect(await clients.prometheus.alertRules(signal)).not.toEqual([]);

  expect((await call(routes.inject, fault)).status).toBe(401);
  expect(await call(routes.inject, fault, token)).toMatchObject({ status: 200 });
  const active = async () =>
    ((await call(routes.faults)).body as FaultsAnswer).faults
      .filter((one) => one.active)
      .map((one) => `${one.target} ${one.fault}`);
  expect(await active()).toEqual(['payment error-rate']);
  expect(await call(routes.revert, fault, token)).toMatchObject({ status: 200 });
  expect(await active()).toEqual([]);
  expect(heard.map(({ type }) => type)).toEqual(['fault.start', 'fault.end']);
  expect(session.events.events).toEqual(expect.arrayContaining(heard));

  // What the page leaves active ends with the sandbox.
  expect(await call(routes.inject, { kind: 'component', component: 'jaeger', fault: 'pause' }, token)).toMatchObject({
    status: 200,
  });
  expect(await active()).toEqual(['jaeger pause']);
  await workbench.settle();
  expect(await active()).toEqual([]);
  await session.stop();
  await expect(fetch(address.origin)).rejects.toThrow('fetch failed');
});
