import { z } from 'zod';
import type { TrafficKey } from '../../../../simulation/services/fault-definition.ts';
import { findServiceFault, simulatedFaultNames } from '../../../../simulation/services/service-faults.ts';
import { loadSpike } from '../../../../scenarios/faults/load-spike.ts';
import { describeUses } from '../../../../scenarios/file/describe-uses.ts';
import { conventionNames } from '../../../../simulation/services/convention-names.ts';
import type { FaultParameter } from '../../../../stack/faults/fault-descriptor.ts';
import { trafficKeysOf } from './fault-keys.ts';
import {
  durationField as duration,
  offsetField,
  rateField as rate,
  shareField as share,
} from '../../../../lib/yaml/fields.ts';
import { attributes, grpcStatus, latency, scalar, valueSchema } from './value-schema.ts';
import { stepSchema } from './step-schema.ts';

// The schema of a traffic file. The reference page and the JSON schema are generated from it. Rules that involve
// several values are checked when the file is converted to a model.

const errors = z.union([share, z.record(z.string().regex(/^[45]\d\d$/, 'must be a status from 400 to 599'), share)]);
const grpcErrors = z.union([share, z.partialRecord(grpcStatus, share)]);
const conventions = z.enum(conventionNames);

const steps = z.array(stepSchema);

export const operationSchema = z.strictObject({
  steps: steps.optional().describe('Consecutive steps, see below.'),
  latency: latency.optional().describe("The service's own time, before and after its steps; `1ms..5ms` by default."),
  status: z.number().int().min(200).max(399).optional().describe('Response status on success; 200 by default.'),
  errors: errors
    .optional()
    .describe('Share of requests that fail without a fault: `1%` (with 500), or by status: `{404: 2%, 503: 0.1%}`.'),
  attributes: attributes.optional().describe('Attributes of its server span, in addition to the semantic conventions.'),
});
const operation = z.union([z.null(), steps, operationSchema]);

export const grpcSchema = operationSchema.omit({ status: true }).extend({
  errors: grpcErrors
    .optional()
    .describe('Share of calls that fail without a fault: `1%` (with `INTERNAL`), or by status: `{NOT_FOUND: 2%}`.'),
});

export const consumerSchema = operationSchema.extend({
  group: z.string().min(1).optional().describe('Consumer group (`messaging.consumer.group.name`).'),
  linked: z
    .boolean()
    .optional()
    .describe("Process each message in a new trace with a link to the sender's span; by default in the same trace."),
});

/** Keys that the whole file has as well, as the default of its services. */
const telemetryKeys = {
  'semantic-conventions': conventions
    .optional()
    .describe(
      'Attribute and metric names: `stable` (default); `v1.20`, with `http.method` and `http.status_code`, as SDKs emit ' +
        'without `OTEL_SEMCONV_STABILITY_OPT_IN`; or `dup`, both, as with `http/dup,database/dup`.',
    ),
  'metric-export-interval': duration
    .optional()
    .describe(
      'How often metrics are exported, as `OTEL_METRIC_EXPORT_INTERVAL`; `15s` by default, that of SDKs is `60s`.',
    ),
  'schedule-delay': duration
    .optional()
    .describe('How long spans and log records wait for their export, as `OTEL_BSP_SCHEDULE_DELAY`; `5s` by default.'),
};

export const serviceSchema = z.strictObject({
  routes: z
    .record(z.string(), operation)
    .optional()
    .describe('Operations by method and route (`GET /carts/{id}`): a list of steps, a mapping, or nothing.'),
  grpc: z
    .record(z.string(), z.union([z.null(), steps, grpcSchema]))
    .optional()
    .describe('Operations by method of gRPC (`shop.Cart/GetItems`); the same as for routes.'),
  consumes: z
    .record(z.string(), z.union([z.null(), steps, consumerSchema]))
    .optional()
    .describe('Operations by the destination of consumed messages; the same as for routes.'),
  attributes: z
    .record(z.string(), scalar)
    .optional()
    .describe(
      'Resource attributes, in addition to `service.name` and `service.instance.id`; `$replica` is the number of the replica.',
    ),
  replicas: z
    .number()
    .int()
    .min(1)
    .max(50)
    .optional()
    .describe('Instances that share its requests, each with its own `service.instance.id` and metrics; 1 by default.'),
  address: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/, 'must be a host and a port, for example cart:8080')
    .optional()
    .describe('Host and port; its name and 8080 by default.'),
  timeout: duration.optional().describe('Timeout of its calls; `10s` by default.'),
  'request-log': z.boolean().optional().describe('Write a log record for every request; `true` by default.'),
  scope: z.string().optional().describe('Instrumentation scope of its own spans and metrics; its name by default.'),
  ...telemetryKeys,
});

export const databaseSchema = z.strictObject({
  system: z.string().optional().describe('`db.system.name`; `postgresql` by default.'),
  name: z.string().optional().describe('`db.namespace`; its key by default.'),
  address: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/, 'must be a host and a port, for example db:5432')
    .optional()
    .describe("`server.address` and `server.port`; its key and the system's default port by default."),
});

export const requestSchema = z.strictObject({
  request: z.string().describe('Service, method and route: `frontend GET /carts/{id}`, or service and method of gRPC.'),
  name: z.string().optional().describe('Name of the request; its `request` by default.'),
  weight: z.number().nonnegative().optional().describe('Relative frequency; 1 by default.'),
  class: z
    .string()
    .regex(/^[\w-]+$/, 'must be one word')
    .optional()
    .describe('Class of its traces that are neither slow nor have errors; `normal` by default.'),
  path: z.string().optional().describe('The concrete path; by default the route with an ID for each parameter.'),
});

