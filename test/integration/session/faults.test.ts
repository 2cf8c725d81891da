import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import type { SentError } from '../../../lib/sent-error.ts';
import type { ComponentFaultRequest } from '../../../stack/components/component-fault.ts';
import { controlClient } from '../../../stack/session/control-client.ts';
import type { Session } from '../../../stack/session/session.ts';
import { fakeRuntime } from './fake-runtime.ts';
import { open, stateFolder } from './open.ts';

const disconnect: ComponentFaultRequest = { component: 'jaeger', fault: 'disconnect' };

/** Injects faults into the components of a fake runtime: records its calls, and waits or fails where a test sets it. */
class FakeInjector {
  readonly calls: string[] = [];
  readonly signals: AbortSignal[] = [];
  refusal: Error | undefined;
  rollBackRefusal: Error | undefined;
  /** Set, an apply waits for it, or for its abort. */
  gate: Promise<void> | undefined;
  /** Set, a rollback waits for it. */
  gateBack: Promise<void> | undefined;

  async applyFault({ component, fault }: ComponentFaultRequest, signal?: AbortSignal): Promise<void> {
    this.calls.push(`${fault} ${component}`);
    if (signal) this.signals.push(signal);
    if (this.refusal) throw this.refusal;
    if (!this.gate || !signal) return;
    await Promise.race([this.gate, once(signal, 'abort')]);
    if (!signal.aborted) return;
    this.calls.push(`aborted ${fault} ${component}`);
    signal.throwIfAborted();
  }

  async rollBackFault({ component, fault }: ComponentFaultRequest): Promise<void> {
    this.calls.push(`no ${fault} ${component}`);
    await this.gateBack;
    if (this.rollBackRefusal) throw this.rollBackRefusal;
  }
}

async function bootWithInjector(): Promise<{
  session: Session;
  injector: FakeInjector;
  notices: string[];
  traffic: string[];
}> {
  const { session, notices } = await open(stateFolder());
  const injector = new FakeInjector();
  await session.boot(
    fakeRuntime({
      injector: {
        applyFault: (one, signal) => injector.applyFault(one, signal),
        rollBackFault: (one) => injector.rollBackFault(one),
      },
    }),
  );
  const traffic: string[] = [];
  session.attachTraffic(
    {
      pause: () => void traffic.push('pause'),
      resume: () => void traffic.push('resume'),
      stop: () => Promise.resolve(),
    },
    5,
  );
  return { session, injector, notices, traffic };
}

async function send(session: Session, method: string, body: string): Promise<{ status: number; error: SentError }> {
  const { socket, token } = session.record;
  const headers = { 'content-length': Buffer.byteLength(body), authorization: `Bearer ${token}` };
  const outgoing = request({ socketPath: socket, method, path: '/faults', headers }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, error: (await json(response)) as SentError };
}

test('a fault is injected into the stack and reverted, as requested', async () => {
  const { session, injector } = await bootWithInjector();
  const client = controlClient(session.record);
  await client.applyFault(disconnect);
  await client.rollBackFault(disconnect);
  expect(injector.calls).toEqual(['disconnect jaeger', 'no disconnect jaeger']);
});

test('a refusal comes back as it was thrown: its code, its details, what to do, its exit code', async () => {
  const { session, injector } = await bootWithInjector();
  const refusal = {
    code: 'fault-already-on',
    details: ['one line'],
    hint: 'Revert it first.',
    exitCode: 4,
  } as const;
  injector.refusal = injector.rollBackRefusal = new UserError('jaeger is paused already', refusal);
  const client = controlClient(session.record);
  for (const refused of [client.applyFault(disconnect), client.rollBackFault(disconnect)]) {
    await expect(refused).rejects.toBeInstanceOf(UserError);
    await expect(refused).rejects.toMatchObject({ message: 'jaeger is paused already', ...refusal });
  }
});

test('an internal error arrives with its stack', async () => {
  const { session, injector } = await bootWithInjector();
  injector.refusal = new TypeError('an unexpected error');
  const refused = controlClient(session.record).applyFault(disconnect);
  await expect(refused).rejects.toMatchObject({ stack: expect.stringContaining('at ') as string });
  await expect(refused).rejects.not.toBeInstanceOf(UserError);
});

test('a sandbox that is not ready says so', async () => {
  const { session } = await open(stateFolder());
  await expect(controlClient(session.record).applyFault(disconnect)).rejects.toMatchObject({
    message: 'The sandbox is booting.',
    code: 'not-ready',
  });
});

