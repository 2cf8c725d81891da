import { z } from 'zod';
import type { TrafficKey } from '../../../../simulation/services/fault-definition.ts';
import { findServiceFault, simulatedFaultNames } from '../../../../simulation/services/service-faults.ts';
import type { FaultParameter } from '../../../../stack/faults/fault-descriptor.ts';
import { trafficKeysOf } from './fault-keys.ts';
import { durationMs, latencyOf, ratePerSecond, shareOf } from './forms.ts';

// What a traffic file may say. The reference page and the JSON schema are made from this; what one value alone cannot tell is checked
// when the file is made into a model.

const durationError = 'must be a duration such as 20ms, 1.5s or 10m';
const duration = z.string({ error: durationError }).refine((text) => durationMs(text) !== undefined, durationError);
const latencyError =
  'must be a duration (20ms), a range of them (20ms..80ms), or {p50: 20ms, p99: 200ms} with p99 above p50';
const latency = z
  .union([z.string(), z.strictObject({ p50: duration, p99: duration })], { error: latencyError })
  .refine((written) => latencyOf(written) !== undefined, latencyError);
const shareError = 'must be a share such as 2% or 0.02';
const share = z
  .union([z.string(), z.number()], { error: shareError })
  .refine((written) => shareOf(written) !== undefined, shareError);
const rateError = 'must be a rate such as 5/s or 300/m, above 0 and at most 2000/s';
const rate = z.string({ error: rateError }).refine((text) => {
  const perSecond = ratePerSecond(text);
  return perSecond !== undefined && perSecond > 0 && perSecond <= 2000;
}, rateError);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const number = z.number();
const weights = z.record(z.string(), z.number().nonnegative());

export const valueSchema = z.union([
  scalar,
  z.strictObject({
    choose: z
      .union([z.array(scalar).min(1), weights])
      .optional()
      .describe('One of a list, or of a mapping of values to weights: `[red, blue]`, `{free: 9, gold: 1}`.'),
    from: number.optional().describe('With `to`: a number from a range, whole where both ends are.'),
    to: number.optional().describe('The end of the range, which is part of it.'),
  }),
]);
const attributes = z.record(z.string(), valueSchema);

const errors = z.union([share, z.record(z.string().regex(/^[45]\d\d$/, 'is no status from 400 to 599'), share)]);

export const stepSchema = z.strictObject({
  call: z
    .string()
    .optional()
    .describe('A request to another service, waited for: `catalog GET /items`. With `path`, `optional`.'),
  query: z
    .string()
    .optional()
    .describe('A statement to a database. With `database`, `collection`, `operation`, `latency`, `attributes`.'),
  send: z
    .string()
    .optional()
    .describe('A message to a destination, which nobody waits for. With `system`, `latency`, `delay`, `attributes`.'),
  wait: latency.optional().describe('Time in which nothing else happens: computing, or waiting for a lock.'),
  span: z.string().optional().describe('A span of its own, by its name, around `steps`. With `attributes`.'),
  // Steps hold steps: a getter is asked when the schema is there.
  get together() {
    return z
      .array(z.union([stepSchema, z.array(stepSchema)]))
      .min(1)
      .optional()
      .describe('Steps at the same time; of an entry that is a list, one after another.');
  },
  event: z.string().optional().describe('An event of the innermost span, by its name. With `attributes`.'),
  log: z
    .string()
    .optional()
    .describe('A log line within the innermost span; `$name` in it stands for a value. With `severity`, `attributes`.'),
  count: z
    .string()
    .optional()
    .describe('Adds to a counter, by its name. With `value`, 1 by default, `unit`, `attributes`.'),
  record: z
    .string()
    .optional()
    .describe('Records a value of a histogram, by its name. With `value`, `unit`, `buckets`, `attributes`.'),
  gauge: z.string().optional().describe('Sets a gauge, by its name. With `value`, `unit`, `attributes`.'),
  fail: z
    .number()
    .int()
    .min(400)
    .max(599)
    .optional()
    .describe('The request ends here with this status. With `rate`, `error`, `message`.'),

  get steps() {
    return z.array(stepSchema).optional().describe('Of `span`: what happens within it.');
  },
  attributes: attributes
    .optional()
    .describe('Names to values: constants, `$name`, `{choose: ...}` or `{from: 1, to: 9}`.'),
  path: z
    .string()
    .optional()
    .describe('Of `call`: the concrete path; by default the route with an id for each parameter.'),
  optional: z.boolean().optional().describe('Of `call`: whether the request goes on where the call fails.'),
  database: z.string().optional().describe('Of `query`: one of `databases`; by default the first.'),
  collection: z.string().optional().describe('Of `query`: the table (`db.collection.name`).'),
  operation: z.string().optional().describe('Of `query`: by default the first word of the statement.'),
  latency: latency.optional().describe('Of `query` and `send`: how long it takes; `1ms..4ms` by default.'),
  system: z.string().optional().describe('Of `send`: `messaging.system`, `kafka` by default.'),
  delay: latency
    .optional()
    .describe('Of `send`: how long the message lies before it is taken; `5ms..50ms` by default.'),
  severity: z.enum(['debug', 'info', 'warn', 'error', 'fatal']).optional().describe('Of `log`: `info` by default.'),
  value: valueSchema.optional().describe('Of metrics: a number, `$name`, `{choose: ...}` or `{from: 1, to: 9}`.'),
  unit: z.string().optional().describe('Of metrics: in UCUM, such as `s`, `By`, `{order}`; `1` by default.'),
  buckets: z.array(number).min(1).optional().describe('Of `record`: the upper boundaries of its buckets, ascending.'),
  rate: share.optional().describe('Of `fail`: how many requests it ends; all by default.'),
  error: z.string().optional().describe('Of `fail`: `error.type` and `exception.type`.'),
  message: z.string().optional().describe('Of `fail`: `exception.message`; `$name` in it stands for a value.'),
});

