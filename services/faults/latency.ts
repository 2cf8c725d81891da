import { setTimeout as delay } from 'node:timers/promises';
import { rate, routes, seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';
import { randomFrom } from './random.ts';

export const latency = defineFault({
  name: 'latency',
  description: 'Makes a share of requests take longer, by ms plus or minus up to jitterMs',
  specs: {
    ms: { type: 'number', description: 'Milliseconds', minimum: 0, maximum: 60_000, required: true },
    jitterMs: { type: 'number', description: 'Milliseconds', minimum: 0, maximum: 60_000, default: 0 },
    rate,
    routes,
    seed,
  },
  make(parameters) {
    const random = randomFrom(parameters.seed);
    return {
      async beforeWork(route) {
        if (!parameters.routes.includes(route) || random() >= parameters.rate) return;
        const jitter = (random() * 2 - 1) * parameters.jitterMs;
        await delay(Math.max(0, parameters.ms + jitter));
      },
    };
  },
});
