import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';
import { UserError } from '../../../../../lib/errors.ts';
import { configFolder } from '../../../../../lib/paths.ts';

/** Adapts example files by name, or a text as the file c.yaml. */
function adapt(files: string | readonly string[], env: NodeJS.ProcessEnv = {}): AdaptedCollector {
  const example = (name: string): string => readFileSync(new URL(`examples/${name}`, import.meta.url), 'utf8');
  if (typeof files === 'string') return adaptCollector({ files: ['c.yaml'], env, readFile: () => files });
  return adaptCollector({ files, env, readFile: example });
}

interface EngineConfig {
  receivers: Record<string, unknown>;
  processors: Record<string, Record<string, unknown>>;
  connectors: Record<string, unknown>;
  exporters: Record<string, Record<string, unknown> | null>;
  service: {
    telemetry: { metrics: { level: string; readers: unknown[] } };
    pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
  };
}
const engineConfig = ({ text }: AdaptedCollector): EngineConfig => parse(text) as EngineConfig;
const noticed = ({ notices }: AdaptedCollector): string[] =>
  notices.map((notice) => `${notice.type} ${'id' in notice ? notice.id : notice.name} ${notice.source?.line ?? '?'}`);

function rejection(text: string): { message: string; hint: string | undefined } {
  try {
    adapt(text);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('it was accepted');
}

const minimal = (more: string, processors = ''): string =>
  `receivers: {otlp: {protocols: {http: {}}}}
${more}
service: {pipelines: {traces: {receivers: [otlp], processors: [${processors}], exporters: [otlp_http]}}}
`;

describe('a gateway', () => {
  const gateway = adapt(['gateway.yaml'], { MY_POD_IP: '10.0.0.1' });
  const config = engineConfig(gateway);

  test('receives the traffic at the first OTLP receiver', () => {
    expect(gateway.receivers).toEqual([
      { id: 'otlp', signals: ['traces', 'metrics', 'logs'], port: 4318, trafficSignals: ['traces', 'metrics', 'logs'] },
      { id: 'jaeger/legacy', signals: ['traces'], port: 4319, trafficSignals: [] },
    ]);
    expect(config.receivers).toEqual({
      otlp: { protocols: { http: { endpoint: '0.0.0.0:4318', include_metadata: true } } },
      'otlp/jaeger/legacy': { protocols: { http: { endpoint: '0.0.0.0:4319' } } },
    });
  });

  test('exports to a captured endpoint, whatever the exporter type, and keeps queues and retries', () => {
    expect(gateway.exporters).toEqual([
      { id: 'otlphttp/tempo', signals: ['traces'], how: 'captured', host: 'capture-1' },
      { id: 'prometheus', signals: ['metrics'], how: 'scraped', port: 8889 },
      { id: 'datadog', signals: ['logs'], how: 'captured', host: 'capture-3' },
    ]);
    expect(config.exporters).toEqual({
      'otlp_http/otlphttp/tempo': {
        endpoint: 'http://capture-1:4318',
        compression: 'none',
        sending_queue: { queue_size: 5000 },
        retry_on_failure: { max_elapsed_time: '600s' },
      },
      'nop/debug': null,
      prometheus: { endpoint: '0.0.0.0:8889', resource_to_telemetry_conversion: { enabled: true } },
      'otlp_http/datadog': { endpoint: 'http://capture-3:4318', compression: 'none' },
    });
  });

  test('keeps its pipelines, without the processor that the engine does not have', () => {
    expect(config.service.pipelines.traces).toEqual({
      receivers: ['otlp', 'otlp/jaeger/legacy'],
      processors: ['memory_limiter', 'resource', 'attributes/redact', 'tail_sampling', 'batch'],
      exporters: ['otlp_http/otlphttp/tempo', 'nop/debug'],
    });
    expect(gateway.pipelines.traces?.processors[1]).toBe('k8sattributes');
    expect(gateway.names).toEqual({
      'otlp/jaeger/legacy': 'jaeger/legacy',
      'otlp_http/otlphttp/tempo': 'otlphttp/tempo',
      'nop/debug': 'debug',
      'otlp_http/datadog': 'datadog',
    });
  });

  test('has notices about deprecated names and simplifications, each with its line', () => {
    expect(noticed(gateway)).toEqual([
      'renamed-type k8sattributes 15',
      'renamed-type otlphttp/tempo 44',
      'renamed-type spanmetrics 41',
      'fixed-memory-limit memory_limiter 14',
      'skipped-processor k8sattributes 15',
    ]);
  });

  test('has a fixed memory limit, and its own metrics on the port that is scraped', () => {
    expect(config.processors.memory_limiter).toEqual({ check_interval: '1s', limit_mib: 3277, spike_limit_mib: 1024 });
    expect(config.service.telemetry.metrics).toEqual({
      level: 'normal',
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                host: '0.0.0.0',
                port: 8888,
                without_scope_info: true,
                without_units: true,
                without_type_suffix: true,
              },
            },
          },
        },
      ],
    });
  });

  test('reports its sampler, with the lines of its policies', () => {
    const [sampler] = gateway.samplers;
    expect(sampler).toMatchObject({ id: 'tail_sampling', decisionWaitMs: 10_000, source: { line: 24 } });
    expect(sampler?.policies.map(({ name, type, source }) => [name, type, source?.line])).toEqual([
      ['errors', 'status_code', 28],
      ['checkout', 'and', 31],
      ['vip', 'ottl_condition', 37],
    ]);
    expect(sampler?.policies[1]?.settings).toMatchObject({
      and: { and_sub_policy: [{ name: 'route' }, { name: 'ten' }] },
    });
  });

  test('reports the attributes that it uses', () => {
    const uses = gateway.attributes.map(
      ({ component, key, on, writes, source }) =>
        `${source?.line} ${component}: ${writes ? 'writes' : 'uses'} ${on} ${key}`,
    );
    expect(uses).toEqual([
      '19 attributes/redact: uses span http.request.header.authorization',
      '20 attributes/redact: uses span user.email',
      '23 resource: writes resource deployment.environment.name',
      '35 tail_sampling policy checkout: uses any http.route',
      '39 tail_sampling policy vip: uses span customer.tier',
      '42 spanmetrics: uses any http.route',
      '42 spanmetrics: uses any http.response.status_code',
    ]);
  });
});

