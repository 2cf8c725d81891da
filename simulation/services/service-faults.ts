import { traceIdRatio } from './head-sampling.ts';
import {
  type ModelActivation,
  numberOf,
  type ServiceFaultDefinition,
  type ServiceFaultParameter,
} from './fault-definition.ts';

/*
 * The registry of the faults of services. The schema of scenarios, the schema of traffic files, the terminal UI and the
 * simulation take names and parameters from here. The live faults are in services/faults, which imports nothing from
 * here; a test compares the two.
 */

const rate = {
  type: 'number',
  description: 'The share of requests that it affects',
  minimum: 0,
  maximum: 1,
  default: 1,
  traffic: { key: 'rate', form: 'share', help: 'the share of affected requests, calls or queries; all by default' },
} as const satisfies ServiceFaultParameter;
const seed = {
  type: 'integer',
  description: 'Makes the choice of requests the same each time',
  minimum: 0,
  maximum: 2 ** 32 - 1,
} as const satisfies ServiceFaultParameter;
const routes = {
  type: 'routes',
  description: 'The routes that it affects',
  traffic: {
    key: 'routes',
    form: 'routes',
    help: 'only these routes of the service (`GET /items`), or destinations (`CONSUME orders`)',
  },
} as const satisfies ServiceFaultParameter;
const milliseconds = { type: 'number', description: 'Milliseconds', minimum: 0, maximum: 60_000 } as const;
const secret = { type: 'string', description: 'A secret that is not a real one', maxLength: 256 } as const;

const delay = {
  ms: { ...milliseconds, required: true, traffic: { key: 'by', form: 'duration', help: 'the additional latency' } },
  jitterMs: {
    ...milliseconds,
    default: 0,
    traffic: { key: 'jitter', form: 'duration', help: 'a random deviation from it, up to this duration' },
  },
} as const satisfies Record<string, ServiceFaultParameter>;

/** The duration that a delay adds, in milliseconds. */
const delayMs = (active: ModelActivation): number =>
  Math.max(0, numberOf(active, 'ms', 0) + (active.next() * 2 - 1) * numberOf(active, 'jitterMs', 0));

const everywhere = ['embedded', 'docker', 'simulation'] as const;

