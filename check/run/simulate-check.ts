import { Channel } from '../../lib/events/channel.ts';
import type { AlertState, RunEvent } from '../../lib/events/run-event.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { checkEnding, countedFindings } from '../expectations/verdict.ts';
import { suppressionUnused } from '../findings/suppression-unused.ts';
import { applySuppressions, today } from '../expectations/suppressions.ts';
import { evaluateExpectations } from '../expectations/evaluate.ts';
import { explainRejectedConfig } from './explain-rejected-config.ts';
import type { CheckInputs } from '../inputs/read-inputs.ts';
import { ledgerEvent } from '../report/ledger-event.ts';
import { traceEvent } from '../report/trace-event.ts';
import { volumeEvent } from '../report/volume.ts';
import { secretsOf } from './known-secrets.ts';
import type { CheckRequest } from '../request.ts';
import type { CheckResults } from '../results.ts';
import type { AlertEpisode } from '../inputs/rules/rule.ts';
import { readResults } from './read-results.ts';
import { runSimulation, type SimulationOptions } from './run-simulation.ts';
import { verifyResults } from './verify-results.ts';
import { agentHosts } from '../inputs/tiers/tiers.ts';
import { type Traffic, trafficMs } from '../inputs/traffic/traffic.ts';

export interface SimulateCheckOptions {
  request: CheckRequest;
  inputs: CheckInputs;
  traffic: Traffic;
  engine: LoadedEngine;
  signal: AbortSignal;
}

const quickLeavesOut = 'when alerts fire and resolve, rare losses, expectations, and whether suggested changes help';

/** Simulates one traffic on the inputs of a check, and reports the run as events, from `run.start` to `run.end`. */
export async function* simulateCheck(options: SimulateCheckOptions): AsyncGenerator<RunEvent, void> {
  const { request, inputs, traffic, engine, signal } = options;
  const { collector, tiers, rules, secrets } = inputs;
  const channel = new Channel<RunEvent>();
  const abandoned = new AbortController();
  let lastTime = 0;
  let begun = false;
  const push = (event: RunEvent): void => {
    lastTime = Date.parse(event.time);
    if (!begun) {
      begun = true;
      const { seed } = request;
      const run = {
        id: `${traffic.name}-${seed}`,
        scenario: traffic.name,
        seed,
        pace: 1,
        plannedMs: trafficMs(traffic),
        ...(request.quick === true ? { leavesOut: quickLeavesOut } : {}),
        ...(tiers ? { tiers: { agents: agentHosts.length, gateways: tiers.gateways } } : {}),
      };
      channel.push({ type: 'run.start', time: event.time, run: { ...run, runtime: 'virtual' } });
    }
    channel.push(event);
  };
  const simulation: SimulationOptions = {
    engine,
    collector,
    tiers,
    prometheus: rules,
    features: inputs.features,
    traffic,
    seed: request.seed,
    headSampling: request.headSampling,
    secrets,
    signal: AbortSignal.any([signal, abandoned.signal]),
    onEvent: push,
  };
  const running = runSimulation(simulation, (observations) => readResults(inputs, observations, options))
    .then(async (results) => ({ ...results, findings: await verifyResults(results, simulation, options) }))
    .then((results) => {
      const time = new Date(lastTime).toISOString();
      for (const event of reportEvents(results, options)) push({ ...event, time: 'at' in event ? event.at : time });
    })
    .finally(() => channel.close());
  running.catch(() => undefined);
  try {
    yield* channel.items();
    await running;
  } catch (error) {
    throw explainRejectedConfig(error, inputs);
  } finally {
    abandoned.abort(new Error('the check was abandoned'));
    await running.catch(() => undefined);
  }
}

type Untimed<T> = T extends { time: string } ? Omit<T, 'time'> : never;

/** The events with results, which follow when the simulation is over. */
function* reportEvents(
  results: CheckResults,
  { request, inputs, traffic }: Pick<SimulateCheckOptions, 'request' | 'inputs' | 'traffic'>,
): Generator<Untimed<RunEvent>> {
  const { expectations, strict, production, quick } = request;
  const { observations, episodes, findings } = results;
  yield* transitions(episodes);
  yield ledgerEvent(results, expectations);
  for (const detection of results.detections) yield { type: 'detection', ...detection };
  const secrets = secretsOf(traffic, inputs.secrets);
  for (const example of observations.examples ?? []) yield traceEvent(example, results, secrets);
  yield volumeEvent(observations, production, results.collector.exporters);
  const outcomes = expectations && quick !== true ? evaluateExpectations(expectations, results) : [];
  const accepted = applySuppressions(findings, inputs.suppressions, today());
  const counted = countedFindings(accepted, { strict, outcomes, ...(expectations ? { expectations } : {}) });
  // What matches a suppression may be left out of a quick check.
  const shown = quick === true ? counted.filter(({ kind }) => kind !== suppressionUnused.kind) : counted;
  for (const finding of results.collector.values.hideSecretsIn(shown)) yield { type: 'finding', ...finding };
  yield* outcomes;
  const { start, end } = observations.timeline;
  yield { type: 'run.end', ...checkEnding(shown, outcomes), ms: end - start };
}

/** Every state change of an alert, in the order of time. */
function transitions(episodes: readonly AlertEpisode[]): Untimed<Extract<RunEvent, { type: 'alert' }>>[] {
  return episodes
    .flatMap(({ alertname, labels, pendingAt, firingAt, resolvedAt }) => {
      const fired = firingAt !== undefined;
      const before: AlertState = fired ? 'firing' : 'pending';
      // Without a `for` an alert fires at the evaluation at which it begins.
      const isPendingFirst = firingAt !== pendingAt;
      const changes: [from: AlertState, to: AlertState, time: number | undefined][] = [
        ...(isPendingFirst ? [['inactive', 'pending', pendingAt] as [AlertState, AlertState, number]] : []),
        [isPendingFirst ? 'pending' : 'inactive', 'firing', firingAt],
        [before, 'inactive', resolvedAt],
      ];
      return changes.flatMap(([from, to, time]) => (time === undefined ? [] : [{ alertname, labels, from, to, time }]));
    })
    .sort((a, b) => a.time - b.time)
    .map(({ alertname, labels, from, to, time }) => ({
      ...{ type: 'alert', alertname, labels: { ...labels }, from, to, at: new Date(time).toISOString() },
    }));
}
