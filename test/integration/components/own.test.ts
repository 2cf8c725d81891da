import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request, requestJson } from '../../../stack/clients/http.ts';
import { ServiceFaultsClient } from '../../../stack/clients/service-faults.ts';
import { ensureNodeImage } from '../../../stack/images/services/ensure-node-image.ts';
import { startComponent, type StartedComponent } from '../../docker/component-container.ts';
import { dockerOrReason, titled } from '../../docker/docker-or-reason.ts';

const { docker, reason } = await dockerOrReason(['postgres', 'payment']);

describe.skipIf(reason)(titled('PostgreSQL alone', reason), () => {
  let postgres: StartedComponent;
  beforeAll(async () => {
    postgres = await startComponent('postgres', { ports: [5432] });
  });
  afterAll(() => postgres.stop());

  const url = (): string => `postgres://sandbox:sandbox@127.0.0.1:${postgres.container.getMappedPort(5432)}/sandbox`;
  async function ask(query: string, user?: object): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url(), ...user });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(query)).rows;
    } finally {
      await client.end();
    }
  }

  it('keeps what it is given, over a restart too', async () => {
    await ask("CREATE TABLE things (name text); INSERT INTO things VALUES ('knife')");
    await postgres.container.restart();
    expect(await ask('SELECT name FROM things')).toEqual([{ name: 'knife' }]);
  });

  it('rejects a connection with a wrong password', async () => {
    const wrong = new pg.Client({ connectionString: url().replace(':sandbox@', ':wrong@') });
    await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
  });
});

describe.skipIf(reason)(titled('a service alone', reason), () => {
  let payment: StartedComponent;
  beforeAll(async () => {
    if (!docker) return;
    const image = await ensureNodeImage({ docker, onComponent: () => undefined });
    payment = await startComponent('payment', { ports: [8082, 9464], ready: { port: 8082, path: '/health' }, image });
  });
  afterAll(() => payment.stop());

  const charge = { orderId: 'a', amount: 3, currency: 'USD' };

  it('answers, and fails after a fault was injected through its control endpoint', async () => {
    const taken = await requestJson(`${payment.url(8082)}/charges`, { method: 'POST', json: charge });
    expect(taken).toMatchObject({ status: 201, value: { orderId: 'a' } });
    const faults = new ServiceFaultsClient(payment.url(9464));
    await faults.enable('error-rate', { rate: 1, status: 503 });
    // Another order: a repeated charge is answered from memory, without the payment provider that the fault affects.
    const other = { ...charge, orderId: 'b' };
    await expect(request(`${payment.url(8082)}/charges`, { method: 'POST', json: other })).rejects.toMatchObject({
      status: 503,
    });
  });

  it('runs without rights: not as root, without capabilities, on a root folder that it cannot write', async () => {
    const script =
      'const s = fs.readFileSync("/proc/1/status", "utf8"); let w = "written"; try { fs.writeFileSync("/sandbox/x", "") } catch (e) { w = e.code }; console.log([process.getuid(), /CapBnd:\\s+0+$/m.test(s), /NoNewPrivs:\\s+1/.test(s), w].join())';
    const { output } = await payment.container.exec(['node', '-e', script]);
    expect(output.trim()).toBe('1000,true,true,EROFS');
  });
});