test('an agent: the receivers to which applications send get the traffic, and those that pull stay idle', () => {
  const agent = adapt(['agent.yaml'], { CLUSTER: 'a' });
  expect(agent.receivers.map(({ id, trafficSignals }) => [id, trafficSignals])).toEqual([
    ['otlp', ['traces', 'metrics']],
    ['hostmetrics', []],
    ['filelog/pods', ['logs']],
  ]);
  expect(agent.exporters).toMatchObject([{ id: 'datadog', signals: ['traces', 'metrics', 'logs'], how: 'captured' }]);
  expect(engineConfig(agent).exporters['otlp_http/datadog']?.sending_queue).toEqual({ queue_size: 2000 });
  expect(agent.attributes.map(({ component, key, on, writes }) => [component, key, on, writes])).toEqual([
    ['resource/cluster', 'k8s.cluster.name', 'resource', true],
    ['filter/health', 'url.path', 'span', false],
    ['filter/health', 'service.name', 'resource', false],
    ['transform/logs', 'level', 'log', true],
    ['transform/logs', 'log.file.path', 'log', false],
  ]);
});

test('without OTLP, traffic goes to the first receiver that applications send to, else to the first', () => {
  const { receivers } = adapt(`
receivers: {filelog: {}, fluentforward: {}, kafka: {}, prometheus: {}, hostmetrics: {}}
exporters: {otlp_http: {}}
service:
  pipelines:
    logs: {receivers: [filelog, fluentforward, kafka], exporters: [otlp_http]}
    metrics: {receivers: [prometheus, hostmetrics], exporters: [otlp_http]}
`);
  expect(receivers.flatMap(({ id, trafficSignals }) => trafficSignals.map((signal) => [id, signal]))).toEqual([
    ['fluentforward', 'logs'],
    ['prometheus', 'metrics'],
  ]);
});

test("its own metrics keep the names and labels of the user's configuration", () => {
  const telemetry = `telemetry: {resource: {team: shop}, metrics: {level: detailed, address: x, readers: [
    {pull: {exporter: {prometheus: {host: localhost, port: 9999, without_type_suffix: false}}}}]}}`;
  const text = minimal('exporters: {otlp_http: {}}').replace('service: {', `service: {${telemetry}, `);
  expect(engineConfig(adapt(text)).service.telemetry).toMatchObject({
    resource: { team: 'shop' },
    metrics: {
      level: 'detailed',
      readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: 8888, without_type_suffix: false } } } }],
    },
  });
});