const steps = z.array(stepSchema);

export const operationSchema = z.strictObject({
  steps: steps.optional().describe('What happens, one after another; see below.'),
  latency: latency.optional().describe("The service's own part, before and after its steps; `1ms..5ms` by default."),
  status: z
    .number()
    .int()
    .min(200)
    .max(399)
    .optional()
    .describe('What is answered where nothing fails; 200 by default.'),
  errors: errors
    .optional()
    .describe(
      'How many requests fail by themselves: `1%` with 500, or each status with its share, `{404: 2%, 503: 0.1%}`.',
    ),
  attributes: attributes.optional().describe('Of its server span, beside those that the semantic conventions ask for.'),
});
const operation = z.union([z.null(), steps, operationSchema]);

export const serviceSchema = z.strictObject({
  routes: z
    .record(z.string(), operation)
    .optional()
    .describe(
      'What it answers, by method and route (`GET /carts/{id}`): steps, or a mapping with more about it, or nothing.',
    ),
  consumes: z
    .record(z.string(), operation)
    .optional()
    .describe('What it does with messages, by their destination; the same as for routes.'),
  attributes: z
    .record(z.string(), scalar)
    .optional()
    .describe('Its resource attributes, beside `service.name` and `service.instance.id`.'),
  address: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/, 'must be a host and a port, such as cart:8080')
    .optional()
    .describe('Where it listens; its name and port 8080 by default.'),
  timeout: duration.optional().describe('How long its calls wait for an answer; `10s` by default.'),
  'request-log': z.boolean().optional().describe('Whether it writes a line for every request; it does by default.'),
  scope: z.string().optional().describe('The instrumentation scope of its own spans and metrics; its name by default.'),
});

export const databaseSchema = z.strictObject({
  system: z.string().optional().describe('`db.system.name`; `postgresql` by default.'),
  name: z.string().optional().describe('`db.namespace`; its name here by default.'),
  address: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/, 'must be a host and a port, such as db:5432')
    .optional()
    .describe('`server.address` and `server.port`; its name here and the usual port by default.'),
});

export const requestSchema = z.strictObject({
  request: z.string().describe('Service, method and route: `frontend GET /carts/{id}`.'),
  name: z.string().optional().describe('What it is called; by default as `request` has it.'),
  weight: z.number().nonnegative().optional().describe('How often, in proportion to the others; 1 by default.'),
  class: z
    .string()
    .regex(/^[\w-]+$/, 'must be one word')
    .optional()
    .describe('The class of its traces where nothing goes wrong; `normal` by default.'),
  path: z.string().optional().describe('The concrete path; by default the route with an id for each parameter.'),
});

