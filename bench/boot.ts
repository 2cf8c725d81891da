import { type Figure, median } from './figure.ts';
import { startStackProcess } from './stack-process.ts';

/** The time a user waits: from the start of a process until the stack answers, and from Ctrl-C until nothing is left. */
export async function benchBoot(runs: number): Promise<Figure[]> {
  const engine: number[] = [];
  const everything: number[] = [];
  const teardown: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const stack = await startStackProcess();
    engine.push(Math.max(stack.readyAt['otel-collector'] ?? Number.NaN, stack.readyAt.prometheus ?? Number.NaN));
    everything.push(stack.ms);
    teardown.push(await stack.stop());
  }
  const note = `median of ${runs} new processes, from the process's start`;
  return [
    { name: 'engine ready', value: median(engine) / 1000, unit: 's', goal: { value: 1.3, better: 'less' }, note },
    {
      name: 'everything ready',
      value: median(everything) / 1000,
      unit: 's',
      goal: { value: 2.5, better: 'less' },
      note,
    },
    { name: 'teardown', value: median(teardown) / 1000, unit: 's', note: `median of ${runs}` },
  ];
}
