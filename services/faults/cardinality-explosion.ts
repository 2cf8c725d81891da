import { metrics } from '@opentelemetry/api';
import { rate, seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';
import { randomFrom } from './random.ts';

/** What an attribute with a user or request id does to a metric: each value is a series that is exported from then on. */
export const cardinalityExplosion = defineFault({
  name: 'cardinality-explosion',
  description: 'Counts a share of requests in requests.by_session, with an attribute whose value is new each time',
  specs: { rate, seed },
  make(parameters) {
    const random = randomFrom(parameters.seed);
    const counter = metrics
      .getMeter('sandbox-faults')
      .createCounter('requests.by_session', { description: 'Requests by session', unit: '{request}' });
    return {
      beforeWork() {
        if (random() < parameters.rate) counter.add(1, { 'session.id': Math.floor(random() * 2 ** 52).toString(36) });
        return Promise.resolve();
      },
    };
  },
});
