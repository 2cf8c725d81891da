import { readFileSync } from 'node:fs';
import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { keepAllTraces } from '../../../stack/pacing/keep-all-traces.ts';
import { readThresholds } from '../../../scenarios/sampling/thresholds.ts';
import { paceCollector } from '../../../stack/pacing/pace-collector.ts';
import { paceDataSources } from '../../../stack/pacing/pace-data-sources.ts';
import { pacePromQL } from '../../../stack/pacing/pace-promql.ts';
import { paceRules } from '../../../stack/pacing/pace-rules.ts';
import { prepareConfig } from '../../../stack/pacing/prepare-config.ts';
import { configFolder } from '../../../lib/paths.ts';

describe('PromQL', () => {
  it('divides ranges, offsets and subquery steps, and leaves thresholds and strings alone', () => {
    const expression =
      'sum(rate(x{y="5m"}[1m] offset 30s)) > 0.5 and max_over_time(y[5m:15s]) > 2 and z offset -1h > 60';
    expect(pacePromQL(expression, 20)).toBe(
      'sum(rate(x{y="5m"}[3s] offset 1500ms)) > 0.5 and max_over_time(y[15s:750ms]) > 2 and z offset -3m > 60',
    );
  });
});

describe('rule files', () => {
  it('divides for, keep_firing_for and the group interval', () => {
    const text =
      'groups: [{name: a, interval: 1m, rules: [{alert: A, expr: "rate(x[1m]) > 1", for: 2m, keep_firing_for: 4m}]}]';
    expect(parse(paceRules(text, 'a.yml', 20))).toEqual({
      groups: [
        {
          name: 'a',
          interval: '3s',
          rules: [{ alert: 'A', expr: 'rate(x[3s]) > 1', for: '6s', keep_firing_for: '12s' }],
        },
      ],
    });
  });

  it('names file, line and column of a syntax error', () => {
    expect(() => paceRules('groups: [\n  {name: a\n', 'mine.yml', 20)).toThrow(/^mine\.yml:\d+:\d+ is not valid YAML/);
  });
});

describe('the Collector', () => {
  const config = (wait: string): string =>
    `processors: {tail_sampling/x: {decision_wait: ${wait}, decision_wait_after_root_received: 0s}}\nconnectors: {span_metrics: {metrics_flush_interval: 15s}}`;

  it('divides the waits of every sampler and the flushing of span metrics', () => {
    expect(parse(paceCollector(config('4m'), 'c.yaml', 20))).toEqual({
      processors: { 'tail_sampling/x': { decision_wait: '12s', decision_wait_after_root_received: '0s' } },
      connectors: { span_metrics: { metrics_flush_interval: '750ms' } },
    });
  });

  it('divides the pauses between tries, which exporters share by an anchor, and not how long is tried in all', () => {
    const retry = (initial: string, most: string) => ({
      initial_interval: initial,
      max_interval: most,
      max_elapsed_time: '300s',
    });
    const text =
      'exporters: {a: {retry_on_failure: &retry {initial_interval: 4s, max_interval: 40s, max_elapsed_time: 300s}}, b: {retry_on_failure: *retry}}';
    const paced = (pace: number) => parse(paceCollector(text, 'c.yaml', pace)) as unknown;
    expect(paced(20)).toEqual({
      exporters: { a: { retry_on_failure: retry('200ms', '2s') }, b: { retry_on_failure: retry('200ms', '2s') } },
    });
    expect(paced(400)).toMatchObject({ exporters: { b: { retry_on_failure: retry('100ms', '1s') } } });
  });

  it.each([
    ['30s', '6s'],
    ['2s', '2s'],
  ])('turns a decision wait of %s into %s: never shorter than a request, unless it was written so', (wait, paced) => {
    const document = parse(paceCollector(config(wait), 'c.yaml', 20)) as {
      processors: Record<string, { decision_wait: string }>;
    };
    expect(document.processors['tail_sampling/x']?.decision_wait).toBe(paced);
  });
});

describe("Grafana's data sources", () => {
  const file = (interval: string): string => `datasources: [{uid: a}, {uid: b, jsonData: {timeInterval: ${interval}}}]`;

  it.each([
    ['15s', '1s'],
    ['30s', '2s'],
    ['2m', '6s'],
  ])(
    'turns a scrape interval of %s into %s: whole seconds, as Grafana writes fractions that PromQL does not read',
    (interval, paced) => {
      const { datasources } = parse(paceDataSources(file(interval), 'p.yaml', 20)) as { datasources: unknown[] };
      expect(datasources).toEqual([{ uid: 'a' }, { uid: 'b', jsonData: { timeInterval: paced } }]);
    },
  );
});

