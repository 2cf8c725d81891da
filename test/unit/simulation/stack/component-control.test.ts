import { expect, test } from 'vitest';
import { MemoryNetwork } from '../../../../simulation/network/memory-network.ts';
import { SimulatedComponentControl } from '../../../../simulation/stack/component-control.ts';
import { VirtualTime } from '../../../../simulation/clock/virtual-time.ts';

test('the stores can be disconnected; any other fault is refused', async () => {
  const time = new VirtualTime(0);
  const control = new SimulatedComponentControl(new MemoryNetwork(time));
  await control.applyFault({ component: 'jaeger', fault: 'disconnect' });
  expect((await control.components()).map(({ name, state }) => `${name} ${state}`)).toEqual([
    'jaeger stopped',
    'loki ready',
  ]);
  await control.rollBackFault({ component: 'jaeger', fault: 'disconnect' });
  expect((await control.components()).map(({ state }) => state)).toEqual(['ready', 'ready']);
  for (const fault of [
    { component: 'jaeger', fault: 'pause' },
    { component: 'gateway', fault: 'disconnect' },
  ] as const) {
    await expect(control.applyFault(fault)).rejects.toMatchObject({ code: 'fault-unavailable' });
  }
});
