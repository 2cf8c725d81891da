import type { FaultDescriptor } from '../../stack/faults/fault-descriptor.ts';

const rate = {
  type: 'number',
  description: 'The share of requests that it affects',
  minimum: 0,
  maximum: 1,
  default: 1,
} as const;
const milliseconds = { type: 'number', minimum: 0, maximum: 60_000 } as const;
const common = { target: 'application', supportedBy: ['embedded', 'docker'] } as const;

/** The faults of the proxy in front of the user's own application. */
export const proxyFaultDescriptors = [
  {
    ...common,
    name: 'proxy-latency',
    description: 'Holds a share of requests back before the application receives them',
    parameters: {
      ms: { ...milliseconds, description: 'The additional latency', required: true },
      jitterMs: { ...milliseconds, description: 'A random deviation from it, up to this duration', default: 0 },
      rate,
    },
  },
  {
    ...common,
    name: 'proxy-errors',
    description: 'Answers a share of requests with an error, without the application',
    parameters: {
      rate,
      status: {
        type: 'integer',
        description: 'The HTTP status of the response',
        minimum: 500,
        maximum: 599,
        default: 503,
      },
    },
  },
  {
    ...common,
    name: 'proxy-aborts',
    description: 'Resets the connections of a share of requests when the application responds',
    parameters: { rate },
  },
  {
    ...common,
    name: 'proxy-bandwidth',
    description: 'Limits the bandwidth of request and response bodies, for each request',
    parameters: {
      bytesPerSecond: {
        type: 'integer',
        description: 'Bytes per second',
        minimum: 1,
        maximum: 1_000_000_000,
        required: true,
      },
      rate,
    },
  },
] as const satisfies readonly FaultDescriptor[];

export type ProxyFaultName = (typeof proxyFaultDescriptors)[number]['name'];
export const proxyFaultNames: readonly ProxyFaultName[] = proxyFaultDescriptors.map(({ name }) => name);
