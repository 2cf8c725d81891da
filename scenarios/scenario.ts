import { z } from 'zod';
import { ExitCode } from '../lib/exit-codes.ts';
import { UserError } from '../lib/errors.ts';
import { endTimeOf, faults } from './faults/fault-schema.ts';
import { checkOverlaps } from './faults/overlap.ts';
import { routeClasses } from './load/route-classes.ts';
import { coreServiceNames, serviceNames } from '../stack/services/index.ts';
import { durationMs, durationSchema } from './pace.ts';

/**
 * A scenario is data: the load, the steady state before, the faults, the expectations, and the recovery after.
 * Durations are in production time and are divided by the pace of a run; rates and latencies of requests never are.
 */

/** Bounds of an observed number, both included. */
const tolerance = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'needs min, max or both');

export const httpMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const weights = z.strictObject({
  browse: z.number().nonnegative(),
  product: z.number().nonnegative(),
  order: z.number().nonnegative(),
  'read-order': z.number().nonnegative(),
});

/** A request to the user's own application. */
const applicationRequest = z.strictObject({
  name: z.string().min(1),
  method: z.enum(httpMethods),
  /** Path and query. */
  path: z.string().startsWith('/'),
  headers: z.record(z.string(), z.string()).default({}),
  /** A text, or what is sent as JSON. */
  body: z.json().optional(),
  weight: z.number().nonnegative().default(1),
});

const noRoutes = { browse: 0, product: 0, order: 0, 'read-order': 0 };

const load = z.strictObject({
  /** An open model: requests are sent at this rate whether or not earlier ones were answered. */
  arrivalsPerSecond: z.number().positive().max(2000),
  arrivals: z.enum(['poisson', 'even']).default('poisson'),
  /** How often each route of the shop is requested, in proportion. */
  routes: weights.default(noRoutes),
  /** The requests to the user's own application, in place of the shop. */
  requests: z.array(applicationRequest).optional(),
  /** Requests that would exceed this are not sent, and are reported. */
  maxInFlight: z.number().int().positive().default(200),
  /** Put known secrets into the query of every n-th request. */
  plantSecrets: z.strictObject({ every: z.number().int().positive() }).optional(),
});

const labels = z.record(z.string(), z.string());

const probe = z.discriminatedUnion('type', [
  /** The gateway's health route answers 200. */
  z.strictObject({ type: z.literal('healthy') }),
  /** The share of the load's requests of the last seconds that failed (no response, or 5xx). */
  z.strictObject({ type: z.literal('load-errors'), max: z.number().min(0).max(1) }),
  /** A quantile of the latencies of the load's requests of the last seconds. */
  z.strictObject({ type: z.literal('load-latency'), quantile: z.number().gt(0).lt(1), maxMs: z.number().positive() }),
  /** A PromQL query that returns one number; its durations are divided by the pace. */
  z.strictObject({ type: z.literal('metric'), name: z.string(), query: z.string(), tolerance }),
  /** No alert of this name is pending or firing. */
  z.strictObject({ type: z.literal('alert-inactive'), alertname: z.string() }),
]);

/** The classes that the sandbox's own policies keep as a whole, and the one of which they keep a fixed share. */
export const expectableClasses = ['error', 'slow', ...Object.values(routeClasses), 'normal'];

const base = { name: z.string().min(1) };

