import { rate, routes, seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';
import { randomFrom } from './random.ts';

/** The error of an affected request, which the service answers with `statusCode`. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';
  readonly statusCode: number;

  constructor(statusCode: number) {
    super(`the fault error-rate made this request fail with ${statusCode}`);
    this.statusCode = statusCode;
  }
}

export const errorRate = defineFault({
  name: 'error-rate',
  description: 'Makes a share of requests fail',
  specs: {
    rate,
    status: {
      type: 'integer',
      description: 'The HTTP status of the response',
      minimum: 500,
      maximum: 599,
      default: 500,
    },
    routes,
    seed,
  },
  make(parameters) {
    const random = randomFrom(parameters.seed);
    return {
      beforeWork(route) {
        if (!parameters.routes.includes(route) || random() >= parameters.rate) return Promise.resolve();
        return Promise.reject(new InjectedError(parameters.status));
      },
    };
  },
});
