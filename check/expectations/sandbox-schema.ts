import { z } from 'zod';
import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { mostGateways } from '../inputs/tiers/tiers.ts';
import { findingDefinitions } from '../findings/index.ts';
import { parseShare, shareForms } from '../../scenarios/sampling/share.ts';

const files = z.union([z.string(), z.array(z.string())]);
const shareError = { error: `must be a share, for example ${shareForms}` };
const shareSchema = z.string(shareError).refine((text) => parseShare(text) !== undefined, shareError);
const duration = z
  .string({ error: 'must be a duration, for example 5m' })
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: 'must be a duration, for example 5m, 90s or 2m30s' });
const pattern = z.string().refine(isRegExp, { error: 'must be a valid JavaScript regular expression' });

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return text !== '';
  } catch {
    return false;
  }
}

export const firesSchema = z.strictObject({
  within: duration.optional().describe('Maximum time from the first affected request until the alert fires.'),
});

export const alertSchema = z
  .strictObject({
    fires: z
      .union([z.literal(true), firesSchema])
      .optional()
      .describe('The alert must fire after the first fault begins: `true`, or `{within: 5m}`.'),
    quiet: z.literal(true).optional().describe('The alert must never fire. It may be pending.'),
    ignore: z.literal(true).optional().describe('Findings about the alert do not count.'),
    resolves: z
      .boolean()
      .optional()
      .describe('The alert must resolve before the traffic ends; `true` by default with `fires`.'),
    labels: z
      .record(z.string(), z.string())
      .optional()
      .describe('Labels that select instances of the alert; others are ignored.'),
  })
  .refine(({ fires: fire, quiet, ignore }) => [fire, quiet, ignore].filter(Boolean).length === 1, {
    error: 'must have exactly one of fires, quiet and ignore',
  });

const alert = z.union([z.enum(['fires', 'quiet', 'ignore']), alertSchema, z.array(alertSchema).min(1)]);

export const classSchema = z.strictObject({
  kept: shareSchema.describe(
    'Share of the traces that the Collector must export: `100%`, `1%..10%`, `">= 99%"`, `"<= 5%"`.',
  ),
});

export const expectSchema = z.strictObject({
  classes: z
    .record(z.string(), z.union([shareSchema, classSchema]))
    .optional()
    .describe('Share of each trace class that must be kept: `error: 100%`, or `error: {kept: 100%}`.'),
  incomplete: z.number().int().min(0).optional().describe('Maximum number of kept traces with missing spans.'),
  alerts: z
    .record(z.string(), alert)
    .optional()
    .describe(
      'Expectation for each alert, by name: `fires`, `quiet`, `ignore`, a mapping, or a list with several label sets.',
    ),
});

const kinds: readonly string[] = findingDefinitions.map(({ kind }) => kind);

export const ignoreSchema = z.strictObject({
  kind: z
    .string()
    .refine((kind) => kinds.includes(kind), { error: 'must be the kind of a finding (docs/findings)' })
    .describe('Kind of the finding, as reports print it in parentheses.'),
  subject: z
    .string()
    .optional()
    .describe('Its subject: the name of the alert, policy, component or trace class; any by default.'),
  until: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'must be a date, for example 2027-03-01')
    .optional()
    .describe('Last day on which the finding is accepted; without an end by default.'),
  because: z.string().min(1).describe('Why the finding is accepted.'),
});

const price = z.number().min(0);
const retention = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: 'must be a duration, for example 7d',
});

export const productionSchema = z.strictObject({
  'requests-per-second': z.number().positive().optional().describe('Request rate in production.'),
  'bytes-per-span': z.number().positive().optional().describe('Storage size of a span.'),
  retention: retention.optional().describe('Time that data stays in the backends; `7d` by default.'),
  archive: retention
    .optional()
    .describe('Time that data stays in an archive after that; `30d` by default, `0d` for none.'),
  'price-hot': price.optional().describe('US dollars per GB and month in the backends; 0.08 by default.'),
  'price-archive': price.optional().describe('US dollars per GB and month in the archive; 0.0125 by default.'),
});

/** The schema of `sandbox.yaml`; the reference page and the JSON schema are generated from it. */
export const sandboxSchema = z.strictObject({
  collector: files.optional().describe('Collector configuration files. Later files are merged over earlier ones.'),
  agent: files
    .optional()
    .describe('Configuration files of agents in front of the Collectors: the services send to two of them.'),
  gateways: z
    .number()
    .int()
    .min(1)
    .max(mostGateways)
    .optional()
    .describe('Number of Collectors behind the agents. By default the `replicas` of their manifest, or 2.'),
  rules: files.optional().describe('Prometheus rule files, or patterns with `*`, `?` and `[...]`.'),
  prometheus: z
    .string()
    .optional()
    .describe('Prometheus configuration, used for `global`, `otlp`, `rule_files` and jobs that scrape the Collector.'),
  dashboards: files.optional().describe('Grafana dashboards (JSON) whose queries are executed; files or patterns.'),
  'enable-feature': files
    .optional()
    .describe('Features of your Prometheus, as in its `--enable-feature`: a list, or names with commas.'),
  'feature-gates': files
    .optional()
    .describe('Feature gates of your Collector, as in its `--feature-gates`; `-` in front of those that are off.'),
  traffic: z.string().optional().describe('Traffic file (docs/traffic.md); the demo shop by default.'),
  scenarios: files
    .optional()
    .describe('Scenarios whose load and faults are simulated instead of the traffic and its fault schedule.'),
  secrets: z
    .union([pattern, z.array(pattern)])
    .optional()
    .describe('Regular expressions that no exported telemetry may match.'),
  'head-sampling': shareSchema
    .refine((text) => /^[\d.]+\s*%$/.test(text.trim()) && Number.parseFloat(text) > 0, {
      error: 'must be a single share above 0%, for example 10%',
    })
    .optional()
    .describe('Share of the traces that the SDKs sample before the Collector receives them.'),
  baseline: duration
    .optional()
    .describe(
      'Time before the first fault, for example `6h` for rules with a window of 6h; by default as in the traffic.',
    ),
  'fault-for': duration
    .optional()
    .describe('Duration of each fault, for example `30m` for alerts with a long `for`; by default as in the traffic.'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe('Random seed; the same seed gives the same result.'),
  strict: z.boolean().optional().describe('Warnings fail the check, like errors.'),
  production: productionSchema
    .optional()
    .describe(
      'Load and prices for which storage and cost are estimated; by default the load of the simulated traffic.',
    ),
  ignore: z
    .array(ignoreSchema)
    .optional()
    .describe('Findings that are accepted. Entries that have expired or match nothing are reported.'),
  expect: expectSchema.optional().describe('Expectations.'),
});

export type SandboxFile = z.infer<typeof sandboxSchema>;