/** The keys of faults that are parameters of a fault in the registry, each with the faults that have it. */
function faultKeys(): Record<string, z.ZodType> {
  const uses = simulatedFaultNames.flatMap((fault) =>
    trafficKeysOf(fault).map(({ traffic, parameter }) => ({ fault, parameter, ...traffic })),
  );
  const byKey = new Map<string, typeof uses>();
  for (const use of uses) byKey.set(use.key, [...(byKey.get(use.key) ?? []), use]);
  return Object.fromEntries(
    [...byKey].map(([key, [first, ...others]]) => {
      if (!first) throw new Error(`no fault has the key ${key}`);
      const faults = [first, ...others].map(({ fault }) => `\`${fault}\``).join(', ');
      return [key, fieldOf(first.form, first.parameter).optional().describe(`Of ${faults}: ${first.help}.`)];
    }),
  );
}

function fieldOf(form: TrafficKey['form'], parameter: FaultParameter): z.ZodType {
  switch (form) {
    case 'share':
      return share;
    case 'duration':
      return duration;
    case 'routes':
      return z.array(z.string()).min(1);
    case 'integer':
      return 'minimum' in parameter ? z.number().int().min(parameter.minimum).max(parameter.maximum) : z.number().int();
  }
}

export const faultSchema = z.strictObject({
  fault: z
    .enum(simulatedFaultNames)
    .describe(simulatedFaultNames.map((name) => `\`${name}\`: ${findServiceFault(name)?.effect ?? ''}.`).join(' ')),
  service: z.string().describe('The service that has it.'),
  ...faultKeys(),
  label: z.string().optional().describe('What reports call it; `error-rate at payment` by default.'),
});

export const drillStepSchema = z.strictObject({
  faults: z.array(faultSchema).min(1).describe('Faults that act together.'),
  for: duration
    .optional()
    .describe('How long; `10m` by default, in which a rule with a window and a `for` of five minutes fires.'),
  recovery: duration.optional().describe('Quiet time afterwards, in which alerts resolve; `6m` by default.'),
});

export const trafficSchema = z.strictObject({
  name: z.string().min(1).optional().describe("The traffic's name; the file's by default."),
  services: z
    .record(z.string(), z.union([z.null(), serviceSchema]))
    .refine((services) => Object.keys(services).length > 0, 'must have at least one service')
    .describe('The services by their names (`service.name`).'),
  requests: z
    .array(z.union([z.string(), requestSchema]))
    .min(1)
    .optional()
    .describe('What is asked from outside; by default every route that no service calls, each as often as the others.'),
  rate: rate.optional().describe('How often requests arrive, all kinds together; `5/s` by default.'),
  arrivals: z
    .enum(['poisson', 'even'])
    .optional()
    .describe('Whether by chance, as with real users and by default, or evenly.'),
  slow: duration.optional().describe('A trace that takes longer is of the class `slow`; `1s` by default.'),
  attributes: z.record(z.string(), scalar).optional().describe('Resource attributes of all services.'),
  values: z
    .record(z.string().regex(/^\w+(?:[.-]\w+)*$/, 'must be a word'), valueSchema)
    .optional()
    .describe(
      'Values that `$name` stands for, drawn once for each request. `$uuid`, a new id, and `$path` are always there.',
    ),
  databases: z
    .record(z.string(), z.union([z.null(), databaseSchema]))
    .optional()
    .describe('The databases by name; without any, one PostgreSQL called `db`.'),
  secrets: z
    .strictObject({ every: z.number().int().positive().describe('The query of every n-th request carries them.') })
    .optional()
    .describe('Known secrets, a token and a password, in the query of every n-th request: `{every: 10}`.'),
  'warm-up': duration
    .optional()
    .describe('Traffic before anything counts, so that windows of rules fill; `5m` by default.'),
  baseline: duration.optional().describe('Quiet traffic before the first fault; `10m` by default.'),
  drill: z
    .array(drillStepSchema)
    .optional()
    .describe(
      'What goes wrong, one step after another; by default half of the requests to the service that is called the deepest fail, then they take long. `[]` for nothing.',
    ),
});

export type TrafficFile = z.infer<typeof trafficSchema>;
export type OperationInput = z.infer<typeof operationSchema>;
export type ValueInput = z.infer<typeof valueSchema>;
export type StepFields = z.infer<typeof stepSchema>;
