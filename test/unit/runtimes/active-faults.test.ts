import { beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import type { ComponentFault } from '../../../stack/components/component-fault.ts';
import { ComponentStates } from '../../../stack/runtimes/component-states.ts';
import { ActiveFaults } from '../../../stack/runtimes/faults/active-faults.ts';
import { PartSet } from '../../../stack/runtimes/parts/part-set.ts';
import { FakeComponent } from './fake-part.ts';

let loki: FakeComponent;
let events: string[];
let parts: PartSet;
let faults: ActiveFaults;
beforeEach(async () => {
  loki = new FakeComponent('loki');
  events = [];
  const states = new ComponentStates(({ state, detail }) =>
    events.push(detail === undefined ? state : `${state} ${detail}`),
  );
  parts = new PartSet(states);
  faults = new ActiveFaults(parts, states);
  await parts.start(loki);
  events.length = loki.done.length = 0;
});

const apply = (fault: ComponentFault, signal?: AbortSignal): Promise<void> =>
  faults.apply({ component: 'loki', fault }, signal);
const rollBack = (fault: ComponentFault, signal?: AbortSignal): Promise<void> =>
  faults.rollBack({ component: 'loki', fault }, signal);

function gate(what: string): () => void {
  let open: () => void = () => undefined;
  loki.gates.set(what, new Promise((resolve) => (open = resolve)));
  return open;
}

test.each([
  ['pause', 'paused', ['pause'], ['resume', 'ask']],
  ['disconnect', 'disconnected', ['disconnect'], ['reconnect', 'ask']],
  ['kill', 'killed', ['kill'], ['begin']],
] as const)('%s is done, reported as %s, and undone', async (fault, detail, done, undone) => {
  await apply(fault);
  expect(loki.done).toEqual(done);
  expect(events).toEqual([`stopped ${detail}`]);
  await rollBack(fault);
  expect(loki.done).toEqual([...done, ...undone]);
  expect(events).toEqual([`stopped ${detail}`, 'starting', 'ready']);
  await apply('pause');
});

test('a restart stops and starts, and leaves nothing to revert', async () => {
  await apply('restart');
  expect(loki.done).toEqual(['stop', 'begin']);
  expect(events).toEqual(['stopped restarting', 'starting', 'ready']);
  await rollBack('restart');
  expect(loki.done).toEqual(['stop', 'begin']);
});

test('a restart that does not start it again fails, and a rollback tries again', async () => {
  loki.failures.set('begin', new UserError('Port 3100 is taken', { code: 'port-taken' }));
  await expect(apply('restart')).rejects.toMatchObject({
    code: 'port-taken',
    message: 'loki did not recover from restart: Port 3100 is taken',
  });
  await expect(apply('pause')).rejects.toMatchObject({ code: 'fault-already-on' });
  expect(events).toEqual(['stopped restarting', 'starting', 'failed Port 3100 is taken']);
  loki.failures.clear();
  await rollBack('restart');
  expect(events.slice(3)).toEqual(['starting', 'ready']);
  await apply('pause');
});

test('what fails in the middle is undone, and not on', async () => {
  loki.failures.set('pause', new Error('one of its processes did not stop'));
  await expect(apply('pause')).rejects.toMatchObject({
    code: 'fault-not-applied',
    message: 'pause could not be injected into loki: one of its processes did not stop',
  });
  expect(loki.done).toEqual(['pause', 'resume']);
  expect(events).toEqual([]);
  await apply('disconnect');
});

test('an abort while it is applied reverts it before it is reported', async () => {
  const open = gate('pause');
  const abort = new AbortController();
  const applying = apply('pause', abort.signal);
  abort.abort(new Error('changed my mind'));
  open();
  await expect(applying).rejects.toThrow('changed my mind');
  expect(loki.done).toEqual(['pause', 'resume', 'ask']);
  expect(events).toEqual(['stopped paused', 'starting', 'ready']);
});

test('a rollback that is asked for while the fault is being applied comes after it', async () => {
  const open = gate('kill');
  const applying = apply('kill');
  const back = rollBack('kill');
  open();
  await Promise.all([applying, back]);
  expect(loki.done).toEqual(['kill', 'begin']);
  expect(events).toEqual(['stopped killed', 'starting', 'ready']);
});

test('an abort of a rollback ends the wait and not the work', async () => {
  await apply('pause');
  const open = gate('resume');
  await expect(rollBack('pause', AbortSignal.abort(new Error('no time')))).rejects.toThrow('no time');
  const other = rollBack('pause');
  open();
  await other;
  expect(loki.done).toEqual(['pause', 'resume', 'ask']);
});

test('a rollback that fails leaves the fault active, and is reported', async () => {
  await apply('disconnect');
  loki.failures.set('reconnect', new UserError('Port 3100 is taken', { code: 'port-taken' }));
  await expect(rollBack('disconnect')).rejects.toMatchObject({ code: 'port-taken' });
  expect(events).toEqual(['stopped disconnected', 'starting', 'stopped disconnected']);
  loki.failures.clear();
  await rollBack('disconnect');
  expect(events.slice(3)).toEqual(['starting', 'ready']);
});

test('one that ends by itself while it is faulted has failed', async () => {
  await apply('pause');
  loki.endItself('it ran out of memory');
  await expect.poll(() => events).toEqual(['stopped paused', 'failed it ran out of memory']);
  await expect(apply('kill')).rejects.toMatchObject({ code: 'fault-already-on' });
  await expect(rollBack('pause')).rejects.toThrow(
    'loki did not recover from pause: it ended in the meantime: it ran out of memory',
  );
  await expect(apply('kill')).rejects.toThrow('kill cannot be injected into loki: it is failed.');
});

test('the end of one that was killed is not reported as a failure', async () => {
  await apply('kill');
  loki.endItself('it was killed');
  await rollBack('kill');
  expect(events).toEqual(['stopped killed', 'starting', 'ready']);
});

test('a stop resumes a paused component, then stops it', async () => {
  await apply('pause');
  parts.abort();
  await faults.lift();
  await parts.stop([['loki']]);
  expect(loki.done).toEqual(['pause', 'resume', 'stop', 'dispose']);
  expect(events).toEqual(['stopped paused', 'stopped']);
});

test('a stop while a fault is being applied waits for it, and refuses others', async () => {
  const open = gate('disconnect');
  const applying = apply('disconnect');
  parts.abort();
  const lifted = faults.lift();
  await expect(apply('pause')).rejects.toMatchObject({ code: 'not-ready' });
  open();
  await Promise.all([applying, lifted]);
  await parts.stop([['loki']]);
  expect(loki.done).toEqual(['disconnect', 'reconnect', 'stop', 'dispose']);
});

test('a component that was killed and never started again is still disposed of', async () => {
  await apply('kill');
  parts.abort();
  await faults.lift();
  await parts.stop([['loki']]);
  expect(loki.done).toEqual(['kill', 'dispose']);
  expect(events).toEqual(['stopped killed', 'stopped']);
});