test.each([
  ['no JSON', '{"component"', /JSON/],
  ['another component', '{"component": "zipkin", "fault": "kill"}', /component: .*"otel-collector"/],
  ['another fault', '{"component": "loki", "fault": "explode"}', /fault: .*"pause"\|"kill"\|"restart"\|"disconnect"/],
  ['more than was asked for', '{"component": "loki", "fault": "kill", "now": true}', /now/],
  ['nothing', '', /JSON/],
  ['no end', JSON.stringify('x'.repeat(5000)), /longer than 4096 characters/],
])('%s in the body is an error that says what is wrong with it', async (_, body, reason) => {
  const { session, injector } = await bootWithInjector();
  for (const method of ['POST', 'DELETE']) {
    const { status, error } = await send(session, method, body);
    expect(status).toBe(400);
    expect(error).toMatchObject({ kind: 'user', code: 'invalid-fault-request', exitCode: 2 });
    expect(error.message).toMatch(reason);
  }
  expect(injector.calls).toEqual([]);
});

test('a connection that closes while a fault is being applied aborts it', async () => {
  const { session, injector } = await bootWithInjector();
  injector.gate = new Promise(() => undefined);
  const abort = new AbortController();
  const applying = controlClient(session.record).applyFault(disconnect, abort.signal);
  await expect.poll(() => injector.calls).toEqual(['disconnect jaeger']);
  abort.abort();
  await expect(applying).rejects.toThrow('aborted');
  await expect.poll(() => injector.calls).toEqual(['disconnect jaeger', 'aborted disconnect jaeger']);
});

test('a connection that closes after its answer aborts nothing', async () => {
  const { session, injector } = await bootWithInjector();
  await controlClient(session.record).applyFault(disconnect);
  // The next answer comes after the connection of the first is closed.
  await controlClient(session.record).rollBackFault(disconnect);
  expect(injector.signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test('the faults of a run that ends are reverted before another run may use the sandbox, and reported', async () => {
  const { session, injector, notices, traffic } = await bootWithInjector();
  const client = controlClient(session.record);
  const use = await client.use('sandbox run backend-outage');
  await client.applyFault(disconnect);
  await client.applyFault({ component: 'loki', fault: 'pause' });
  await client.rollBackFault({ component: 'loki', fault: 'pause' });
  await client.applyFault({ component: 'order', fault: 'restart' });
  injector.calls.length = 0;

  use.release();
  await expect.poll(() => traffic).toEqual(['pause', 'resume']);
  expect(injector.calls).toEqual(['no disconnect jaeger']);
  expect(notices).toEqual(['sandbox run backend-outage has ended and left disconnect of jaeger active: reverted']);
  expect((await client.status()).usedBy).toBeUndefined();
});

test('while they are reverted the sandbox is still in use, and reports by which run', async () => {
  const { session, injector } = await bootWithInjector();
  const client = controlClient(session.record);
  const use = await client.use('sandbox run backend-outage');
  await client.applyFault(disconnect);
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  injector.gateBack = finished;
  use.release();
  const by = 'sandbox run backend-outage, which has ended and whose faults are being reverted';
  await expect.poll(async () => (await client.status()).usedBy).toBe(by);
  await expect(client.use('sandbox run baseline')).rejects.toThrow(`in use by ${by}`);
  finish();
  await expect.poll(async () => (await client.status()).usedBy).toBeUndefined();
});

test('one that goes away while its fault is being applied leaves nothing on', async () => {
  const { session, injector, notices } = await bootWithInjector();
  const client = controlClient(session.record);
  const use = await client.use('sandbox run backend-outage');
  let apply: () => void = () => undefined;
  injector.gate = new Promise((resolve) => (apply = resolve));
  // Of another connection than the lease: the kernel closes them in any order.
  const applying = controlClient(session.record).applyFault(disconnect);
  await expect.poll(() => injector.calls).toEqual(['disconnect jaeger']);
  use.release();
  await expect.poll(() => injector.calls).toEqual(['disconnect jaeger', 'no disconnect jaeger']);
  apply();
  await applying;
  expect(notices).toHaveLength(1);
});

test('a fault that cannot be reverted is reported', async () => {
  const { session, injector, notices } = await bootWithInjector();
  const client = controlClient(session.record);
  const use = await client.use('sandbox run backend-outage');
  await client.applyFault(disconnect);
  injector.rollBackRefusal = new Error('its port was taken');
  use.release();
  await expect.poll(() => notices).toHaveLength(2);
  expect(notices[1]).toBe('a fault could not be reverted: its port was taken');
});
