import { z } from 'zod';
import { grpcStatusNames } from '../../../../simulation/services/grpc-status.ts';
import { durationField as duration } from '../../../../lib/yaml/fields.ts';
import { latencyOf } from './forms.ts';

// The schemas of single values in a traffic file.

export const grpcStatus = z.enum(grpcStatusNames);

const latencyError =
  'must be a duration (20ms), a range (20ms..80ms), or {p50: 20ms, p99: 200ms} with p99 not below p50';
export const latency = z
  .union([z.string(), z.strictObject({ p50: duration, p99: duration })], { error: latencyError })
  .refine((written) => latencyOf(written) !== undefined, latencyError);

export const scalar = z.union([z.string(), z.number(), z.boolean()]);
const number = z.number();
const weights = z.record(z.string(), z.number().nonnegative());

/** The keys of a value that follows faults and failures. */
export const followingSchema = z.strictObject({
  value: scalar.optional().describe('The value without faults and failures; without it the attribute is left out.'),
  during: z
    .union([scalar, z.record(z.string(), scalar)])
    .optional()
    .describe('The value while any fault is active, or by the label of the fault: `{error-rate at cart: degraded}`.'),
  'on-error': scalar.optional().describe('The value on spans of requests, calls and messages that fail.'),
});

export const valueSchema = z.union([
  scalar,
  z.strictObject({
    choose: z
      .union([z.array(scalar).min(1), weights])
      .optional()
      .describe('A random value of a list, or of a mapping with weights: `[red, blue]`, `{free: 9, gold: 1}`.'),
    from: number.optional().describe('With `to`: a random number from a range; an integer if both bounds are.'),
    to: number.optional().describe('Upper bound of the range, inclusive.'),
    ...followingSchema.shape,
  }),
]);
export const attributes = z.record(z.string(), valueSchema);
