import { simulatedCatalog } from '../scenarios/catalog/index.ts';
import type { Figure } from './figure.ts';
import { costOf } from './process-cost.ts';

const firstFour = ['baseline', 'error-burst', 'slow-payments', 'secret-leak'];

/** `sandbox check` of the catalog with production windows, as whole processes: the first four scenarios, and each one alone. */
export async function benchCatalog(runs: number): Promise<Figure[]> {
  const { wallS, cpuS, all } = await costOf(['check', ...firstFour, '--reporter', 'ndjson'], { runs });
  const figures: Figure[] = [
    {
      name: 'check of the four first scenarios',
      value: wallS,
      unit: 's',
      goal: { value: 10, better: 'less' },
      note: `median of ${runs} new processes: ${all.map((one) => one.wallS.toFixed(1)).join(', ')}`,
    },
    { name: 'processor time of it', value: cpuS, unit: 's' },
  ];
  for (const { name } of simulatedCatalog) {
    const alone = await costOf(['check', name, '--reporter', 'ndjson'], { runs: 1 });
    figures.push({ name: `processor time of check ${name}`, value: alone.cpuS, unit: 's' });
  }
  return figures;
}
