import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createControlServer } from '../../../services/faults/control-server.ts';
import { errorRate } from '../../../services/faults/error-rate.ts';
import { createFaultSet } from '../../../services/faults/fault-set.ts';
import { ServiceFaultsClient } from '../../../stack/clients/service-faults.ts';

async function start(token?: string): Promise<string> {
  const faults = createFaultSet([errorRate], ['GET /a']);
  const server = createControlServer(faults, { onChange: () => undefined, token }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('changes need the token, reading does not', async () => {
  const base = await start('secret');
  for (const token of [undefined, '', 'another', 'secret-and-more']) {
    const stranger = new ServiceFaultsClient(base, token);
    await expect(stranger.enable('error-rate', {})).rejects.toMatchObject({ status: 401 });
    await expect(stranger.disable('error-rate')).rejects.toMatchObject({ status: 401 });
  }
  expect((await fetch(`${base}/faults`, { method: 'DELETE' })).status).toBe(401);
  const owner = new ServiceFaultsClient(base, 'secret');
  await owner.enable('error-rate', { rate: 1 });
  expect(await new ServiceFaultsClient(base).list()).toMatchObject([{ name: 'error-rate', active: true }]);
  await owner.disable('error-rate');
  expect(await owner.list()).toMatchObject([{ active: false }]);
});

test('a service without a token needs none', async () => {
  const client = new ServiceFaultsClient(await start());
  await client.enable('error-rate', {});
  await client.disable('error-rate');
});
