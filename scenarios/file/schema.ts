import { z } from 'zod';
import { durationField, rateField, shareField } from '../../lib/yaml/fields.ts';
import { componentNames } from '../../stack/components/component.ts';
import { serviceNames } from '../../stack/services/index.ts';
import { applicationRequestsSchema } from './application-schema.ts';
import { expectSchema } from './expect-schema.ts';
import { fileFaults, parameterFields } from './fault-fields.ts';

// The schema of a scenario file. The reference page and the JSON schema are generated from it. Rules that involve
// several values are checked when the file is converted to a scenario.

const weight = z.number().nonnegative();

export const shopRequestsSchema = z.strictObject({
  browse: weight.optional().describe('`GET /products`: the list of products.'),
  product: weight.optional().describe('`GET /products/{id}`: one product.'),
  order: weight.optional().describe('`POST /orders`: places an order. Its traces have the class `payment`.'),
  'read-order': weight.optional().describe('`GET /orders/{id}`: an order that was placed before.'),
});

export const loadSchema = z.strictObject({
  rate: rateField
    .optional()
    .describe('Requests per second, whether or not earlier ones were answered; `25/s` by default.'),
  arrivals: z
    .enum(['poisson', 'even'])
    .optional()
    .describe('Arrival process: `poisson` (default, like real users) or `even`.'),
  requests: z
    .union([applicationRequestsSchema, shopRequestsSchema])
    .optional()
    .describe(
      'Relative frequency of each request to the shop: `{browse: 3, order: 1}`. With `target`, a list of requests: ' +
        '`[GET /, POST /orders]`; `[GET /]` by default.',
    ),
  secrets: z
    .strictObject({ every: z.number().int().positive().describe('Every n-th request has secrets in its query.') })
    .optional()
    .describe('Puts known secrets, a token and a password, in the query of every n-th request: `{every: 10}`.'),
  'max-in-flight': z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Requests beyond so many without a response are not sent, and are reported; 200 by default.'),
});

export const steadyStateSchema = z.strictObject({
  within: durationField.optional().describe('Time until it must be reached; `5m` by default.'),
  errors: shareField.optional().describe('Maximum share of requests that fail; `0%` by default.'),
  p95: durationField.optional().describe('Maximum 95th percentile of the latencies; `800ms` by default.'),
});

export const faultSchema = z.strictObject({
  fault: z
    .enum(fileFaults.map(({ name }) => name))
    .describe(`Its name: ${fileFaults.map(({ name }) => `\`${name}\``).join(', ')}.`),
  service: z
    .enum(serviceNames)
    .optional()
    .describe(`For a fault of a service: ${serviceNames.map((name) => `\`${name}\``).join(', ')}.`),
  component: z
    .enum(componentNames)
    .optional()
    .describe(
      `For \`pause\`, \`kill\`, \`restart\`, \`disconnect\`: ${componentNames.map((name) => `\`${name}\``).join(', ')}.`,
    ),
  from: durationField.optional().describe('Start, counted from the steady state; `0s` by default.'),
  to: durationField.optional().describe('End; the end of the `duration` by default. `restart` ends by itself.'),
  ...parameterFields(),
});

export const scenarioFileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens')
    .optional()
    .describe('Name in reports: lower-case words joined by hyphens; from the file name by default.'),
  title: z.string().min(1).optional().describe('Title in reports; its name by default.'),
  description: z.string().min(1).optional().describe('Purpose of the scenario, for `sandbox scenarios FILE`.'),
  target: z
    .url({ error: 'must be a URL, for example http://127.0.0.1:3000' })
    .optional()
    .describe(
      'URL of your own application, which then receives the load in place of the shop: `http://127.0.0.1:3000`. It must ' +
        'be on this machine, unless the run has `--allow-remote-target`.',
    ),
  service: z
    .string()
    .min(1)
    .optional()
    .describe(
      'With `target`: `service.name` of the application, whose spans must arrive in the steady state; any by default.',
    ),
  load: loadSchema.optional().describe('Load on the shop, or on `target`.'),
  'steady-state': steadyStateSchema
    .optional()
    .describe('Condition that must be met before faults are injected, and again after them.'),
  duration: durationField
    .optional()
    .describe(
      'Time of the faults, or of the load without faults; `4m` by default. It is extended while an alert that must ' +
        'fire is not yet firing.',
    ),
  faults: z.array(faultSchema).optional().describe('Faults; they may overlap.'),
  recovery: durationField
    .optional()
    .describe(
      'Time after the faults until the steady state is reached again and alerts are resolved; `10m` by default.',
    ),
  expect: expectSchema.describe('Expectations.'),
});

export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
export type FaultEntry = z.infer<typeof faultSchema>;
