import { z } from 'zod';

/** More than any Collector on a laptop accepts; a higher rate would only load the machine. */
const mostBytesPerSecond = 128 * 2 ** 20;

/** How much telemetry a flood sends. */
export const floodParameters = z
  .strictObject({
    requestsPerSecond: z.number().positive().max(500),
    spansPerRequest: z.number().int().positive().max(10_000),
    /** The size of the attribute that makes a span large. */
    bytesPerSpan: z.number().int().positive().max(1_000_000),
  })
  .refine(
    ({ requestsPerSecond, spansPerRequest, bytesPerSpan }) =>
      requestsPerSecond * spansPerRequest * bytesPerSpan <= mostBytesPerSecond,
    `is more than ${mostBytesPerSecond / 2 ** 20} MiB per second`,
  );

export type FloodParameters = z.output<typeof floodParameters>;
