import { processTreeMemory } from '../lib/process-memory.ts';
import type { ComponentStatus } from '../stack/components/component.ts';
import { type Figure, median } from './figure.ts';
import { benchRate } from './requests.ts';
import { startStackProcess } from './stack-process.ts';

const trafficSeconds = 20;

/**
 * The cost of the stack in containers, with every image present: the time a user waits, and the memory of each
 * container.
 */
export async function benchDocker(runs: number): Promise<Figure[]> {
  const everything: number[] = [];
  const teardown: number[] = [];
  let memory: Figure[] = [];
  // Once beforehand, so that images are pulled and built, and read from the disk once.
  for (let run = 0; run <= runs; run += 1) {
    const stack = await startStackProcess('docker');
    if (run === runs) {
      await benchRate(stack, 10, trafficSeconds);
      memory = await memoryFigures(await stack.components(), stack.pid);
    }
    const stopped = await stack.stop();
    if (run === 0) continue;
    everything.push(stack.ms);
    teardown.push(stopped);
  }
  const note = `median of ${runs} new processes, from the process's start`;
  return [
    {
      name: 'everything ready',
      value: median(everything) / 1000,
      unit: 's',
      goal: { value: 5, better: 'less' },
      note: `images present; ${note}`,
    },
    { name: 'teardown', value: median(teardown) / 1000, unit: 's', note: `median of ${runs}` },
    ...memory,
  ];
}

async function memoryFigures(components: readonly ComponentStatus[], pid: number): Promise<Figure[]> {
  const bytes = components.map(({ memoryBytes = Number.NaN }) => memoryBytes);
  const own = (await processTreeMemory(pid)) ?? Number.NaN;
  const megabytes = (value: number): number => value / 1e6;
  return [
    ...components.map(({ name }, index) => ({
      name: `memory of ${name}`,
      value: megabytes(bytes[index] ?? Number.NaN),
      unit: 'MB',
    })),
    { name: 'memory of the sandbox itself', value: megabytes(own), unit: 'MB' },
    {
      name: 'memory of everything',
      value: megabytes(bytes.reduce((sum, one) => sum + one, own)),
      unit: 'MB',
      note: `without file caches, after ${trafficSeconds}s of 10 requests/s`,
    },
  ];
}
