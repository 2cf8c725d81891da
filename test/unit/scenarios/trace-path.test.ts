import { expect, test } from 'vitest';
import type { ClosedContext } from '../../../scenarios/run/context.ts';
import { checkTracePath } from '../../../scenarios/expectations/trace-path.ts';
import type { ExpectationOf } from '../../../scenarios/scenario.ts';

const expectation: ExpectationOf<'trace-path'> = {
  type: 'trace-path',
  name: 'path',
  services: ['gateway', 'shipping'],
  databases: ['redis'],
  atLeast: 2,
};

/** A run whose orders have these spans, as pairs of a service and a database system. */
function contextOf(...orders: [service: string, system?: string][][]): ClosedContext {
  const traces = new Map(orders.map((spans, index) => [`order-${index}`, spans]));
  const requests = [...traces.keys()].map((traceId) => ({ route: 'order', status: 201, traceId }));
  return {
    clients: {
      jaeger: {
        trace: (id: string) =>
          Promise.resolve({
            spans: traces.get(id)?.map(([service, system]) => ({ service, attributes: { 'db.system.name': system } })),
          }),
        traceUrl: (id: string) => `http://jaeger/trace/${id}`,
      },
    },
    ledger: { found: traces },
    load: { requests: [...requests, { route: 'browse', status: 200, traceId: 'order-0' }] },
  } as unknown as ClosedContext;
}

test('passes with enough traces through every service and database, and shows one', async () => {
  const whole: [string, string?][] = [['gateway'], ['shipping'], ['inventory', 'redis']];
  const { passed, observed, evidence } = await checkTracePath(expectation, contextOf(whole, whole, [['gateway']]));
  expect({ passed, observed }).toEqual({
    passed: true,
    observed: '2 of 3 traces of orders; shipping is absent in 1; redis is absent in 1',
  });
  expect(evidence).toEqual([{ label: 'trace', text: 'order-0', url: 'http://jaeger/trace/order-0' }]);
});

test('fails with fewer, and names what is absent', async () => {
  const { passed, observed } = await checkTracePath(
    expectation,
    contextOf([['gateway'], ['shipping', 'redis']], [['gateway'], ['shipping', 'postgresql']]),
  );
  expect({ passed, observed }).toEqual({ passed: false, observed: '1 of 2 traces of orders; redis is absent in 1' });
});