test('connectors for routing and span metrics are kept, and the metrics are written into Prometheus', () => {
  const routing = adapt(['routing.yaml']);
  const config = engineConfig(routing);
  expect(Object.keys(config.connectors)).toEqual(['routing', 'span_metrics']);
  expect(routing.receivers.map(({ id, trafficSignals }) => [id, trafficSignals])).toEqual([
    ['otlp/internal', ['traces']],
    ['otlp', ['logs']],
  ]);
  expect(config.exporters).toMatchObject({
    'otlp_http/otlp_grpc/gold': { endpoint: 'http://capture-1:4318', compression: 'none', timeout: '3s' },
    prometheusremotewrite: { endpoint: 'http://prometheus:9090/api/v1/write', external_labels: { cluster: 'eu1' } },
  });
  expect(config.exporters.prometheusremotewrite).not.toHaveProperty('auth');
  expect(routing.exporters.find(({ how }) => how === 'remote-write')).toEqual({
    id: 'prometheusremotewrite',
    signals: ['metrics'],
    how: 'remote-write',
  });
  expect(routing.attributes.map(({ component, key, on }) => [component, key, on])).toEqual([
    ['groupbyattrs', 'host.name', 'span'],
    ['probabilistic_sampler', 'session.id', 'log'],
    ['routing', 'tenant', 'resource'],
    ['routing', 'priority', 'span'],
    ['span_metrics', 'http.route', 'any'],
  ]);
  expect(routing.notices.filter(({ type }) => type === 'unset-variable')).toEqual([]);
});

test('several files with environment variables are merged, and each part keeps its file and line', () => {
  const merged = adapt(['base.yaml', 'production.yaml']);
  expect(engineConfig(merged).processors.batch).toEqual({ timeout: '1s', send_batch_size: '${yaml:}' });
  expect(merged.samplers).toMatchObject([{ decisionWaitMs: 60_000 }]);
  expect(merged.samplers[0]?.policies.map(({ name, source }) => [name, source])).toEqual([
    ['errors', { file: 'policies.yaml', line: 1 }],
    ['not-health', { file: 'policies.yaml', line: 4 }],
  ]);
  expect(merged.attributes).toMatchObject([{ component: 'tail_sampling policy not-health', key: 'url.path' }]);
  expect(merged.sourceOf(['processors', 'tail_sampling', 'decision_wait'])).toEqual({
    file: 'production.yaml',
    line: 5,
  });
  expect(merged.sourceOf(['exporters', 'otlp', 'endpoint'])).toEqual({ file: 'base.yaml', line: 12 });
  // An unset address does not matter, because nothing is sent there.
  expect(merged.notices.filter(({ type }) => type === 'unset-variable')).toEqual([
    { type: 'unset-variable', name: 'BATCH_SIZE', source: { file: 'production.yaml', line: 3 } },
  ]);
});

test("the sandbox's own configuration is adapted without notices, and every exporter is captured", () => {
  const own = adaptCollector({ files: [join(configFolder, 'collector.yaml')], env: {} });
  expect(own.notices).toEqual([]);
  expect(own.exporters.map(({ id, how, signals }) => [id, how, signals])).toEqual([
    ['otlp_http/jaeger', 'captured', ['traces']],
    ['otlp_http/prometheus', 'captured', ['metrics']],
    ['otlp_http/loki', 'captured', ['logs']],
  ]);
  expect(own.text).toContain('$${1}[REDACTED]');
});

test('a connector that forwards and derives, and is not in the engine, still forwards', () => {
  const datadog = adapt(`
receivers: {otlp: {protocols: {http: {}}}}
connectors: {datadog/connector: {}}
exporters: {datadog: {}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [datadog/connector]}
    traces/2: {receivers: [datadog/connector], exporters: [datadog]}
    metrics: {receivers: [datadog/connector, otlp], exporters: [datadog]}
    metrics/2: {receivers: [datadog/connector], exporters: [datadog]}
`);
  const { connectors, service } = engineConfig(datadog);
  expect(Object.keys(connectors)).toEqual(['forward/datadog/connector']);
  const ends = Object.entries(service.pipelines).map(([id, { receivers, exporters }]) => [id, receivers, exporters]);
  expect(ends).toEqual([
    ['traces', ['otlp'], ['forward/datadog/connector']],
    ['traces/2', ['forward/datadog/connector'], ['otlp_http/datadog']],
    ['metrics', ['otlp'], ['otlp_http/datadog']],
  ]);
  expect(noticed(datadog)).toEqual(['forwarding-connector datadog/connector 3']);
});

