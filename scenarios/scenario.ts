import { z } from 'zod';
import { ExitCode } from '../lib/exit-codes.ts';
import { UserError } from '../lib/errors.ts';
import { endOf, faults } from './faults/fault-schema.ts';
import { durationMs, durationSchema } from './pace.ts';

/**
 * A scenario is data: what is sent, what must hold before, which faults, what must be seen, what must hold after.
 * Durations are in the production time of the rules and are divided by the pace when run; rates and latencies of requests never are.
 */

/** Bounds that an observed number must keep; both included. */
const tolerance = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'needs min, max or both');

const weights = z.strictObject({
  browse: z.number().nonnegative(),
  product: z.number().nonnegative(),
  order: z.number().nonnegative(),
  'read-order': z.number().nonnegative(),
});

const load = z.strictObject({
  /** An open model: requests arrive at this rate whether or not earlier ones were answered. */
  arrivalsPerSecond: z.number().positive().max(2000),
  arrivals: z.enum(['poisson', 'even']).default('poisson'),
  /** How often each route is asked for, in proportion. */
  routes: weights.refine((routes) => Object.values(routes).some((weight) => weight > 0), 'needs a weight above 0'),
  /** Requests that would exceed this are not sent, and are reported. */
  maxInFlight: z.number().int().positive().default(200),
  /** Put known secrets into the query of every n-th request. */
  plantSecrets: z.strictObject({ every: z.number().int().positive() }).optional(),
});

const labels = z.record(z.string(), z.string());

const probe = z.discriminatedUnion('type', [
  /** The gateway's health route answers 200. */
  z.strictObject({ type: z.literal('healthy') }),
  /** Share of the load's own requests of the last seconds that failed (no answer, or 5xx). */
  z.strictObject({ type: z.literal('load-errors'), max: z.number().min(0).max(1) }),
  /** A quantile of the load's own latencies of the last seconds. */
  z.strictObject({ type: z.literal('load-latency'), quantile: z.number().gt(0).lt(1), maxMs: z.number().positive() }),
  /** A PromQL query with one number as its answer; its durations are paced. */
  z.strictObject({ type: z.literal('metric'), name: z.string(), query: z.string(), tolerance }),
  /** No alert of this name is pending or firing. */
  z.strictObject({ type: z.literal('alert-inactive'), alertname: z.string() }),
]);

const base = { name: z.string().min(1) };

const expectation = z.discriminatedUnion('type', [
  /** A class of the ledger keeps what its policies promise, without fragments. */
  z.strictObject({
    ...base,
    type: z.literal('traces'),
    class: z.enum(['error', 'slow', 'payment', 'normal']),
    /** Fewer traces of the class than this prove nothing. */
    atLeast: z.number().int().nonnegative().default(1),
    /** The policy that must have kept at least one of them. */
    policy: z.string().optional(),
    /** Traces may be missing, or lack spans, that the Collector refused until their service gave them up. */
    orRefused: z.boolean().default(false),
    needsFault: z.boolean().default(false),
  }),
  /** The load's own requests since the steady state: whether users noticed anything. */
  z.strictObject({
    ...base,
    type: z.literal('load'),
    /** Share of them that may fail (no answer, or 5xx). */
    maxErrors: z.number().min(0).max(1),
    quantile: z.number().gt(0).lt(1),
    maxMs: z.number().positive(),
  }),
  /** The Collector refused spans of a telemetry flood, and counted every one that it told its sender it refused. */
  z.strictObject({ ...base, type: z.literal('refused'), atLeast: z.number().int().positive() }),
  /** Nothing is neither in the store nor counted as dropped by the Collector. */
  z.strictObject({ ...base, type: z.literal('accounted') }),
  /** An alert goes inactive, pending, firing, inactive. In a run without faults it must stay quiet. */
  z.strictObject({ ...base, type: z.literal('alert-life'), alertname: z.string(), labels: labels.default({}) }),
  /** An alert is never pending nor firing from the steady state on. */
  z.strictObject({ ...base, type: z.literal('alert-quiet'), alertname: z.string(), labels: labels.default({}) }),
  /** A PromQL query with one number as its answer; its durations are paced, and `$arrivals` is the load's rate per second. */
  z.strictObject({
    ...base,
    type: z.literal('metric'),
    query: z.string(),
    tolerance,
    phase: z.enum(['during', 'after']).default('during'),
    needsFault: z.boolean().default(false),
  }),
  /** A LogQL query: how many of the run's lines it selects. */
  z.strictObject({
    ...base,
    type: z.literal('logs'),
    query: z.string(),
    tolerance,
    needsFault: z.boolean().default(false),
  }),
  /** A link between signals leads where it says. */
  z.strictObject({
    ...base,
    type: z.literal('link'),
    link: z.enum(['exemplar-to-trace', 'trace-to-logs', 'log-to-trace']),
  }),
  /** None of the planted secrets is anywhere in a backend, and where they were the marker stands. */
  z.strictObject({
    ...base,
    type: z.literal('no-leak'),
    backend: z.enum(['jaeger', 'loki', 'prometheus']),
    marker: z.string().optional(),
  }),
]);

const scenarioSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is lower-case words joined by hyphens'),
    title: z.string().min(1),
    /** What a person knows afterwards, in one sentence. */
    teaches: z.string().min(1),
    explanation: z.strictObject({ does: z.string().min(1), see: z.array(z.string()).min(1) }),
    load,
    /** Must hold, all of them at once, before anything is injected. */
    steadyState: z.strictObject({ within: durationSchema, probes: z.array(probe).min(1) }),
    /**
     * How long the load goes on between the steady state and the recovery; longer while an alert that must fire does not yet.
     * A fault that lasts to its end lasts as long as the phase does.
     */
    duration: durationSchema,
    faults: faults.default([]),
    expectations: z.array(expectation).min(1),
    /** Must hold again, all of them at once, after the faults. */
    recovery: z.strictObject({ within: durationSchema, probes: z.array(probe).min(1) }),
  })
  .superRefine((scenario, context) => {
    for (const [index, fault] of scenario.faults.entries()) {
      const to = endOf(fault);
      if (durationMs(to ?? fault.from) <= durationMs(scenario.duration)) continue;
      context.addIssue({
        code: 'custom',
        path: ['faults', index, to === undefined ? 'from' : 'to'],
        message: `is after the end (${scenario.duration})`,
      });
    }
    const seen = new Set<string>();
    for (const [index, { name }] of scenario.expectations.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: ['expectations', index, 'name'], message: 'is there twice' });
      seen.add(name);
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;
/** A scenario as it is written: what has a default may be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type LoadSpec = Scenario['load'];
export type Route = keyof Scenario['load']['routes'];
export type Probe = Scenario['steadyState']['probes'][number];
export type Expectation = Scenario['expectations'][number];
export type ExpectationOf<T extends Expectation['type']> = Extract<Expectation, { type: T }>;
export type Tolerance = z.output<typeof tolerance>;

/** A scenario written in TypeScript, checked when it is loaded. */
export function defineScenario(input: ScenarioInput): Scenario {
  return parseScenario(input);
}

/** Checks a scenario; rejects with every problem and its path (exit code 2), unknown keys among them. */
export function parseScenario(input: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const name = (input as { name?: unknown } | null | undefined)?.name;
  throw new UserError(`The scenario${typeof name === 'string' ? ` ${name}` : ''} is not valid`, {
    code: 'bad-scenario',
    exitCode: ExitCode.usage,
    details: parsed.error.issues.map((issue) => `${pathOf(issue.path)}: ${issue.message}`),
    hint: 'Compare it with one that works: sandbox scenarios error-burst --json',
  });
}

function pathOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'scenario';
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`)).join('');
}
