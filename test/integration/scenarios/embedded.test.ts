import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMap, isSeq, parseDocument } from 'yaml';
import { checkCatalog } from '../../../check/catalog/check-catalog.ts';
import { configFolder } from '../../../lib/paths.ts';
import { simulatedCatalog } from '../../../scenarios/catalog/index.ts';
import type { RunEvent } from '../../../lib/events/run-event.ts';
import type { Scenario } from '../../../scenarios/scenario.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import { boot, coreScenarios, failuresOf, of, run, scenarioOf, shutDown, timeoutMs } from './booted.ts';
import { scenarioContract } from './scenario-contract.ts';

/** The Collector's configuration with one change. */
async function changedCollector(
  folder: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): Promise<void> {
  const document = parseDocument(await readFile(join(configFolder, 'collector.yaml'), 'utf8'), { merge: true });
  change(document);
  await writeFile(join(folder, 'collector.yaml'), document.toString());
}

/** The states in their order of each alert that a scenario speaks of, by its name and labels. */
function timelinesOf(events: RunEvent[], { expectations }: Scenario): Record<string, string> {
  const timelines: Record<string, string> = {};
  const names = expectations.flatMap((one) => ('alertname' in one ? [one.alertname] : []));
  for (const { alertname, labels, to } of of(events, 'alert')) {
    if (!names.includes(alertname)) continue;
    const key = `${alertname} ${JSON.stringify(Object.entries(labels).sort())}`;
    timelines[key] = `${timelines[key] ?? ''} ${to}`.trim();
  }
  return timelines;
}

/**
 * Of each class what does not go by the number of requests: whether all of it was kept, and by which policies. Where a scenario lets services
 * give telemetry up, how much they do goes by how long they are refused, which the pace divides: then only that all of it is known.
 */
function ledgerOf(events: RunEvent[], { expectations }: Scenario): unknown {
  const [ledger] = of(events, 'ledger');
  const classes = (ledger?.classes ?? []).filter((one) => one.class !== 'borderline');
  const mayLack = expectations.some((one) => one.type === 'traces' && one.orRefused);
  if (mayLack) return { unaccounted: ledger?.unaccounted, classes: classes.map((one) => one.class) };
  return {
    unaccounted: ledger?.unaccounted,
    classes: classes.map((one) => ({
      class: one.class,
      all: one.kept === one.sent,
      within: one.kept >= one.expected.min && one.kept <= one.expected.max,
      hasIncomplete: one.incomplete > 0,
      policies: one.class === 'normal' ? Object.keys(one.policies).sort() : [],
    })),
  };
}

/** How far the share of orders among ordinary requests lies apart in two runs, in standard deviations of their difference. */
function ratioDistance(...runs: [RunEvent[], RunEvent[]]): number {
  const [a, b] = runs.map((events) => {
    const sent = (name: string): number =>
      of(events, 'ledger')[0]?.classes.find((one) => one.class === name)?.sent ?? 0;
    return { orders: sent('payment'), all: sent('payment') + sent('normal') };
  }) as [{ orders: number; all: number }, { orders: number; all: number }];
  const pooled = (a.orders + b.orders) / (a.all + b.all);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.all + 1 / b.all));
  return Math.abs(a.orders / a.all - b.orders / b.all) / deviation;
}

describe('every scenario on the embedded runtime', () => {
  /** The events of each scenario that passed. */
  const live = new Map<string, RunEvent[]>();
  const booted = scenarioContract({ boot, scenarios: coreScenarios, onPass: (name, events) => live.set(name, events) });

  it(
    'agrees with what the same scenarios do in virtual time with production windows',
    { timeout: timeoutMs },
    async () => {
      const scenarios = simulatedCatalog.filter(({ name }) => live.has(name));
      expect(scenarios.length).toBeGreaterThan(0);
      const engine = await loadEngine(await ensureEngine());
      const { signal } = new AbortController();
      const virtual = new Map<string, RunEvent[]>();
      for await (const event of checkCatalog(scenarios, { engine, seed: 1, withFaults: true, signal })) {
        const name = event.type === 'run.start' ? event.run.scenario : [...virtual.keys()].at(-1);
        if (name !== undefined) virtual.set(name, [...(virtual.get(name) ?? []), event]);
      }
      for (const scenario of scenarios) {
        const { name } = scenario;
        const [real, simulated] = [live.get(name) ?? [], virtual.get(name) ?? []];
        expect({ name, failures: failuresOf(simulated) }).toEqual({ name, failures: [] });
        expect({ name, timelines: timelinesOf(simulated, scenario) }).toEqual({
          name,
          timelines: timelinesOf(real, scenario),
        });
        expect({ name, ledger: ledgerOf(simulated, scenario) }).toEqual({ name, ledger: ledgerOf(real, scenario) });
        expect(
          ratioDistance(real, simulated),
          `${name}: orders among the requests where nothing went wrong`,
        ).toBeLessThan(4);
      }
    },
  );

  it(
    'collector-overload fails with a flood that the Collector has memory for, and reports it',
    { timeout: timeoutMs },
    async () => {
      const overload = scenarioOf('collector-overload');
      const parameters = { requestsPerSecond: 5, spansPerRequest: 10, bytesPerSpan: 1000 };
      const faults = overload.faults.map((fault) => ({ ...fault, parameters, to: '1m' })) as Scenario['faults'];
      // The run waits three times as long for an alert that does not come.
      const recovery = { ...overload.recovery, within: '1m' };
      const events = await run(booted(), { ...overload, duration: '1m', faults, recovery });
      expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
      const failed = of(events, 'expect.fail');
      expect(failed.map(({ name }) => name)).toEqual([
        'the alert on lost telemetry fires and resolves',
        'refused spans are counted',
      ]);
      expect(failed[0]?.observed).toBe('inactive all the time');
      expect(failed[0]?.evidence.at(-1)?.text).toContain('the receiver refused 0 spans');
      expect(failed[1]?.evidence.at(-1)?.text).toMatch(
        /had enough memory for the flood.* [1-9]\d* were accepted, 0 refused/,
      );
      expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
    },
  );
});