test('a failover connector always sends to its first level', () => {
  const adapted = adapt(`receivers: {otlp: {protocols: {http: {}}}}
connectors:
  failover/both: {priority_levels: [[traces/primary], [traces/backup]]}
exporters: {otlp_http/a: {endpoint: a}, otlp_http/b: {endpoint: b}}
service:
  pipelines:
    traces: {receivers: [otlp], exporters: [failover/both]}
    traces/primary: {receivers: [failover/both], exporters: [otlp_http/a]}
    traces/backup: {receivers: [failover/both], exporters: [otlp_http/b]}
`);
  const { connectors, service } = engineConfig(adapted);
  expect(connectors).toEqual({
    'routing/failover/both': {
      default_pipelines: ['traces/primary'],
      table: [{ context: 'resource', condition: 'false', pipelines: ['traces/primary'] }],
    },
  });
  expect(service.pipelines['traces/primary']?.receivers).toEqual(['routing/failover/both']);
  expect(noticed(adapted)).toEqual(['fixed-failover failover/both 3']);
});

test('only unset variables that affect a check are reported', () => {
  const adapted = adapt(`receivers: {otlp: {protocols: {http: {endpoint: "\${env:IP}:4318"}}}}
processors: {resource: {attributes: [{key: a, value: "\${env:CLUSTER}", action: upsert}]}}
exporters: {otlp_http: {endpoint: "\${env:BACKEND}"}}
service:
  telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: "\${env:POD_IP}", port: 8888}}}}]}}
  pipelines: {traces: {receivers: [otlp], processors: [resource], exporters: [otlp_http]}}
`);
  expect(noticed(adapted)).toEqual(['unset-variable CLUSTER 2']);
});

describe('ports and names', () => {
  test('never collide', () => {
    const { receivers, exporters, text } = adapt(`
receivers: {jaeger: {}, otlp/jaeger: {}}
exporters: {prometheus: {endpoint: ":8888"}, prometheus/2: {endpoint: "x:4318"}, debug: {}, nop/debug: {}}
service: {pipelines: {metrics: {receivers: [jaeger, otlp/jaeger], exporters: [prometheus, prometheus/2, debug, nop/debug]}}}
`);
    expect(exporters.map(({ port }) => port)).toEqual([8889, 4318]);
    expect(receivers.map(({ id, port }) => [id, port])).toEqual([
      ['jaeger', 4319],
      ['otlp/jaeger', 4320],
    ]);
    const config = parse(text) as EngineConfig;
    expect(Object.keys(config.receivers)).toEqual(['otlp/jaeger_2', 'otlp/jaeger']);
    expect(Object.keys(config.exporters)).toEqual(['prometheus', 'prometheus/2', 'nop/debug_2', 'nop/debug']);
  });
});

