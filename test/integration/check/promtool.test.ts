import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { readEpisodes } from '../../../check/analysis/rules/episodes.ts';
import { simulatedScenario } from '../../../check/catalog/simulated-scenario.ts';
import { readRules } from '../../../check/inputs/rules/read-rules.ts';
import type { AlertEpisode } from '../../../check/inputs/rules/rule.ts';
import { configFolder } from '../../../lib/paths.ts';
import { backendOutage } from '../../../scenarios/catalog/backend-outage.ts';
import { collectorOverload } from '../../../scenarios/catalog/collector-overload.ts';
import { errorBurst } from '../../../scenarios/catalog/error-burst.ts';
import { slowPayments } from '../../../scenarios/catalog/slow-payments.ts';
import { simulateScenario } from '../../../check/catalog/simulate-scenario.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { readConfig } from '../../../simulation/stack/read-config.ts';
import { type ExpectedAlerts, findPromtool, runPromtool } from './promtool.ts';

// What the engine's Prometheus did with the alerts of a scenario in virtual time must be what `promtool test rules` does with the same
// series: another program, which was written to test rules, and which evaluates them by itself.

const promtool = findPromtool();
if (promtool === undefined)
  process.stderr.write('promtool is not found: name it in PROMTOOL or put it on the PATH to compare with it\n');

const intervalMs = 15_000;
const ruleFile = (name: string): string => join(configFolder, 'rules', name);
const ofServices = {
  file: ruleFile('services.yml'),
  selectors: ['traces_span_metrics_calls_total', 'traces_span_metrics_duration_seconds_bucket'].map(
    (name) => `${name}{span_kind="SPAN_KIND_SERVER"}`,
  ),
};
const ofCollector = {
  file: ruleFile('collector.yml'),
  selectors: ['{__name__=~"otelcol_(receiver|exporter|processor)_.*"}'],
};
/** Windows of the rules and a `for` fit in before the first alert. */
const leadMs = 20 * intervalMs;

let engine: LoadedEngine;
beforeAll(async () => {
  if (promtool !== undefined) engine = await loadEngine(await ensureEngine());
});

interface SimulatedAlerts {
  episodes: AlertEpisode[];
  series: RangeSeries[];
}

interface RulesOf {
  file: string;
  /** Of the series that the file's rules read. */
  selectors: readonly string[];
}

/** The episodes of a scenario's alerts in virtual time at production pace, and the samples that its rules were evaluated on. */
async function simulate(scenario: Scenario, { file, selectors }: RulesOf): Promise<SimulatedAlerts> {
  const simulated: SimulatedAlerts = { episodes: [], series: [] };
  const rules = readRules([file], { intervalMs });
  const events = simulateScenario(simulatedScenario(scenario), {
    engine,
    config: readConfig(),
    seed: 7,
    beforeStop: async ({ clients: { prometheus } }) => {
      const [now] = await prometheus.query('time()');
      const end = Math.floor((now?.value ?? 0) * 1000);
      simulated.episodes = await readEpisodes(prometheus, rules, { start: end - 3_600_000, end });
      for (const selector of selectors) {
        simulated.series.push(...(await prometheus.samples(`${selector}[1h]`, { time: end })));
      }
    },
  });
  let last: RunEvent | undefined;
  for await (const event of events) last = event;
  expect(last).toMatchObject({ type: 'run.end', result: 'pass' });
  return simulated;
}

/** Every evaluation from two minutes before the first alert to two minutes after the last, and the alerts that there are at each. */
function momentsOf(episodes: readonly AlertEpisode[]): ExpectedAlerts[] {
  const first = Math.min(...episodes.map(({ pendingAt }) => pendingAt)) - 8 * intervalMs;
  const last = Math.max(...episodes.map(({ resolvedAt = 0 }) => resolvedAt)) + 8 * intervalMs;
  return Array.from({ length: (last - first) / intervalMs + 1 }, (_, i) => first + i * intervalMs).map((time) => ({
    time,
    alerts: episodes
      .filter(({ pendingAt, resolvedAt = Infinity }) => pendingAt <= time && time < resolvedAt)
      .map(({ labels, firingAt = Infinity }) => ({ ...labels, alertstate: firingAt <= time ? 'firing' : 'pending' })),
  }));
}

test.skipIf(promtool === undefined).each([
  { scenario: errorBurst, alertname: 'ServiceErrorRateHigh', of: ofServices },
  { scenario: slowPayments, alertname: 'ServiceLatencyHigh', of: ofServices },
  { scenario: backendOutage, alertname: 'OTelCollectorExportStalled', of: ofCollector },
  { scenario: collectorOverload, alertname: 'OTelCollectorDropping', of: ofCollector },
])(
  '$alertname of $scenario.name has the timeline that promtool reports for the same series',
  async ({ scenario, alertname, of }) => {
    const simulated = await simulate(scenario, of);
    const { series } = simulated;
    const episodes = simulated.episodes.filter((episode) => episode.alertname === alertname);
    expect(episodes.length).toBeGreaterThan(0);
    expect(episodes.some(({ firingAt, resolvedAt }) => firingAt !== undefined && resolvedAt !== undefined)).toBe(true);
    const expected = momentsOf(episodes);
    const zero = Math.min(...episodes.map(({ pendingAt }) => pendingAt)) - leadMs;
    const rules = readFileSync(of.file, 'utf8');
    const ask = (moments: readonly ExpectedAlerts[]): Promise<string> =>
      runPromtool(promtool ?? '', { rules, alertname, zero, intervalMs, series, expected: moments });
    expect(await ask(expected)).toBe('');
    // The same alerts one evaluation later must differ.
    const late = expected.map(({ time, alerts }) => ({ time: time + intervalMs, alerts }));
    expect(await ask(late)).toContain('ALERTS');
  },
  240_000,
);