const expectation = z.discriminatedUnion('type', [
  /** The ledger has as many traces of a class as its policies keep, and as many incomplete ones as expected. */
  z.strictObject({
    ...base,
    type: z.literal('traces'),
    class: z.enum(expectableClasses),
    /** With fewer traces of the class the expectation fails. */
    atLeast: z.number().int().nonnegative().default(1),
    /** The share of them that must be kept; by default what the sampling policies imply. */
    kept: z.strictObject({ min: z.number().min(0).max(1), max: z.number().min(0).max(1) }).optional(),
    /** The policy that must have kept at least one of them. */
    policy: z.string().optional(),
    /** Traces may be missing or incomplete where the Collector refused their spans until the service dropped them. */
    orRefused: z.boolean().default(false),
    /** The share of the kept traces that has spans missing; none by default. */
    incomplete: tolerance.optional(),
    needsFault: z.boolean().default(false),
  }),
  /** The load's requests since the steady state: whether clients noticed anything. */
  z.strictObject({
    ...base,
    type: z.literal('load'),
    /** The share of them that may fail (no response, or 5xx). */
    maxErrors: z.number().min(0).max(1).optional(),
    latency: z.strictObject({ quantile: z.number().gt(0).lt(1), maxMs: z.number().positive() }).optional(),
  }),
  /** The Collector refused spans of a telemetry flood, and counted every span that it refused. */
  z.strictObject({ ...base, type: z.literal('refused'), atLeast: z.number().int().positive() }),
  /** Traces of orders have spans of each of these services and databases. */
  z.strictObject({
    ...base,
    type: z.literal('trace-path'),
    services: z.array(z.string()).min(1),
    /** As in `db.system.name`, such as `postgresql`. */
    databases: z.array(z.string()).default([]),
    /** Of as many stored traces. */
    atLeast: z.number().int().positive().default(1),
  }),
  /** Every trace is in the store or counted as dropped by the Collector. */
  z.strictObject({ ...base, type: z.literal('accounted') }),
  /** An alert becomes pending, fires and resolves. In a run without faults it must stay inactive. */
  z.strictObject({ ...base, type: z.literal('alert-fires'), alertname: z.string(), labels: labels.default({}) }),
  /** An alert is never pending nor firing from the steady state on. */
  z.strictObject({ ...base, type: z.literal('alert-quiet'), alertname: z.string(), labels: labels.default({}) }),
  /**
   * A PromQL query that returns one number; its durations are divided by the pace, and `$arrivals` is the load's rate, and
   * `$sampledArrivals` the part of it that head sampling sampled.
   */
  z.strictObject({
    ...base,
    type: z.literal('metric'),
    query: z.string(),
    tolerance,
    phase: z.enum(['during', 'after']).default('during'),
    needsFault: z.boolean().default(false),
  }),
  /** A LogQL query, and how many of the run's lines it selects. */
  z.strictObject({
    ...base,
    type: z.literal('logs'),
    query: z.string(),
    tolerance,
    needsFault: z.boolean().default(false),
  }),
  /** Links from one signal to another work. */
  z.strictObject({
    ...base,
    type: z.literal('link'),
    link: z.enum(['exemplar-to-trace', 'trace-to-logs', 'log-to-trace']),
  }),
  /** A backend contains none of the planted secrets, but the marker in their place. */
  z.strictObject({
    ...base,
    type: z.literal('no-leak'),
    backend: z.enum(['jaeger', 'loki', 'prometheus']),
    marker: z.string().optional(),
  }),
]);

/** Exported for the conversion of scenario files, which reports its issues by line. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens'),
    title: z.string().min(1),
    /** What the user learns, in one sentence. */
    teaches: z.string().min(1),
    /**
     * The Collector configuration whose sampling policies the traces are judged by: the sandbox's own, or that of the
     * Collector which the scenario is run against.
     */
    judgedBy: z.enum(['sandbox', 'running']).default('sandbox'),
    explanation: z.strictObject({ does: z.string().min(1), see: z.array(z.string()).min(1) }),
    /** The demo services that it needs; a run boots exactly these. */
    services: z.array(z.enum(serviceNames)).default([...coreServiceNames]),
    load,
    /** The user's own application, which the load requests in place of the shop. */
    application: z.strictObject({ url: z.url(), service: z.string().min(1).optional() }).optional(),
    /** All probes must pass at once before a fault is injected. */
    steadyState: z.strictObject({ within: durationSchema, probes: z.array(probe).min(1) }),
    /**
     * How long the load lasts between the steady state and the recovery; longer while an alert that must fire has not
     * fired. A fault that ends with it lasts as long as the phase does.
     */
    duration: durationSchema,
    faults: faults.superRefine(checkOverlaps).default([]),
    expectations: z.array(expectation).min(1),
    /** All probes must pass at once again after the faults. */
    recovery: z.strictObject({ within: durationSchema, probes: z.array(probe).min(1) }),
  })
  .superRefine((scenario, context) => {
    const { routes, requests = [] } = scenario.load;
    const weighed = scenario.application ? requests.map(({ weight }) => weight) : Object.values(routes);
    if (!weighed.some((weight) => weight > 0)) {
      const path = ['load', scenario.application ? 'requests' : 'routes'];
      context.addIssue({ code: 'custom', path, message: 'needs a weight above 0' });
    }
    for (const [index, fault] of scenario.faults.entries()) {
      const to = endTimeOf(fault);
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
        context.addIssue({ code: 'custom', path: ['expectations', index, 'name'], message: 'is defined twice' });
      seen.add(name);
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;
/** A scenario as it is written: fields with a default are optional. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type LoadSpec = Scenario['load'];
export type Route = keyof Scenario['load']['routes'];
export type ApplicationRequest = z.output<typeof applicationRequest>;
export type Probe = Scenario['steadyState']['probes'][number];
export type Expectation = Scenario['expectations'][number];
export type ExpectationOf<T extends Expectation['type']> = Extract<Expectation, { type: T }>;
export type Tolerance = z.output<typeof tolerance>;

/** A scenario written in TypeScript, validated when it is loaded. */
export function defineScenario(input: ScenarioInput): Scenario {
  return parseScenario(input);
}

/** Validates a scenario; throws a UserError with every problem and its path (exit code 2), unknown keys included. */
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
