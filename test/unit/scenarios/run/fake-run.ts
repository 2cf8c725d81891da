import type { RunEvent } from '../../../../lib/events/run-event.ts';
import { runScenario } from '../../../../scenarios/run/run-scenario.ts';
import { defineScenario, type ScenarioInput } from '../../../../scenarios/scenario.ts';
import type { Endpoints } from '../../../../stack/components/endpoints.ts';
import { FakeStack } from './fake-stack.ts';
import type { Failures } from './failures.ts';
import { VirtualClock } from '../virtual-clock.ts';

export const endpoints = {
  gateway: 'http://gateway',
  control: { gateway: '', order: '', payment: '' },
} as unknown as Endpoints;

/** A scenario whose payments fail, with changes. */
export const scenario = (changes: Partial<ScenarioInput> = {}) =>
  defineScenario({
    name: 'errors',
    title: 'Errors',
    teaches: 'something',
    explanation: { does: 'things', see: ['something'] },
    load: { arrivalsPerSecond: 20, arrivals: 'even', routes: { browse: 60, product: 10, order: 20, 'read-order': 10 } },
    steadyState: {
      within: '1m',
      probes: [
        { type: 'load-errors', max: 0 },
        { type: 'metric', name: 'rate', query: 'rate', tolerance: { min: 5 } },
        { type: 'alert-inactive', alertname: 'ServiceErrorRateHigh' },
      ],
    },
    duration: '5m',
    faults: [{ fault: 'error-rate', target: { service: 'payment' }, parameters: { seed: '$seed' }, to: '5m' }],
    expectations: [
      { type: 'alert-fires', name: 'alert', alertname: 'ServiceErrorRateHigh', labels: { service_name: 'payment' } },
      { type: 'traces', name: 'errors', class: 'error', policy: 'errors', needsFault: true },
      { type: 'traces', name: 'payments', class: 'payment' },
      { type: 'traces', name: 'normal', class: 'normal' },
      { type: 'accounted', name: 'accounted' },
      { type: 'metric', name: 'metric', query: 'x', tolerance: { min: 1 } },
      { type: 'logs', name: 'logs', query: '{service_name="gateway"}', tolerance: { min: 1 } },
      { type: 'link', name: 'exemplars', link: 'exemplar-to-trace' },
      { type: 'link', name: 'trace to logs', link: 'trace-to-logs' },
      { type: 'link', name: 'log to trace', link: 'log-to-trace' },
    ],
    recovery: { within: '10m', probes: [{ type: 'load-errors', max: 0 }] },
    ...changes,
  });

export interface Options {
  failures?: Failures;
  withFaults?: boolean;
  changes?: Partial<ScenarioInput>;
  /** False for a stack that cannot inject faults into components. */
  control?: boolean;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent, stack: FakeStack) => void;
}

/** Runs it on a fake stack, and returns its events. */
export async function run({
  failures = {},
  withFaults = true,
  changes,
  control = true,
  signal,
  onEvent,
}: Options = {}) {
  const clock = new VirtualClock();
  const stack = new FakeStack(clock, failures);
  const events: RunEvent[] = [];
  const deps = {
    endpoints,
    runtime: 'embedded' as const,
    pace: 20,
    seed: 7,
    clock,
    withFaults,
    signal,
    clients: stack.clients,
    sender: stack.sender,
    ...(control ? { control: stack.control } : {}),
  };
  for await (const event of runScenario(scenario(changes), deps)) {
    events.push(event);
    onEvent?.(event, stack);
  }
  return { events, stack };
}

type Of<T extends RunEvent['type']> = RunEvent & { type: T };
export const of = <T extends RunEvent['type']>(events: RunEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);
export const endOf = (events: RunEvent[]) => events.at(-1) as Extract<RunEvent, { type: 'run.end' }>;
/** The names of the failed expectations. */
export const failed = (events: RunEvent[]) => of(events, 'expect.fail').map(({ name }) => name);