/** The parameters of the faults in the registry as keys, each with the faults that have it. */
function faultKeys(): Record<string, z.ZodType> {
  const uses = simulatedFaultNames.flatMap((fault) =>
    trafficKeysOf(fault).map(({ traffic, parameter }) => {
      const isRange = traffic.form === 'integer' && 'minimum' in parameter;
      const range = isRange ? ` (${parameter.minimum} to ${parameter.maximum})` : '';
      return { fault, parameter, ...traffic, help: traffic.help + range };
    }),
  );
  const byKey = new Map<string, typeof uses>();
  for (const use of uses) byKey.set(use.key, [...(byKey.get(use.key) ?? []), use]);
  return Object.fromEntries(
    [...byKey].map(([key, own]) => {
      const [first] = own;
      if (!first) throw new Error(`no fault has the key ${key}`);
      const field = fieldOf(
        first.form,
        own.map(({ parameter }) => parameter),
      );
      return [key, field.optional().describe(describeUses(own))];
    }),
  );
}

/** A key of several faults takes what any of them takes; each fault checks its own range. */
function fieldOf(form: TrafficKey['form'], parameters: readonly FaultParameter[]): z.ZodType {
  switch (form) {
    case 'share':
      return share;
    case 'duration':
      return duration;
    case 'offset':
      return offsetField;
    case 'routes':
      return z.array(z.string()).min(1);
    case 'integer': {
      const ranges = parameters.flatMap((parameter) => ('minimum' in parameter ? parameter : []));
      const [least, most] = [
        Math.min(...ranges.map(({ minimum }) => minimum)),
        Math.max(...ranges.map(({ maximum }) => maximum)),
      ];
      return z.number().int().min(least).max(most);
    }
  }
}

export const faultSchema = z.strictObject({
  fault: z
    .enum([...simulatedFaultNames, loadSpike.name])
    .describe(
      [
        ...simulatedFaultNames.map((name) => `\`${name}\`: ${findServiceFault(name)?.effect ?? ''}.`),
        `\`${loadSpike.name}\`: more requests arrive.`,
      ].join(' '),
    ),
  service: z.string().optional().describe(`The faulted service; \`${loadSpike.name}\` has none.`),
  ...faultKeys(),
  factor: z
    .number()
    .min(loadSpike.parameters.factor.minimum)
    .max(loadSpike.parameters.factor.maximum)
    .optional()
    .describe(`For \`${loadSpike.name}\`: the rate of requests, in multiples of \`rate\`.`),
  label: z.string().optional().describe('Name in reports; `error-rate at payment` by default.'),
});

export const faultStepSchema = z.strictObject({
  faults: z.array(faultSchema).min(1).describe('Faults that are active at the same time.'),
  for: duration
    .optional()
    .describe('Duration; `10m` by default, so that a rule with a window of 5m and a `for` of 5m can fire.'),
  recovery: duration
    .optional()
    .describe('Time without faults afterwards, so that alerts can resolve; `6m` by default.'),
});

export const trafficSchema = z.strictObject({
  name: z.string().min(1).optional().describe('Name of the traffic; the file name by default.'),
  services: z
    .record(z.string(), z.union([z.null(), serviceSchema]))
    .refine((services) => Object.keys(services).length > 0, 'must have at least one service')
    .describe('Services by name (`service.name`).'),
  requests: z
    .array(z.union([z.string(), requestSchema]))
    .min(1)
    .optional()
    .describe('Incoming requests; by default all routes that no service calls, with equal weights.'),
  rate: rate.optional().describe('Total rate of incoming requests; `5/s` by default.'),
  arrivals: z
    .enum(['poisson', 'even'])
    .optional()
    .describe('Arrival process: `poisson` (default, like real users) or `even`.'),
  slow: duration.optional().describe('Traces that take longer have the class `slow`; `1s` by default.'),
  attributes: z.record(z.string(), scalar).optional().describe('Resource attributes of all services.'),
  ...telemetryKeys,
  'scrape-interval': duration
    .optional()
    .describe('How often Prometheus scrapes, unless a Prometheus configuration defines it; `15s` by default.'),
  values: z
    .record(z.string().regex(/^\w+(?:[.-]\w+)*$/, 'must be a word'), valueSchema)
    .optional()
    .describe('Values for `$name`, chosen once for each request. `$uuid`, a new ID, and `$path` are always defined.'),
  databases: z
    .record(z.string(), z.union([z.null(), databaseSchema]))
    .optional()
    .describe('Databases by name; a PostgreSQL named `db` by default.'),
  secrets: z
    .strictObject({ every: z.number().int().positive().describe('Every n-th request has secrets in its query.') })
    .optional()
    .describe('Puts known secrets, a token and a password, in the query of every n-th request: `{every: 10}`.'),
  'warm-up': duration
    .optional()
    .describe('Traffic before the baseline, so that the windows of rules fill; `5m` by default.'),
  baseline: duration.optional().describe('Traffic without faults before the first fault; `10m` by default.'),
  faults: z
    .array(faultStepSchema)
    .optional()
    .describe(
      'Fault schedule: consecutive steps, `[]` for no faults; by default errors in every service, rejected requests and ' +
        'slow queries, then latency, then an outage.',
    ),
});

export type TrafficFile = z.infer<typeof trafficSchema>;
/** The keys of routes, methods of gRPC and consumers. */
export type OperationInput = z.infer<typeof operationSchema> & Partial<z.infer<typeof consumerSchema>>;
export type ValueInput = z.infer<typeof valueSchema>;
export type StepFields = z.infer<typeof stepSchema>;
