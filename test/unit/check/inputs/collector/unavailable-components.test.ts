import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adapt, type EngineConfig, minimal, rejection } from './adapt.ts';

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
        instead: 'Loki receives OTLP over HTTP, at the path /otlp.',
      }),
      expect.objectContaining({
        what: 'exporter',
        id: 'logging',
        when: 'in 0.111.0',
        instead: 'The debug exporter replaced it.',
      }),
    ]);
    expect((parse(adapt(text).text) as EngineConfig).service.pipelines.traces?.processors).toEqual([]);
  });

  test('a removed type without a known replacement names the release too', () => {
    expect(noticesOf(minimal('exporters: {otlp_http: {}, tanzuobservability: {}}'), 'removed-component')).toEqual([
      expect.objectContaining({ when: 'in 0.92.0', instead: 'The changelog of contrib has the reason.' }),
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
        instead: "The variable GOMEMLIMIT in the Collector's environment replaced it.",
        settings: ['size_mib'],
        index: 0,
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
