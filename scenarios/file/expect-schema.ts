import { z } from 'zod';
import { durationField, shareField } from '../../lib/yaml/fields.ts';
import { parseShare, shareForms } from '../sampling/share.ts';
import { expectableClasses } from '../scenario.ts';

// The expectations of a scenario file. The reference page and the JSON schema are generated from it.

const keptError = { error: `must be a share, for example ${shareForms}` };
const kept = z.string(keptError).refine((text) => parseShare(text) !== undefined, keptError);
const labels = z.record(z.string(), z.string()).optional();

export const classSchema = z.strictObject({
  kept: kept
    .optional()
    .describe(
      'Share of its traces that must be in the trace store: `100%`, `1%..10%`, `">= 99%"`; by default what the sampling ' +
        'policies of the running Collector imply.',
    ),
  'at-least': z.number().int().nonnegative().optional().describe('Minimum number of such traces; 1 by default.'),
  policy: z.string().optional().describe('Sampling policy that must have kept at least one of them.'),
  'or-refused': z
    .boolean()
    .optional()
    .describe('`true`: traces may be missing where the Collector refused their spans until the service dropped them.'),
});

export const alertSchema = z
  .strictObject({
    fires: z.literal(true).optional().describe('The alert must become pending, fire and resolve.'),
    quiet: z.literal(true).optional().describe('The alert must stay inactive: neither pending nor firing.'),
    labels: labels.describe('Labels that select instances of the alert; others are ignored.'),
  })
  .refine(({ fires, quiet }) => [fires, quiet].filter(Boolean).length === 1, {
    error: 'must have exactly one of fires and quiet',
  });

export const requestsSchema = z.strictObject({
  errors: shareField.optional().describe('Maximum share of requests without a response or with 5xx.'),
  p50: durationField.optional().describe('Maximum median latency.'),
  p90: durationField.optional().describe('Maximum 90th percentile of the latencies.'),
  p95: durationField.optional().describe('Maximum 95th percentile of the latencies.'),
  p99: durationField.optional().describe('Maximum 99th percentile of the latencies.'),
});

const bounds = {
  min: z.number().optional().describe('Minimum, included.'),
  max: z.number().optional().describe('Maximum, included.'),
};
const needsFault = z
  .boolean()
  .optional()
  .describe('`true`: only evaluated if faults are injected, so not with `--no-faults`; `false` by default.');
const hasBounds = ({ min, max }: { min?: number | undefined; max?: number | undefined }): boolean =>
  min !== undefined || max !== undefined;
const boundsError = { error: 'must have min, max or both' };

export const metricSchema = z
  .strictObject({
    query: z
      .string()
      .describe('PromQL that returns one number. Durations in production time; `$arrivals` is the rate of the load.'),
    ...bounds,
    phase: z
      .enum(['during', 'after'])
      .optional()
      .describe('`during` the faults (default), or `after` the load has ended.'),
    'needs-fault': needsFault,
  })
  .refine(hasBounds, boundsError);

export const logsSchema = z
  .strictObject({
    query: z.string().describe('LogQL query that selects lines. The number of lines of this run is compared.'),
    ...bounds,
    'needs-fault': needsFault,
  })
  .refine(hasBounds, boundsError);

const alert = z.union([z.enum(['fires', 'quiet']), alertSchema, z.array(alertSchema).min(1)]);
const backend = z.enum(['jaeger', 'loki', 'prometheus']);

export const noSecretsSchema = z.strictObject({
  backends: z.array(backend).min(1).describe('Backends that are searched: `jaeger`, `loki`, `prometheus`.'),
  marker: z
    .string()
    .min(1)
    .optional()
    .describe('Text that must be in place of the secrets in traces and logs, for example `[REDACTED]`.'),
});

export const expectSchema = z.strictObject({
  classes: z
    .partialRecord(z.enum(expectableClasses), z.union([kept, classSchema]))
    .optional()
    .describe(
      `Traces that must be kept, by class (${expectableClasses.map((name) => `\`${name}\``).join(', ')}): ` +
        '`error: 100%`, or a mapping.',
    ),
  accounted: z
    .boolean()
    .optional()
    .describe('Every trace must be in the store or counted as dropped by the Collector; `true` by default.'),
  alerts: z
    .record(z.string(), alert)
    .optional()
    .describe('Expectation for each alert, by name: `fires`, `quiet`, a mapping, or a list with several label sets.'),
  requests: requestsSchema
    .optional()
    .describe('Responses that clients received, from the steady state to the end of the load.'),
  links: z
    .array(z.enum(['exemplar-to-trace', 'trace-to-logs', 'log-to-trace']))
    .min(1)
    .optional()
    .describe('Links between signals that must work: `exemplar-to-trace`, `trace-to-logs`, `log-to-trace`.'),
  'no-secrets': z
    .union([z.array(backend).min(1), noSecretsSchema])
    .optional()
    .describe('Backends that must not contain the planted secrets: `[jaeger, loki, prometheus]`, or a mapping.'),
  metrics: z.record(z.string(), metricSchema).optional().describe('Queries of Prometheus, by a name for reports.'),
  logs: z.record(z.string(), logsSchema).optional().describe('Queries of Loki, by a name for reports.'),
  refused: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Minimum number of spans of a `telemetry-flood` that the Collector must refuse and count.'),
});

export type ExpectInput = z.infer<typeof expectSchema>;
export type ClassInput = z.infer<typeof classSchema>;
export type AlertInput = z.infer<typeof alertSchema>;
