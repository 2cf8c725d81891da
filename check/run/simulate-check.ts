import { Channel } from '../../lib/events/channel.ts';
import type { AlertState, RunEvent } from '../../lib/events/run-event.ts';
import type { LoadedEngine } from '../../stack/engine/load.ts';
import { detections } from '../analysis/rules/detections.ts';
import { readEpisodes } from '../analysis/rules/episodes.ts';
import { checkEnding, countedFindings } from '../expectations/verdict.ts';
import { applySuppressions } from '../expectations/suppressions.ts';
import { evaluateExpectations } from '../expectations/evaluate.ts';
import { explainRejectedConfig } from './explain-rejected-config.ts';
import type { CheckInputs } from '../inputs/read-inputs.ts';
import type { Observations } from './observations.ts';
import { ledgerEvent } from '../report/ledger-event.ts';
import { volumeEvent } from '../report/volume.ts';
import type { CheckRequest } from '../request.ts';
import type { CheckResults } from '../results.ts';
import type { AlertEpisode } from '../inputs/rules/rule.ts';
import { runSimulation, type SimulationOptions } from './run-simulation.ts';
import { verifyBalancing } from './verify-balancing.ts';
import type { Category } from '../findings/definition.ts';
import { findAll } from '../findings/definition.ts';
import { categoryOf, findingDefinitions } from '../findings/index.ts';
import { agentInputs, gatewayInputs, readFindingInputs } from '../findings/inputs.ts';
import { agentHosts } from '../inputs/tiers/tiers.ts';
import { type Traffic, trafficMs } from '../inputs/traffic/traffic.ts';

export interface SimulateCheckOptions {
  request: CheckRequest;
  inputs: CheckInputs;
  traffic: Traffic;
  engine: LoadedEngine;
  signal: AbortSignal;
}

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
    traffic,
    seed: request.seed,
    headSampling: request.headSampling,
    secrets,
    signal: AbortSignal.any([signal, abandoned.signal]),
    onEvent: push,
  };
  const running = runSimulation(simulation, (observations) => resultsOf(inputs, observations, options))
    .then(async (results) => ({
      ...results,
      findings: await verifyBalancing(results.findings, simulation, { request, collector }),
    }))
    .then((results) => {
      const time = new Date(lastTime).toISOString();
      for (const event of reportEvents(results, request, inputs))
        push({ ...event, time: 'at' in event ? event.at : time });
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

const ofCollector: ReadonlySet<Category> = new Set(['collector', 'sampling', 'secret']);

async function resultsOf(
  inputs: CheckInputs,
  observations: Observations,
  { request, traffic }: SimulateCheckOptions,
): Promise<CheckResults> {
  const { collector, tiers, rules, dashboards, isOwnCollector } = inputs;
  const { timeline, prometheus } = observations;
  const episodes = await readEpisodes(prometheus, rules.rules, timeline);
  const findingInputs = await readFindingInputs({
    collector,
    tiers,
    rules: rules.rules.rules,
    prometheusNotices: rules.notices,
    dashboardQueries: dashboards,
    observations,
    episodes,
    isDemo: traffic.name === 'shop' || request.scenarios.length > 0,
  });
  const found = (await findAll(findingDefinitions, gatewayInputs(findingInputs))).filter(
    // Warnings and info about the sandbox's own Collector are of no use to the user.
    ({ kind, severity }) => severity === 'error' || !isOwnCollector || !ofCollector.has(categoryOf(kind)),
  );
  const ofAgents = agentInputs(findingInputs);
  const forAgents = findingDefinitions.filter(({ isForAgents }) => isForAgents === true);
  const findings = ofAgents ? [...found, ...(await findAll(forAgents, ofAgents))] : found;
  return {
    collector,
    rules: rules.rules,
    observations,
    episodes,
    detections: detections(episodes, timeline),
    findings,
  };
}

type Untimed<T> = T extends { time: string } ? Omit<T, 'time'> : never;

/** The events with results, which follow when the simulation is over. */
function* reportEvents(
  results: CheckResults,
  { expectations, strict, production }: CheckRequest,
  { suppressions }: Pick<CheckInputs, 'suppressions'>,
): Generator<Untimed<RunEvent>> {
  const { observations, episodes, findings } = results;
  yield* transitions(episodes);
  yield ledgerEvent(results, expectations);
  for (const detection of results.detections) yield { type: 'detection', ...detection };
  yield volumeEvent(observations, production, results.collector.exporters);
  const outcomes = expectations ? evaluateExpectations(expectations, results) : [];
  const today = new Date().toISOString().slice(0, 10);
  const accepted = applySuppressions(findings, suppressions, today);
  const counted = countedFindings(accepted, { strict, outcomes, ...(expectations ? { expectations } : {}) });
  for (const finding of results.collector.values.hideSecretsIn(counted)) yield { type: 'finding', ...finding };
  yield* outcomes;
  const { start, end } = observations.timeline;
  yield { type: 'run.end', ...checkEnding(counted, outcomes), ms: end - start };
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
