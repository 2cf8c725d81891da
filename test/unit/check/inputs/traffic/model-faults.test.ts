import { expect, test } from 'vitest';
import { seededRandom } from '../../../../../lib/random.ts';
import { ModelFaults } from '../../../../../simulation/services/faults.ts';

const routes = ['GET /a', 'GET /b'];
const faultsOf = (): ModelFaults => new ModelFaults('order', routes, seededRandom(1));

test('two of a kind affect their own routes, and end one by one', async () => {
  const faults = faultsOf();
  await faults.activate('a fails', 'error-rate', { status: 500, routes: ['GET /a'] });
  await faults.activate('b fails', 'error-rate', { status: 503, routes: ['GET /b'] });
  expect(routes.map((route) => faults.inject(route)).map(({ failure, by }) => [failure?.status, by])).toEqual([
    [500, [{ fault: 'error-rate', label: 'a fails' }]],
    [503, [{ fault: 'error-rate', label: 'b fails' }]],
  ]);
  await faults.deactivate('a fails');
  expect(routes.map((route) => faults.inject(route).failure?.status)).toEqual([undefined, 503]);
});

test('two of a kind choose requests independently', async () => {
  const faults = faultsOf();
  for (const label of ['one', 'two']) await faults.activate(label, 'error-rate', { rate: 0.5 });
  const affected = Array.from({ length: 400 }, () => faults.inject('GET /a').failure).filter(Boolean);
  // 75%; with the same choices it would be half.
  expect(affected.length).toBeGreaterThan(260);
});

test('a fault that is enabled again has the new parameters', async () => {
  const faults = faultsOf();
  await faults.enable('error-rate', { status: 500 });
  await faults.enable('error-rate', { status: 502 });
  expect(faults.inject('GET /a').failure?.status).toBe(502);
  await faults.disable('error-rate');
  expect(faults.inject('GET /a').failure).toBeUndefined();
});
