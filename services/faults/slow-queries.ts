import { rate, seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';
import { randomFrom } from './random.ts';

export const slowQueries = defineFault({
  name: 'slow-queries',
  description: 'Makes PostgreSQL take longer for a share of queries, by ms plus or minus up to jitterMs',
  specs: {
    ms: { type: 'number', description: 'Milliseconds', minimum: 0, maximum: 60_000, required: true },
    jitterMs: { type: 'number', description: 'Milliseconds', minimum: 0, maximum: 60_000, default: 0 },
    rate: { ...rate, description: 'The share of queries that it affects' },
    seed,
  },
  make(parameters) {
    const random = randomFrom(parameters.seed);
    return {
      queryDelayMs() {
        if (random() >= parameters.rate) return 0;
        return Math.max(0, parameters.ms + (random() * 2 - 1) * parameters.jitterMs);
      },
    };
  },
});
