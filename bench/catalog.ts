import { execa } from 'execa';
import { builtEntry } from '../lib/paths.ts';
import { type Figure, median } from './figure.ts';

const scenarios = ['baseline', 'error-burst', 'slow-payments', 'secret-leak'];

/**
 * The time a user waits for `sandbox check` of the first four scenarios with production windows, as whole processes.
 */
export async function benchCatalog(runs: number): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    await execa(process.execPath, [builtEntry('cli/main'), 'check', ...scenarios, '--reporter', 'ndjson']);
    seconds.push((performance.now() - start) / 1000);
  }
  return [
    {
      name: 'check of the four first scenarios',
      value: median(seconds),
      unit: 's',
      goal: { value: 10, better: 'less' },
      note: `median of ${runs} new processes: ${seconds.map((one) => one.toFixed(1)).join(', ')}`,
    },
  ];
}
