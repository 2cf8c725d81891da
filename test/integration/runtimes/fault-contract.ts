import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { CollectorClient } from '../../../stack/clients/collector.ts';
import {
  type ComponentFault,
  type ComponentFaultRequest,
  faultedDetail,
} from '../../../stack/components/component-fault.ts';
import type { ComponentName } from '../../../stack/components/component.ts';
import type { ComponentEvent, RunningStack, Runtime } from '../../../stack/runtimes/runtime.ts';
import { eventually, expectDataFlows, hasLines, isOut, isWhole, placeOrder, spanCount, works } from './outside.ts';

/** Faults that last until they are reverted. */
const lasting = ['pause', 'kill', 'disconnect'] as const satisfies readonly ComponentFault[];

/** What every implementation of `Runtime` guarantees to callers that inject faults into its components. All tests share one stack. */
export function faultContract(runtime: Runtime, components: readonly ComponentName[]): void {
  let folder: string;
  let stack: RunningStack;
  let events: ComponentEvent[] = [];

  const boot = (onComponent: (event: ComponentEvent) => void): Promise<RunningStack> =>
    runtime.boot({ ports: 'auto', pace: 20, seed: 1, folder, onComponent });
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-faults-'));
    chmodSync(folder, 0o711);
    stack = await boot((event) => events.push(event));
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => (events = []));

  const eventsOf = (name: ComponentName): string[] =>
    events
      .filter((event) => event.name === name)
      .map(({ state, detail }) => (state === 'stopped' ? `stopped ${detail ?? ''}` : state));
  const statusOf = async (name: ComponentName) => (await stack.components()).find((status) => status.name === name);

  describe.each(components)('%s', (component) => {
    test.each(lasting)('%s is in effect when apply resolves, and over when rollBack does', async (fault) => {
      await stack.applyFault({ component, fault });
      expect(await isOut(component, stack.endpoints)).toBe(true);
      expect(await statusOf(component)).toMatchObject({ state: 'stopped', detail: faultedDetail[fault] });
      expect(eventsOf(component)).toEqual([`stopped ${faultedDetail[fault]}`]);

      await stack.rollBackFault({ component, fault });
      expect(eventsOf(component)).toEqual([`stopped ${faultedDetail[fault]}`, 'starting', 'ready']);
      expect(await statusOf(component)).toMatchObject({ state: 'ready' });
      await eventually(`${component} works`, () => works(component, stack.endpoints, 5_000));
      // What it is to the others is their business: they report errors, and do not end.
      expect(events.filter(({ name }) => name !== component)).toEqual([]);
    });

    test('a restart is over when it is in effect, and after all of it data flows as before', async () => {
      await stack.applyFault({ component, fault: 'restart' });
      expect(eventsOf(component)).toEqual([`stopped ${faultedDetail.restart}`, 'starting', 'ready']);
      await eventually(`${component} works`, () => works(component, stack.endpoints, 5_000));
      // There is nothing to revert.
      await stack.rollBackFault({ component, fault: 'restart' });
      expect(eventsOf(component)).toHaveLength(3);
      await expectDataFlows(stack.endpoints);
    });
  });

  test.each(['disconnect', 'pause'] as const)(
    '%s of Jaeger: the Collector holds what it cannot send, and every trace arrives afterwards',
    async (fault) => {
      const collector = new CollectorClient(stack.endpoints.collector.metrics);
      const counted = async (name: string): Promise<number> =>
        (await collector.read()).sum(name, { exporter: 'otlp_http/jaeger' });
      await eventually('the queue is empty', async () => (await counted('exporter_queue_size')) === 0);

      await stack.applyFault({ component: 'jaeger', fault });
      // From here on nothing can be sent; what earlier tests left in the sampler may have been until now.
      const sent = await counted('exporter_sent_spans');
      const placed = await Promise.all(Array.from({ length: 25 }, () => placeOrder(stack.endpoints)));
      const traceIds = placed.filter((traceId) => traceId !== undefined);
      expect(traceIds).toHaveLength(25);
      await eventually('the queue has grown', async () => (await counted('exporter_queue_size')) > 100);
      expect(await counted('exporter_sent_spans')).toBe(sent);

      await stack.rollBackFault({ component: 'jaeger', fault });
      await eventually('every trace is in Jaeger, whole', async () => {
        const whole = await Promise.all(traceIds.map((traceId) => isWhole(traceId, stack.endpoints)));
        return whole.every(Boolean);
      });
      await eventually('the queue is empty', async () => (await counted('exporter_queue_size')) === 0);
      expect(await counted('exporter_send_failed_spans')).toBe(0);
      expect(await counted('exporter_enqueue_failed_spans')).toBe(0);
    },
  );

  test('what a killed Jaeger held in memory is gone', async () => {
    const traceId = (await placeOrder(stack.endpoints)) ?? 'none';
    await eventually('the trace is in Jaeger', () => isWhole(traceId, stack.endpoints));
    await stack.applyFault({ component: 'jaeger', fault: 'kill' });
    await stack.rollBackFault({ component: 'jaeger', fault: 'kill' });
    await eventually('the trace is gone', async () => !(await isWhole(traceId, stack.endpoints)));
  });

  test.each(['kill', 'restart'] as const)('what Loki has taken is there after a %s', async (fault) => {
    const traceId = (await placeOrder(stack.endpoints)) ?? 'none';
    await eventually('its lines are in Loki', () => hasLines(traceId, stack.endpoints));
    await stack.applyFault({ component: 'loki', fault });
    await stack.rollBackFault({ component: 'loki', fault });
    await eventually('its lines are still in Loki', () => hasLines(traceId, stack.endpoints));
  });

  test('what a disconnected Collector holds stays, and is sent when it is back', async () => {
    const collector = new CollectorClient(stack.endpoints.collector.metrics);
    const accepted = async (): Promise<number> => (await collector.read()).sum('receiver_accepted_spans');
    const earlier = (await placeOrder(stack.endpoints)) ?? 'none';
    await eventually('an earlier trace is in Jaeger', () => isWhole(earlier, stack.endpoints));
    const spans = await spanCount(earlier, stack.endpoints);
    const before = await accepted();
    const traceId = (await placeOrder(stack.endpoints)) ?? 'none';
    // Nothing else is traced meanwhile; and the sampler waits for longer than it takes to look.
    await eventually('the Collector has the trace', async () => (await accepted()) >= before + spans);
    const request: ComponentFaultRequest = { component: 'otel-collector', fault: 'disconnect' };
    await stack.applyFault(request);
    await stack.rollBackFault(request);
    await eventually('the trace is in Jaeger', () => isWhole(traceId, stack.endpoints));
  });

  test('a component has one fault at a time, and each component its own', async () => {
    await stack.applyFault({ component: 'jaeger', fault: 'pause' });
    await stack.applyFault({ component: 'loki', fault: 'disconnect' });
    for (const fault of ['pause', 'kill', 'restart', 'disconnect'] as const) {
      const refused = stack.applyFault({ component: 'jaeger', fault });
      await expect(refused).rejects.toBeInstanceOf(UserError);
      await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(/jaeger.*paused/) as string });
    }
    // A rollback of another fault than the active one does nothing.
    await stack.rollBackFault({ component: 'jaeger', fault: 'kill' });
    expect(await isOut('jaeger', stack.endpoints)).toBe(true);
    await stack.rollBackFault({ component: 'jaeger', fault: 'pause' });
    expect(await isOut('loki', stack.endpoints)).toBe(true);
    await stack.rollBackFault({ component: 'loki', fault: 'disconnect' });
    await stack.rollBackFault({ component: 'loki', fault: 'disconnect' });
    expect(eventsOf('jaeger')).toEqual(['stopped paused', 'starting', 'ready']);
    expect(eventsOf('loki')).toEqual(['stopped disconnected', 'starting', 'ready']);
  });

  test('a rollback while the fault is being applied waits for both', async () => {
    const request: ComponentFaultRequest = { component: 'payment', fault: 'kill' };
    await Promise.all([stack.applyFault(request), stack.rollBackFault(request), stack.rollBackFault(request)]);
    expect(eventsOf('payment')).toEqual(['stopped killed', 'starting', 'ready']);
    expect(await works('payment', stack.endpoints)).toBe(true);
  });

  test.each([
    ['crash', {}, /ended with exit code 1\b/],
    ['memory-leak', { overMs: 1000 }, /heap out of memory/],
  ])('a service that a %s ends is started again, without the faults that it had', async (fault, parameters, reason) => {
    const url = `${stack.endpoints.control.payment ?? ''}/faults`;
    const inject = async (name: string, parameters: object): Promise<void> => {
      const { status } = await fetch(`${url}/${name}`, { method: 'PUT', body: JSON.stringify(parameters) });
      expect(status).toBe(200);
    };
    await inject('latency', { ms: 1 });
    await inject(fault, parameters);
    await eventually('payment is ready again', () => Promise.resolve(eventsOf('payment').includes('ready')));
    expect(eventsOf('payment')).toEqual(['failed', 'starting', 'ready']);
    expect(await statusOf('payment')).toMatchObject({
      state: 'ready',
      restarts: { reason: expect.stringMatching(reason) as string },
    });
    const faults = (await (await fetch(url)).json()) as { active: boolean }[];
    expect(faults.filter(({ active }) => active)).toEqual([]);
    expect(await works('payment', stack.endpoints)).toBe(true);
  });

  test('a component that is not there is an error that names those that are', async () => {
    const request: ComponentFaultRequest = { component: 'zipkin' as ComponentName, fault: 'kill' };
    for (const refused of [stack.applyFault(request), stack.rollBackFault(request)]) {
      await expect(refused).rejects.toBeInstanceOf(UserError);
      await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('zipkin') as string });
      for (const name of components) {
        await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining(name) as string });
      }
    }
  });

  test('an apply that is aborted leaves nothing on', async () => {
    const reason = new Error('changed my mind');
    await expect(stack.applyFault({ component: 'loki', fault: 'pause' }, AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    expect(events).toEqual([]);
    const abort = new AbortController();
    const applying = stack.applyFault({ component: 'payment', fault: 'kill' }, abort.signal);
    abort.abort(reason);
    await expect(applying).rejects.toBe(reason);
    expect(await statusOf('payment')).toMatchObject({ state: 'ready' });
    expect(await works('payment', stack.endpoints)).toBe(true);
    expect(await works('loki', stack.endpoints)).toBe(true);
  });
}

/** The same with a stack of its own, which the test ends. */
export function stopContract(runtime: Runtime): void {
  test('a stop while faults are on ends everything, and no faulted component is reported as failed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-faults-'));
    chmodSync(folder, 0o711);
    const pids: number[] = [];
    const events: ComponentEvent[] = [];
    const stack = await runtime.boot({
      ...{ ports: 'auto', pace: 20, seed: 1, folder },
      onComponent: (event) => events.push(event),
      onProcess: ({ pid }) => pids.push(pid),
    });
    try {
      const faults: ComponentFaultRequest[] = [
        { component: 'otel-collector', fault: 'pause' },
        { component: 'prometheus', fault: 'disconnect' },
        { component: 'jaeger', fault: 'pause' },
        { component: 'loki', fault: 'disconnect' },
        { component: 'postgres', fault: 'pause' },
        { component: 'gateway', fault: 'disconnect' },
        { component: 'order', fault: 'pause' },
        { component: 'payment', fault: 'kill' },
      ];
      await Promise.all(faults.map((request) => stack.applyFault(request)));
      const stopping = stack.stop();
      await expect(stack.applyFault({ component: 'loki', fault: 'kill' })).rejects.toBeInstanceOf(UserError);
      await stopping;
      expect(events.filter(({ state }) => state === 'failed')).toEqual([]);
      for (const { component } of faults) {
        const last = events.findLast(({ name }) => name === component);
        expect(last, component).toMatchObject({ state: 'stopped' });
        expect(await isOut(component, stack.endpoints)).toBe(true);
      }
      expect(pids.filter(isAlive)).toEqual([]);
    } finally {
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a stop while a fault is being injected or reverted waits for neither', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-faults-'));
    chmodSync(folder, 0o711);
    const pids: number[] = [];
    const stack = await runtime.boot({
      ...{ ports: 'auto', pace: 20, seed: 1, folder },
      onComponent: () => undefined,
      onProcess: ({ pid }) => pids.push(pid),
    });
    try {
      await stack.applyFault({ component: 'gateway', fault: 'kill' });
      const restarting = stack.applyFault({ component: 'payment', fault: 'restart' });
      const starting = stack.rollBackFault({ component: 'gateway', fault: 'kill' });
      const outcomes = Promise.allSettled([restarting, starting]);
      await stack.stop();
      for (const outcome of await outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(UserError);
      }
      expect(pids.filter(isAlive)).toEqual([]);
    } finally {
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