/** In the order in which they act: latency before errors. */
export const serviceFaults = [
  {
    name: 'latency',
    description: 'Makes a share of requests take longer, by ms plus or minus up to jitterMs',
    effect: 'requests take longer',
    target: 'service',
    supportedBy: everywhere,
    parameters: { ...delay, rate, routes, seed },
    model: { delayMs },
  },
  {
    name: 'rejection',
    description: 'Rejects a share of requests with a 4xx status, as a rate limiter does',
    effect: 'requests are rejected with a 4xx status',
    target: 'service',
    supportedBy: ['simulation'],
    parameters: {
      rate,
      status: {
        type: 'integer',
        description: 'The HTTP status of the response',
        minimum: 400,
        maximum: 499,
        default: 429,
        traffic: { key: 'status', form: 'integer', help: '429 by default' },
      },
      routes,
    },
    model: {
      failure: (active) => ({ status: numberOf(active, 'status', 429), name: 'Rejected', message: '', isAnswer: true }),
    },
  },
  {
    name: 'error-rate',
    description: 'Makes a share of requests fail',
    effect: 'requests fail',
    target: 'service',
    supportedBy: everywhere,
    parameters: {
      rate,
      status: {
        type: 'integer',
        description: 'The HTTP status of the response',
        minimum: 500,
        maximum: 599,
        default: 500,
        traffic: { key: 'status', form: 'integer', help: '500 by default' },
      },
      routes,
      seed,
    },
    model: {
      failure(active) {
        const status = numberOf(active, 'status', 500);
        const message = `the fault error-rate made this request fail with ${status}`;
        return { status, name: 'InjectedError', message };
      },
    },
  },
  {
    name: 'crash',
    description: 'Ends the process at once with exit code 1: nothing is drained and nothing is flushed',
    effect: 'the process ends',
    target: 'service',
    supportedBy: ['embedded', 'docker'],
    parameters: {
      afterMs: {
        type: 'integer',
        description: 'Milliseconds to wait before',
        minimum: 0,
        maximum: 600_000,
        default: 0,
        paced: true,
      },
    },
  },
  {
    name: 'memory-leak',
    description: 'Fills the heap at a steady rate until Node ends the process, which is then started again without it',
    effect: 'its memory fills until the process ends',
    target: 'service',
    supportedBy: ['embedded', 'docker'],
    parameters: {
      overMs: {
        type: 'integer',
        description: 'The time until the heap is full',
        minimum: 1000,
        maximum: 3_600_000,
        default: 60_000,
        paced: true,
      },
    },
  },
  {
    name: 'cpu-saturation',
    description: 'Keeps the CPU busy for a share of the time, during which no request makes progress',
    effect: 'its event loop is blocked for a share of the time',
    target: 'service',
    supportedBy: ['embedded', 'docker'],
    parameters: {
      load: { type: 'number', description: 'The share of the time', minimum: 0, maximum: 1, default: 0.9 },
    },
  },
  {
    name: 'log-storm',
    description: 'Logs the same message again and again, as a loop that retries without waiting does',
    effect: 'it logs the same message again and again',
    target: 'service',
    supportedBy: ['embedded', 'docker'],
    parameters: {
      linesPerSecond: { type: 'integer', description: 'Lines per second', minimum: 1, maximum: 5000, default: 500 },
      severity: {
        type: 'choice',
        description: 'The severity of the lines',
        values: ['info', 'warn', 'error'],
        default: 'error',
      },
    },
  },
  {
    name: 'clock-skew',
    description: 'Shifts the timestamps of spans and log records, as a clock that is wrong does',
    effect: 'the timestamps of its spans and log records are shifted',
    target: 'service',
    supportedBy: everywhere,
    parameters: {
      offsetMs: {
        type: 'integer',
        description: 'Milliseconds by which the clock is ahead; negative if it is behind',
        minimum: -3_600_000,
        maximum: 3_600_000,
        required: true,
        traffic: { key: 'offset', form: 'offset', help: 'how far its clock is ahead; negative if it is behind' },
      },
    },
    model: { clockOffsetMs: (active) => numberOf(active, 'offsetMs', 0) },
  },
  {
    name: 'slow-queries',
    description: 'Makes PostgreSQL take longer for a share of queries, by ms plus or minus up to jitterMs',
    effect: 'its database queries take longer',
    target: 'querier',
    supportedBy: everywhere,
    parameters: { ...delay, rate: { ...rate, description: 'The share of queries that it affects' }, seed },
    model: { queryDelayMs: (active) => (active.next() < numberOf(active, 'rate', 1) ? delayMs(active) : 0) },
  },
  {
    name: 'no-answer',
    description: 'Lets callers of a share of requests wait until their timeout',
    effect: 'callers wait until their timeout',
    target: 'service',
    supportedBy: ['simulation'],
    parameters: { rate, routes },
    model: { unreachable: 'no-answer' },
  },
  {
    name: 'down',
    description: 'Refuses all requests and stops the metrics of the service',
    effect: 'connections are refused, and its metrics stop',
    target: 'service',
    supportedBy: ['simulation'],
    parameters: {},
    model: { unreachable: 'down' },
  },
  {
    name: 'inconsistent-sampling',
    description: 'Samples a share of incoming traces by their trace id, whatever the caller decided',
    effect: 'it samples a share of the traces itself, whatever its callers decided',
    target: 'service',
    supportedBy: everywhere,
    parameters: {
      ratio: {
        type: 'number',
        description: 'The share of traces that it samples',
        minimum: 0,
        maximum: 1,
        default: 0.25,
        traffic: { key: 'ratio', form: 'share', help: 'the share of traces that it samples; 25% by default' },
      },
    },
    model: { samples: (active, traceId) => traceIdRatio(numberOf(active, 'ratio', 0.25))(traceId) },
  },
  {
    name: 'cardinality-explosion',
    description: 'Counts a share of requests in requests.by_session, with an attribute whose value is new each time',
    effect: 'each of its requests adds a series to a metric',
    target: 'service',
    supportedBy: ['embedded', 'docker'],
    parameters: { rate, seed },
  },
  {
    name: 'lost-context',
    description: 'Sends a share of outgoing calls without trace context, so that the callee starts a new trace',
    effect: 'the services that it calls start new traces',
    target: 'caller',
    supportedBy: everywhere,
    parameters: { rate, seed },
    model: { losesContext: (active) => active.next() < numberOf(active, 'rate', 1) },
  },
  {
    name: 'secret-in-url',
    description: 'Puts secrets into the URL of each outgoing call and logs that URL, as a careless client does',
    effect: 'its calls have a token and a password in their URLs, which it logs',
    target: 'caller',
    supportedBy: everywhere,
    parameters: { token: { ...secret, required: true }, password: secret },
    model: { query: ({ parameters: { token, password } }) => ({ token, password }) },
  },
] as const satisfies readonly ServiceFaultDefinition[];

export type ServiceFaultName = (typeof serviceFaults)[number]['name'];

export function findServiceFault(name: string): (ServiceFaultDefinition & { name: ServiceFaultName }) | undefined {
  return serviceFaults.find((fault) => fault.name === name);
}

/** Those that a running service has, and those that a modeled one has. */
export const liveFaultNames: readonly ServiceFaultName[] = namesSupportedBy('embedded');
export const simulatedFaultNames: readonly ServiceFaultName[] = namesSupportedBy('simulation');

function namesSupportedBy(runtime: 'embedded' | 'simulation'): ServiceFaultName[] {
  const all: readonly (ServiceFaultDefinition & { name: ServiceFaultName })[] = serviceFaults;
  return all.filter(({ supportedBy }) => supportedBy.includes(runtime)).map(({ name }) => name);
}
