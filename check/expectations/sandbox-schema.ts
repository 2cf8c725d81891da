import { z } from 'zod';
import { parseDuration } from '../../stack/pacing/duration.ts';
import { parseShare, shareForms } from './share.ts';

const files = z.union([z.string(), z.array(z.string())]);
const shareError = { error: `must be a share such as ${shareForms}` };
const shareSchema = z.string(shareError).refine((text) => parseShare(text) !== undefined, shareError);
const duration = z
  .string({ error: 'must be a duration such as 5m' })
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: 'must be a duration such as 5m, 90s or 2m30s' });
const pattern = z.string().refine(isRegExp, { error: 'must be a regular expression that JavaScript reads' });

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return text !== '';
  } catch {
    return false;
  }
}

export const firesSchema = z.strictObject({
  within: duration.optional().describe('Within so long of the first request that went wrong.'),
});

export const alertSchema = z
  .strictObject({
    fires: z
      .union([z.literal(true), firesSchema])
      .optional()
      .describe('`true`, or `{within: 5m}`: it must fire while something is wrong, within that time.'),
    quiet: z.literal(true).optional().describe('It must not fire. That it is pending for a while is no failure.'),
    ignore: z.literal(true).optional().describe('Nothing that is found out about it counts.'),
    resolves: z
      .boolean()
      .optional()
      .describe('It must be over before the traffic ends. `true` with `fires`, if not said.'),
    labels: z
      .record(z.string(), z.string())
      .optional()
      .describe('Only of the alert with these labels; others are not looked at.'),
  })
  .refine(({ fires: fire, quiet, ignore }) => [fire, quiet, ignore].filter(Boolean).length === 1, {
    error: 'must say one of fires, quiet or ignore',
  });

const alert = z.union([z.enum(['fires', 'quiet', 'ignore']), alertSchema, z.array(alertSchema).min(1)]);

export const classSchema = z.strictObject({
  kept: shareSchema.describe(
    'How much of its traces comes out of the Collector: `100%`, `1%..10%`, `">= 99%"`, `"<= 5%"`.',
  ),
});

export const expectSchema = z.strictObject({
  classes: z
    .record(z.string(), z.union([shareSchema, classSchema]))
    .optional()
    .describe('A class of traces to the share of it that must be kept: `error: 100%`, or `error: {kept: 100%}`.'),
  incomplete: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('How many of the kept traces may be incomplete: spans of them are missing.'),
  alerts: z
    .record(z.string(), alert)
    .optional()
    .describe(
      'The name of an alert to `fires`, `quiet`, `ignore`, or to details; a list of details for several sets of labels.',
    ),
});

export const productionSchema = z.strictObject({
  'requests-per-second': z.number().positive().optional().describe('The rate of your production.'),
  'bytes-per-span': z.number().positive().optional().describe('What a span takes in your storage.'),
});

/** What `sandbox.yaml` may say; the reference page and the JSON schema are made from it. */
export const sandboxSchema = z.strictObject({
  collector: files
    .optional()
    .describe("The Collector's configuration; of several files, later ones are merged over earlier ones."),
  rules: files.optional().describe("Prometheus' rule files; `*`, `?` and `[...]` stand for several."),
  prometheus: z
    .string()
    .optional()
    .describe("Prometheus' configuration, of which `global`, `otlp` and `rule_files` are taken."),
  dashboards: files.optional().describe('Dashboards of Grafana as JSON, whose queries are asked; `*` as above.'),
  traffic: z.string().optional().describe('The traffic that is played (docs/traffic.md); the demo shop by default.'),
  scenarios: files
    .optional()
    .describe("Scenarios of the catalogue whose load and faults are played in place of the traffic's own drill."),
  secrets: z
    .union([pattern, z.array(pattern)])
    .optional()
    .describe('Regular expressions that must match nothing that leaves the Collector.'),
  'head-sampling': shareSchema
    .refine((text) => /^[\d.]+\s*%$/.test(text.trim()) && Number.parseFloat(text) > 0, {
      error: 'must be one share above 0%, such as 10%',
    })
    .optional()
    .describe('The share of traces that the SDKs let through before the Collector sees them.'),
  baseline: duration
    .optional()
    .describe(
      'How long all is well before the first fault, such as `6h` for rules with windows as long; by default as the traffic has it.',
    ),
  'fault-for': duration
    .optional()
    .describe(
      'How long each fault lasts, such as `30m` for alerts with a long `for`; by default as the traffic has it.',
    ),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe('Of everything random; the same seed gives the same result.'),
  strict: z.boolean().optional().describe('Whether warnings fail the check as problems do.'),
  production: productionSchema
    .optional()
    .describe('What the storage per day is worked out for; without it, for the traffic as it was played.'),
  expect: expectSchema.optional().describe('What must be seen.'),
});

export type SandboxFile = z.infer<typeof sandboxSchema>;
