import { describe, expect, test } from 'vitest';
import { adapt, engineConfig, noticed } from './adapt.ts';

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
    expect(gateway.exporters).toMatchObject([
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
