import { z } from 'zod';
import { shareField as share } from '../../../../lib/yaml/fields.ts';
import { attributes, grpcStatus, latency, valueSchema } from './value-schema.ts';

/** One step of an operation: its kind, and the keys of all kinds. */
export const stepSchema = z.strictObject({
  call: z
    .string()
    .optional()
    .describe(
      'Synchronous request to another service: `catalog GET /items`, or `cart shop.Cart/GetItems` for gRPC. ' +
        'With `path`, `optional`, `retries`, `backoff`, `attributes`.',
    ),
  external: z
    .string()
    .optional()
    .describe(
      'Synchronous request to a service that sends no telemetry: `POST https://api.example.com/v1/charges`, or ' +
        '`grpc://example.com/shop.Cart/GetItems`. With `latency`, `errors`, `optional`, `attributes`.',
    ),
  query: z
    .string()
    .optional()
    .describe('Database query. With `database`, `collection`, `operation`, `latency`, `attributes`.'),
  send: z
    .string()
    .optional()
    .describe('Asynchronous message to a destination. With `system`, `latency`, `delay`, `attributes`.'),
  wait: latency.optional().describe('Delay, for example computation or waiting for a lock.'),
  span: z.string().optional().describe('Internal span with this name around `steps`. With `attributes`.'),
  // Steps are recursive: a getter is evaluated after the schema is defined.
  get together() {
    return z
      .array(z.union([stepSchema, z.array(stepSchema)]))
      .min(1)
      .optional()
      .describe('Steps that run concurrently. An entry may be a list of consecutive steps.');
  },
  event: z.string().optional().describe('Event with this name on the innermost span. With `attributes`.'),
  log: z
    .string()
    .optional()
    .describe('Log record in the innermost span; may refer to a value with `$name`. With `severity`, `attributes`.'),
  count: z
    .string()
    .optional()
    .describe('Adds to the counter with this name. With `value` (1 by default), `unit`, `attributes`.'),
  record: z
    .string()
    .optional()
    .describe('Records a value in the histogram with this name. With `value`, `unit`, `buckets`, `attributes`.'),
  gauge: z.string().optional().describe('Sets the gauge with this name. With `value`, `unit`, `attributes`.'),
  fail: z
    .union([z.number().int().min(400).max(599), grpcStatus])
    .optional()
    .describe(
      'Ends the request with this status, such as 503, or `UNAVAILABLE` for gRPC. With `rate`, `error`, `message`.',
    ),

  get steps() {
    return z.array(stepSchema).optional().describe('For `span`: the steps in it.');
  },
  attributes: attributes
    .optional()
    .describe(
      'Attributes; values are constants, `$name`, `{choose: ...}`, `{from: 1, to: 9}`, or follow faults: ' +
        '`{value: v1, during: v2}`, `{on-error: exhausted}`.',
    ),
  path: z
    .string()
    .optional()
    .describe('For `call`: the concrete path; by default the route with an ID for each parameter.'),
  optional: z.boolean().optional().describe('For `call` and `external`: continue the request if the call fails.'),
  errors: share.optional().describe('For `external`: the share of calls that fail with 503; none by default.'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(10)
    .optional()
    .describe(
      'For `call`: how often it is repeated after a 5xx, a 429 or a timeout; none by default. Each attempt has its own span, ' +
        'with `http.request.resend_count`.',
    ),
  backoff: latency
    .optional()
    .describe('For `call`: the pause before the first retry, which doubles each time; `50ms..150ms` by default.'),
  database: z.string().optional().describe('For `query`: one of `databases`; the first by default.'),
  collection: z.string().optional().describe('For `query`: the table (`db.collection.name`).'),
  operation: z
    .string()
    .optional()
    .describe('For `query`: `db.operation.name`; the first word of the statement by default.'),
  latency: latency
    .optional()
    .describe('For `query` and `send`: the duration; `1ms..4ms` by default. For `external`: `20ms..80ms`.'),
  system: z.string().optional().describe('For `send`: `messaging.system`; `kafka` by default.'),
  delay: latency.optional().describe('For `send`: the time until the message is consumed; `5ms..50ms` by default.'),
  severity: z.enum(['debug', 'info', 'warn', 'error', 'fatal']).optional().describe('For `log`: `info` by default.'),
  value: valueSchema.optional().describe('For metrics: a number, `$name`, `{choose: ...}` or `{from: 1, to: 9}`.'),
  unit: z.string().optional().describe('For metrics: a UCUM unit such as `s`, `By`, `{order}`; `1` by default.'),
  buckets: z.array(z.number()).min(1).optional().describe('For `record`: ascending bucket boundaries.'),
  rate: share.optional().describe('The share of requests with this step, which for `fail` end here; all by default.'),
  error: z.string().optional().describe('For `fail`: `error.type` and `exception.type`.'),
  message: z.string().optional().describe('For `fail`: `exception.message`; may refer to a value with `$name`.'),
});
