import { z } from 'zod';
import type { FaultDescriptor } from '../../stack/faults/fault-descriptor.ts';

/** More than any Collector on a laptop accepts; a higher rate would only load the machine. */
const mostBytesPerSecond = 128 * 2 ** 20;

/** A runaway service in addition to the demo services: the run sends its spans itself. */
export const telemetryFlood = {
  name: 'telemetry-flood',
  description: 'Sends large traces to the Collector, as a runaway service does',
  target: 'otel-collector',
  parameters: {
    requestsPerSecond: {
      type: 'number',
      description: 'Export requests per second',
      minimum: 0.01,
      maximum: 500,
      required: true,
    },
    spansPerRequest: { type: 'integer', description: 'Spans', minimum: 1, maximum: 10_000, required: true },
    bytesPerSpan: {
      type: 'integer',
      description: 'The size of the attribute that makes a span large',
      minimum: 1,
      maximum: 1_000_000,
      required: true,
    },
  },
  supportedBy: ['embedded', 'docker', 'simulation'],
} as const satisfies FaultDescriptor;

const { requestsPerSecond, spansPerRequest, bytesPerSpan } = telemetryFlood.parameters;

/** How much telemetry a flood sends. */
export const floodParameters = z
  .strictObject({
    requestsPerSecond: z.number().min(requestsPerSecond.minimum).max(requestsPerSecond.maximum),
    spansPerRequest: z.number().int().min(spansPerRequest.minimum).max(spansPerRequest.maximum),
    bytesPerSpan: z.number().int().min(bytesPerSpan.minimum).max(bytesPerSpan.maximum),
  })
  .refine(
    (flood) => flood.requestsPerSecond * flood.spansPerRequest * flood.bytesPerSpan <= mostBytesPerSecond,
    `is more than ${mostBytesPerSecond / 2 ** 20} MiB per second`,
  );

export type FloodParameters = z.output<typeof floodParameters>;