describe('prepareConfig', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-config-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('lays a folder over ours, by file name', async () => {
    await mkdir(join(folder, 'mine', 'rules'), { recursive: true });
    await writeFile(join(folder, 'mine', 'rules', 'services.yml'), 'groups: []\n');
    const prepared = await prepareConfig({ pace: 20, target: join(folder, 'run'), overrides: join(folder, 'mine') });
    expect(parse(await readFile(join(folder, 'run', 'rules', 'services.yml'), 'utf8'))).toEqual({ groups: [] });
    expect(await readFile(join(folder, 'run', 'rules', 'collector.yml'), 'utf8')).toContain('OTelCollectorDropping');
    expect(parse(await readFile(prepared.prometheus, 'utf8'))).toMatchObject({ global: { scrape_interval: '750ms' } });
  });

  it('uses the files to the letter at production pace', async () => {
    const prepared = await prepareConfig({ pace: 1, target: folder });
    expect(await readFile(prepared.collector, 'utf8')).toContain('# Decides once a trace is complete.');
  });

  it('has every file of stack/config in it, and of a folder laid over it what has one of the names', async () => {
    const mine = join(folder, 'mine');
    await mkdir(join(mine, 'grafana', 'dashboards', 'team', 'deep'), { recursive: true });
    await writeFile(join(mine, 'grafana', 'dashboards', 'team', 'deep', 'a.json'), '{}');
    await writeFile(join(mine, 'loki.yaml'), 'mine: true\n');
    await writeFile(join(mine, 'notes.txt'), 'none of it');
    const { folder: run, loki } = await prepareConfig({ pace: 20, target: join(folder, 'run'), overrides: mine });
    const files = async (root: string): Promise<string[]> =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort();
    const own = (await files(configFolder)).filter((name) => name !== 'rules/legacy.yml');
    expect(await files(run)).toEqual([...own, 'grafana/dashboards/team/deep/a.json'].sort());
    expect(await readFile(loki, 'utf8')).toBe('mine: true\n');
  });

  it('scrapes the service legacy, and has an alert on it, only where it runs', async () => {
    const without = await prepareConfig({ pace: 20, target: join(folder, 'without') });
    expect(await readFile(without.legacy, 'utf8')).toBe('');
    const scraped = await prepareConfig({ pace: 30, target: join(folder, 'with'), withLegacy: true });
    const jobs = parse(await readFile(scraped.legacy, 'utf8')) as {
      receivers: { 'prometheus/legacy': { config: { scrape_configs: object[] } } };
    };
    expect(jobs.receivers['prometheus/legacy'].config.scrape_configs).toEqual([
      {
        job_name: 'legacy',
        ...{ scrape_interval: '500ms', scrape_timeout: '400ms' },
        static_configs: [{ targets: ['legacy:9090'] }],
      },
    ]);
    expect(await readFile(join(folder, 'with', 'rules', 'legacy.yml'), 'utf8')).toContain('[20s]');
  });

  it.skipIf(process.platform === 'win32')('can be read by every user, whatever the umask', async () => {
    const mine = join(folder, 'mine', 'grafana', 'dashboards', 'team', 'deep');
    const before = process.umask(0o077);
    onTestFinished(() => void process.umask(before));
    await mkdir(mine, { recursive: true });
    await writeFile(join(mine, 'a.json'), '{}');
    const prepared = await prepareConfig({ pace: 20, target: join(folder, 'run'), overrides: join(folder, 'mine') });
    const modes = await Promise.all(
      (await readdir(prepared.folder, { recursive: true })).map(async (name) => {
        const found = await stat(join(prepared.folder, name));
        return { name, wanted: found.isDirectory() ? 0o755 : 0o644, mode: found.mode & 0o777 };
      }),
    );
    expect(modes.length).toBeGreaterThan(10);
    expect(modes.filter(({ wanted, mode }) => mode !== wanted)).toEqual([]);
  });

  it('says which folder cannot be read', async () => {
    const missing = join(folder, 'nowhere');
    await expect(prepareConfig({ pace: 20, target: folder, overrides: missing })).rejects.toMatchObject({
      code: 'config-unreadable',
      message: expect.stringContaining(missing) as string,
    });
  });
});

describe('keepAllTraces', () => {
  const text = readFileSync(join(configFolder, 'collector.yaml'), 'utf8');
  const policiesOf = (yaml: string): { name: string; type: string }[] =>
    (parse(yaml) as { processors: { tail_sampling: { policies: { name: string; type: string }[] } } }).processors
      .tail_sampling.policies;

  it('adds a policy that keeps every trace behind the others', () => {
    const before = policiesOf(text);
    const after = policiesOf(keepAllTraces(text, 'collector.yaml'));
    expect(after).toEqual([...before, { name: 'all', type: 'always_sample' }]);
  });

  it('removes the policies that make the sampler drop a trace', () => {
    const own = `processors:
  tail_sampling/mine:
    policies:
      - { name: probes, type: drop, drop: { drop_sub_policy: [] } }
      - { name: not-me, type: string_attribute, string_attribute: { key: a, values: [b], invert_match: true } }
      - { name: slow, type: latency, latency: { threshold_ms: 5 } }
`;
    const { processors } = parse(keepAllTraces(own, 'a.yaml')) as {
      processors: Record<string, { policies: { name: string }[] }>;
    };
    expect(processors['tail_sampling/mine']?.policies.map(({ name }) => name)).toEqual(['slow', 'all']);
  });

  it('is judged as such: every ordinary trace must be kept, and what is slow stays', () => {
    expect(readThresholds(keepAllTraces(text, 'collector.yaml'))).toEqual({ slowMs: 1000, baselineShare: 1 });
  });
});