describe('components that the distribution or the engine does not have', () => {
  const noticesOf = (text: string, type: string): unknown[] =>
    adapt(text).notices.filter((notice) => notice.type === type);

  test('removed ones are reported with the release and the replacement, and the rest is still simulated', () => {
    const text = minimal(
      'exporters: {otlp_http: {}, loki: {}, logging: {}}\nprocessors:\n  spanmetrics: {}',
      'spanmetrics',
    );
    expect(noticesOf(text, 'removed-component')).toEqual([
      expect.objectContaining({
        what: 'processor',
        id: 'spanmetrics',
        when: 'in 0.96.0',
        source: { file: 'c.yaml', line: 4 },
      }),
      expect.objectContaining({
        what: 'exporter',
        id: 'loki',
        when: 'in 0.131.0',
        instead: expect.stringContaining('otlp_http') as string,
      }),
      expect.objectContaining({
        what: 'exporter',
        id: 'logging',
        when: 'in 0.111.0',
        instead: 'Use the debug exporter.',
      }),
    ]);
    expect((parse(adapt(text).text) as EngineConfig).service.pipelines.traces?.processors).toEqual([]);
  });

  test('a removed type without a known replacement names the release too', () => {
    expect(noticesOf(minimal('exporters: {otlp_http: {}, tanzuobservability: {}}'), 'removed-component')).toEqual([
      expect.objectContaining({ when: 'in 0.92.0', instead: expect.stringContaining('before 0.92.0') as string }),
    ]);
  });

  test('a type that differs from a known one by a letter or two is taken for a typo, any other for a vendor', () => {
    const text = minimal('exporters: {otlp_http: {}, otlp_htp/2: {}, acme_warehouse: {}}');
    expect(noticesOf(text, 'unknown-component')).toEqual([
      {
        type: 'unknown-component',
        what: 'exporter',
        id: 'otlp_htp/2',
        near: 'otlp_http',
        source: { file: 'c.yaml', line: 2 },
      },
      { type: 'unknown-component', what: 'exporter', id: 'acme_warehouse', source: { file: 'c.yaml', line: 2 } },
    ]);
  });

  test('an exporter of any type is captured, a processor is passed through, and a receiver of another vendor is idle', () => {
    const text = `
receivers: {acme_agent: {}, otlp: {}}
processors: {acme_enricher: {}, gen_ai_normalizer: {}}
exporters: {acme_warehouse: {}}
service: {pipelines: {traces: {receivers: [acme_agent, otlp], processors: [acme_enricher, gen_ai_normalizer], exporters: [acme_warehouse]}}}`;
    const { exporters, receivers, text: engine } = adapt(text);
    expect(exporters).toEqual([expect.objectContaining({ id: 'acme_warehouse', how: 'captured' })]);
    expect(receivers.map(({ id, trafficSignals }) => [id, trafficSignals])).toEqual([
      ['acme_agent', []],
      ['otlp', ['traces']],
    ]);
    expect((parse(engine) as EngineConfig).service.pipelines.traces?.processors).toEqual([]);
    expect(noticesOf(text, 'skipped-processor')).toEqual([expect.objectContaining({ id: 'gen_ai_normalizer' })]);
    expect(noticesOf(text, 'unknown-component')).toHaveLength(3);
  });

  test("an extension that is not configured is rejected with the Collector's own message", () => {
    const text = minimal('exporters: {otlp_http: {}}').replace('service: {', 'service: {extensions: [zpages], ');
    expect(rejection(text).message).toBe(
      'c.yaml:3: service::extensions: references extension "zpages" which is not configured',
    );
  });

  test('a removed extension is reported if the service uses it', () => {
    const text = minimal('exporters: {otlp_http: {endpoint: a}}\nextensions: {memory_ballast: {size_mib: 165}}');
    expect(noticesOf(text, 'removed-component')).toEqual([]);
    expect(
      noticesOf(text.replace('{pipelines', '{extensions: [memory_ballast], pipelines'), 'removed-component'),
    ).toEqual([
      {
        ...{ type: 'removed-component', what: 'extension', id: 'memory_ballast', when: 'in 0.108.0' },
        instead: "Remove it, and set GOMEMLIMIT in the Collector's environment to about 80% of its memory.",
        source: { file: 'c.yaml', line: 3 },
      },
    ]);
  });

  test('what no pipeline uses is reported, and a redaction among it on its own', () => {
    const text = minimal(
      'exporters: {otlp_http: {}, debug: {}}\nprocessors: {transform/clean: {trace_statements: [\'delete_key(span.attributes, "a")\']}, batch: {}}',
    );
    expect(
      noticesOf(text, 'unused-component').map((one) => Object.values(one as Record<string, unknown>).slice(1, 4)),
    ).toEqual([
      ['processor', 'transform/clean', true],
      ['processor', 'batch', false],
      ['exporter', 'debug', false],
    ]);
  });
});

test('a configuration without pipelines and a missing file are rejected', () => {
  expect(rejection('receivers: {otlp: {}}').message).toBe(
    'c.yaml has no service.pipelines; a Collector does not start without pipelines.',
  );
  const many = Array.from({ length: 501 }, (_, index) => `    traces/${index}: [a]`);
  expect(rejection(`receivers: {otlp: {}}\nservice:\n  pipelines:\n${many.join('\n')}`).message).toMatch(
    /^c\.yaml:504: service\.pipelines has 501 pipelines; a check supports at most 500\.$/,
  );
  expect(rejection('apiVersion: v1\nkind: ConfigMap\ndata: {relay: ""}').hint).toContain('wraps a configuration');
  expect(() => adaptCollector({ files: ['/nowhere/c.yaml'], env: {} })).toThrow(
    /^Cannot read the Collector configuration \/nowhere\/c\.yaml: /,
  );
});