describe('a configuration with an error', () => {
  it(
    'without the errors policy loses errors, and the run says which class and where',
    { timeout: timeoutMs },
    async () => {
      const booted = await boot({
        overrides: (folder) =>
          changedCollector(folder, (document) => {
            const policies: unknown = document.getIn(['processors', 'tail_sampling', 'policies']);
            if (!isSeq(policies)) throw new Error('no policies');
            policies.items = policies.items.filter((item) => isMap(item) && item.get('name') !== 'errors');
          }),
      });
      try {
        const events = await run(booted, 'error-burst');
        expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
        const verdict = of(events, 'expect.fail').find(({ name }) => name === 'every error is kept');
        const diagnosis = verdict?.evidence.find(({ label }) => label === 'data stopped at: sampler');
        expect(diagnosis?.text).toMatch(/class error: \d+ of \d+ traces lost; .*no policy sampled the lost ones/);
        expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
      } finally {
        await shutDown(booted);
      }
    },
  );

  it(
    'with a short queue loses what an outage holds up, and the run says that the queue was full',
    { timeout: timeoutMs },
    async () => {
      const booted = await boot({
        overrides: (folder) =>
          changedCollector(folder, (document) => {
            // By value, so that the other exporters keep theirs.
            for (const other of ['otlp_http/loki', 'otlp_http/prometheus']) {
              document.setIn(['exporters', other, 'sending_queue'], { queue_size: 50_000, sizer: 'items' });
            }
            const queue = ['exporters', 'otlp_http/jaeger', 'sending_queue'];
            document.setIn([...queue, 'queue_size'], 200);
            document.setIn([...queue, 'batch', 'min_size'], 50);
            document.setIn([...queue, 'batch', 'max_size'], 200);
          }),
      });
      try {
        const events = await run(booted, 'backend-outage');
        expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
        const orders = of(events, 'expect.fail').find(({ name }) => name === 'orders are kept');
        const diagnosis = orders?.evidence.find(({ label }) => label === 'data stopped at: exporter');
        expect(diagnosis?.text).toMatch(
          /class payment: \d+ of \d+ traces lost; .* [1-9]\d* because the queue was full\)/,
        );
        expect(of(events, 'expect.fail').map(({ name }) => name)).toContain('no trace is lost');
        expect(of(events, 'ledger')[0]?.unaccounted).toBeGreaterThan(0);
        const dropping = of(events, 'alert').filter(({ alertname }) => alertname === 'OTelCollectorDropping');
        expect(dropping[0]?.labels.reason).toBe("dropped: an exporter's queue is full");
      } finally {
        await shutDown(booted);
      }
    },
  );

  it(
    'without redaction leaks secrets, and the run names backend, signal and attribute',
    { timeout: timeoutMs },
    async () => {
      const booted = await boot({
        overrides: (folder) =>
          changedCollector(folder, (document) => {
            const pipelines: unknown = document.getIn(['service', 'pipelines']);
            if (!isMap(pipelines)) throw new Error('no pipelines');
            for (const { key } of pipelines.items) {
              const processors: unknown = document.getIn(['service', 'pipelines', key, 'processors']);
              if (!isSeq(processors)) continue;
              processors.items = processors.items.filter((item) => String(item) !== 'transform/redaction');
            }
          }),
      });
      try {
        const events = await run(booted, 'secret-leak');
        expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
        const labels = of(events, 'expect.fail').flatMap(({ evidence }) => evidence.map(({ label }) => label));
        expect(labels).toContain('token in jaeger, trace, url.query');
        expect(labels).toContain('token in loki, log, line');
      } finally {
        await shutDown(booted);
      }
    },
  );
});
