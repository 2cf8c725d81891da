import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';
import { prepareRules } from '../../../../../check/inputs/rules/prepare-rules.ts';
import { rejection, ruleFolder, two } from './rule-folder.ts';

const { put } = ruleFolder();

describe("the user's prometheus.yml", () => {
  const file = put(
    'prom/prometheus.yml',
    `global:
  evaluation_interval: 30s
  external_labels: {cluster: eu}
  query_log_file: /var/log/q
rule_files: [rules/*.yml, nothing/*.yml]
remote_write:
  - url: http://mimir/api/v1/push
scrape_configs:
  - job_name: collector
    honor_labels: true
    scrape_interval: 10s
    tls_config: {ca_file: /x}
    relabel_configs:
      - {source_labels: [__meta_kubernetes_pod], action: keep, regex: otel}
      - {target_label: site, replacement: a}
    static_configs:
      - {targets: ['collector.obs:8888', 'collector.obs:8889'], labels: {env: prod}}
  - job_name: nodes
    kubernetes_sd_configs: [{role: node}]
`,
  );
  put('prom/rules/a.yml', two);
  const exporters = [
    { id: 'prometheus', engineId: 'prometheus', signals: ['metrics'], how: 'scraped', port: 8889 },
  ] as const;
  const prepared = prepareRules({ rules: [], prometheus: file, exporters: [...exporters] });
  const config = parse(prepared.files[prepared.path] ?? '') as Record<string, unknown>;

  test('sets intervals, labels and jobs', () => {
    expect(config.global).toEqual({ evaluation_interval: '30s', external_labels: { cluster: 'eu' } });
    const kept = {
      honor_labels: true,
      scrape_interval: '10s',
      relabel_configs: [{ target_label: 'site', replacement: 'a' }],
    };
    expect(config.scrape_configs).toEqual([
      {
        job_name: 'collector',
        ...kept,
        static_configs: [{ targets: ['otel-collector:8888'], labels: { env: 'prod' } }],
      },
      {
        job_name: 'collector-8889',
        ...kept,
        static_configs: [{ targets: ['otel-collector:8889'], labels: { env: 'prod' } }],
      },
    ]);
    expect(config.otlp).toEqual({ promote_resource_attributes: expect.arrayContaining(['service.name']) as string[] });
    expect(config).not.toHaveProperty('remote_write');
  });

  test('scrapes every Collector of two tiers, and jobs keep different names', () => {
    const tiers = { gateways: 2, agent: { exporters } as unknown as AdaptedCollector };
    const both = prepareRules({ rules: [], prometheus: file, exporters: [...exporters], tiers });
    const { scrape_configs: jobs } = parse(both.files[both.path] ?? '') as {
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    const gateways = (port: number): string[] => [`otel-gateway-1:${port}`, `otel-gateway-2:${port}`];
    const agents = (port: number): string[] => [`otel-agent-1:${port}`, `otel-agent-2:${port}`];
    expect(jobs.map((job) => [job.job_name, job.static_configs[0]?.targets])).toEqual([
      ['collector', [...gateways(8888), ...agents(8888)]],
      ['collector-8889', gateways(8889)],
      ['collector-8889-2', agents(8889)],
    ]);
  });

  test('provides rules at its interval if there are no rule files', () => {
    expect(prepared.rules.rules.map(({ name, intervalMs }) => [name, intervalMs])).toContainEqual(['Down', 30_000]);
    expect(config.rule_files).toEqual(Object.keys(prepared.rules.files));
    const other = put('other.yml', 'groups: [{name: b, rules: [{alert: B, expr: up}]}]');
    const withRules = prepareRules({ rules: [other], prometheus: file, exporters: [] });
    expect(withRules.rules.rules.map(({ name }) => name)).toEqual(['B']);
  });

  test('sections without effect in a check are reported with their lines', () => {
    expect(prepared.notices.map(({ type, source }) => [type, source?.line])).toEqual([
      ['ignored-section', 6],
      ['idle-scrape-jobs', 8],
      ['unmatched-rule-files', 5],
    ]);
    expect(prepared.notices).toMatchObject([
      { section: 'remote_write' },
      { jobs: ['nodes'] },
      { pattern: expect.stringContaining('nothing/*.yml') as string },
    ]);
  });

  test('the scrape interval of the traffic applies unless the configuration defines one', () => {
    const intervalOf = (prometheus?: string): unknown => {
      const { files, path } = prepareRules({ rules: [], prometheus, exporters: [], scrapeIntervalMs: 45_000 });
      return /scrape_interval: (\S+)/.exec(files[path] ?? '')?.[1];
    };
    expect(intervalOf()).toBe('45s');
    expect(intervalOf(put('none.yml', 'scrape_configs: []'))).toBe('45s');
    expect(intervalOf(put('own.yml', 'global: {scrape_interval: 30s}'))).toBe('30s');
  });

  test('series that no job scrapes keep their labels, unless rules use those that Prometheus gives them instead', () => {
    const honorsLabels = (expr: string): unknown => {
      const rules = [put('job.yml', `groups: [{name: b, rules: [{alert: B, expr: '${expr}'}]}]`)];
      const { files, path } = prepareRules({ rules, exporters: [...exporters] });
      const { scrape_configs: jobs } = parse(files[path] ?? '') as { scrape_configs: Record<string, unknown>[] };
      return jobs.find(({ job_name: name }) => name === 'prometheus')?.honor_labels;
    };
    expect(honorsLabels('up{job="a"} == 0')).toBe(true);
    expect(honorsLabels('up{exported_job="a"} == 0')).toBe(false);
  });

  test('without one, rules are evaluated every 15s; without an evaluation_interval in it, every minute', () => {
    const other = put('other.yml', 'groups: [{name: b, rules: [{alert: B, expr: up}]}]');
    expect(prepareRules({ rules: [other], exporters: [] }).rules.rules[0]?.intervalMs).toBe(15_000);
    const bare = put('bare.yml', 'scrape_configs: []');
    expect(prepareRules({ rules: [other], prometheus: bare, exporters: [] }).rules.rules[0]?.intervalMs).toBe(60_000);
    const list = put('list.yml', '- a');
    expect(rejection(() => prepareRules({ rules: [], prometheus: list, exporters: [] })).exitCode).toBe(2);
  });
});
