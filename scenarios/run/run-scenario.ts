import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { defined } from '../../lib/defined.ts';
import { type Endpoints, entryUrl, runningServices } from '../../stack/components/endpoints.ts';
import type { RuntimeKind } from '../../stack/runtimes/runtime.ts';
import { type Clients, clientsOf } from '../../stack/clients/clients.ts';
import type { ComponentControl } from '../faults/component-injector.ts';
import { type SamplingThresholds, sandboxThresholds } from '../sampling/thresholds.ts';
import type { Sender } from '../load/sender.ts';
import type { Scenario } from '../scenario.ts';
import { Channel } from '../../lib/events/channel.ts';
import { executeScenario } from './execute-scenario.ts';
import { requireServices } from '../services-for.ts';
import type { Emit } from '../../lib/events/emit.ts';
import { endByError } from '../../lib/events/run-end.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';

export interface RunDeps {
  endpoints: Endpoints;
  runtime: RuntimeKind | 'virtual';
  pace: number;
  seed: number;
  clock?: Clock;
  /** Ends the run early: faults are reverted, and the run ends with exit code 130. */
  signal?: AbortSignal | undefined;
  /** False runs the same load without the faults: alerts must stay quiet. */
  withFaults?: boolean;
  runId?: string;
  /** By which the requests are judged; by default those of the sandbox's own Collector configuration. */
  thresholds?: SamplingThresholds;
  /** Injects faults into the stack's components; without it a scenario with such a fault ends with an error. */
  control?: ComponentControl;
  /** Replaces the clients that send HTTP requests to the endpoints. */
  clients?: Clients;
  sender?: Sender;
}

/**
 * Runs a scenario on a booted stack and yields its events, from `run.start` to `run.end`. Never rejects for what the
 * scenario finds: a failed expectation, a steady state that is not reached, a fault that cannot be injected and an
 * abort are events and an exit code. Faults are reverted in every case, also when the iteration is left early.
 */
export async function* runScenario(scenario: Scenario, deps: RunDeps): AsyncGenerator<RunEvent, void> {
  const { endpoints, runtime, pace, seed, clock = systemClock, withFaults = true, runId = randomUUID() } = deps;
  const left = new AbortController();
  const signal = deps.signal ? AbortSignal.any([deps.signal, left.signal]) : left.signal;
  const channel = new Channel<RunEvent>();
  const emit: Emit = (event) => channel.push({ ...event, time: new Date(clock.now()).toISOString() });
  const clients = deps.clients ?? clientsOf(endpoints);

  const execute = async (): ReturnType<typeof executeScenario> => {
    requireServices(scenario.services, runningServices(endpoints));
    const { control, sender } = deps;
    const isVirtual = runtime === 'virtual';
    const gateway = (): string => entryUrl(endpoints);
    const thresholds = deps.thresholds ?? sandboxThresholds();
    return await executeScenario(
      {
        ...{ scenario, clients, gateway, clock, pace, seed, signal, withFaults, thresholds, control, isVirtual },
        ...defined({ sender }),
      },
      emit,
    );
  };
  const run = async (): Promise<void> => {
    const start = clock.now();
    emit({ type: 'run.start', run: { id: runId, scenario: scenario.name, runtime, seed, pace } });
    const ending = await execute().catch((error: unknown) => endByError(error, signal));
    emit({ type: 'run.end', ...ending, ms: clock.now() - start });
  };
  const running = run().finally(() => channel.close());
  try {
    yield* channel.items();
  } finally {
    left.abort(new Error('the run was left'));
    await running;
  }
}
