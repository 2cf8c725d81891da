import { rate, seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';
import { randomFrom } from './random.ts';

export const lostContext = defineFault({
  name: 'lost-context',
  description: 'Sends a share of outgoing calls without trace context, so that the callee starts a new trace',
  specs: { rate, seed },
  make(parameters) {
    const random = randomFrom(parameters.seed);
    return { dropsContext: () => random() < parameters.rate };
  },
});
