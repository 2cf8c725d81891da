import { expect, test } from 'vitest';
import { seededRandom } from '../../../lib/random.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import type { EngineRole } from '../../../stack/engine/start.ts';
import { MemoryFiles } from '../../../simulation/files/memory-files.ts';
import { MemoryNetwork } from '../../../simulation/network/memory-network.ts';
import { startRole } from '../../../simulation/stack/start-role.ts';
import { VirtualTime } from '../../../simulation/clock/virtual-time.ts';

const config = {
  collector: `
receivers: {otlp: {protocols: {http: {endpoint: 0.0.0.0:4318}}}}
exporters: {nop: }
service: {pipelines: {traces: {receivers: [otlp], exporters: [nop]}}}`,
  prometheus: 'global: {}',
};
const argv = { collector: ['--config=/config'], prometheus: ['--config.file=/config'] };

// Each time that an idle program wakes for nothing costs as much as a request does, and virtual time passes only as fast as it wakes.
test.each<EngineRole>(['collector', 'prometheus'])('an idle %s hardly wakes', async (role) => {
  const engine = await loadEngine(await ensureEngine());
  const time = new VirtualTime(1_700_000_000);
  let timers = 0;
  const after = time.after.bind(time);
  time.after = (ms, fire) => {
    timers += 1;
    return after(ms, fire);
  };
  await time.run(async () => {
    const files = new MemoryFiles(time.later, () => time.now());
    files.makeFolder('/tmp');
    files.put('/config', config[role]);
    const network = new MemoryNetwork(time).join(role);
    const random = seededRandom(1);
    const program = await startRole(role, {
      engine,
      argv: argv[role],
      time,
      random,
      network,
      files,
      onLog: () => undefined,
    });
    await time.sleep(60_000);
    timers = 0;
    await time.sleep(600_000);
    expect(timers).toBeLessThan(60);
    await program.stop();
  });
});
