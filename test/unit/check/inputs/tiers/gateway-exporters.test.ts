import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';

const gateway = adaptCollector({
  files: ['gateway.yaml'],
  env: {},
  isBehindAgents: true,
  readFile: () => `receivers: {zipkin: {}, otlp: {protocols: {grpc: {}}}}
exporters: {otlp_grpc/tempo: {endpoint: 'tempo:4317'}}
service: {pipelines: {traces: {receivers: [zipkin, otlp], exporters: [otlp_grpc/tempo]}}}
`,
});

/** An agent with these exporters; those of a pipeline are listed by signal. */
function agent(
  exporters: string,
  pipelines: Readonly<Record<string, string>>,
  balancesTraces = false,
): AdaptedCollector {
  const backends = new Set(['tempo:4317']);
  return adaptCollector({
    files: ['agent.yaml'],
    env: {},
    next: { collector: gateway, gateways: 2, backends, balancesTraces },
    readFile: () => `receivers: {otlp: {protocols: {grpc: {}}}}
exporters: ${exporters}
service:
  pipelines:
${Object.entries(pipelines)
  .map(([signal, ids]) => `    ${signal}: {receivers: [otlp], exporters: [${ids}]}`)
  .join('\n')}
`,
  });
}

const engineExporters = ({ text }: AdaptedCollector): unknown => (parse(text) as { exporters: unknown }).exporters;
const howOf = ({ exporters }: AdaptedCollector): unknown => exporters.map(({ id, how }) => [id, how]);

test('a gateway takes gRPC on ports of its own, the first of them OTLP’s', () => {
  expect(gateway.receivers.map(({ id, port, grpcPort }) => [id, port, grpcPort])).toEqual([
    ['zipkin', 4318, 4317],
    ['otlp', 4319, 4316],
  ]);
});

describe('an exporter of an agent', () => {
  test('of plain OTLP sends to the Service of the gateways, to the receiver that gets the traffic', () => {
    const { exporters, ...adapted } = agent(
      `{otlp: {endpoint: 'gw:4317', tls: {ca_file: a}, headers: {a: b}, sending_queue: {queue_size: 9, storage: file}}, otlphttp: {endpoint: 'http://gw:4318'}}`,
      { traces: 'otlp', logs: 'otlphttp' },
    );
    expect(exporters).toEqual([
      { id: 'otlp', signals: ['traces'], how: 'gateways', balancing: { by: 'connection' } },
      { id: 'otlphttp', signals: ['logs'], how: 'gateways', balancing: { by: 'connection' } },
    ]);
    expect(engineExporters({ exporters, ...adapted })).toEqual({
      otlp: {
        endpoint: 'otel-gateway:4316',
        tls: { insecure: true },
        compression: 'none',
        sending_queue: { queue_size: 9 },
      },
      otlphttp: { endpoint: 'http://otel-gateway:4319', compression: 'none' },
    });
  });

  test('of load_balancing gets the list of the gateways instead of its resolver, and keeps the rest', () => {
    const adapted = agent(
      `{loadbalancing: {routing_key: service, timeout: 3s, protocol: {otlp: {timeout: 1s, tls: {ca_file: a}}}, resolver: {k8s: {service: gw.obs}}}}`,
      { traces: 'loadbalancing' },
    );
    expect(adapted.exporters).toMatchObject([{ how: 'gateways', balancing: { by: 'key', key: 'service' } }]);
    expect(engineExporters(adapted)).toEqual({
      loadbalancing: {
        routing_key: 'service',
        timeout: '3s',
        protocol: { otlp: { timeout: '1s', tls: { insecure: true }, compression: 'none' } },
        resolver: { static: { hostnames: ['otel-gateway-1:4316', 'otel-gateway-2:4316'] } },
      },
    });
    const source = { file: 'agent.yaml', line: 2 };
    expect(adapted.notices).toContainEqual({ type: 'fixed-resolver', id: 'loadbalancing', resolver: 'k8s', source });
  });

  test('is a backend if the gateways export there too, at another port, or where load_balancing sends the signal', () => {
    const tempo = `otlp_grpc/tempo: {endpoint: 'tempo:4317'}`;
    const vendor = `otlp_http/vendor: {endpoint: 'https://api.vendor.example'}`;
    const plain = `otlp_grpc/gw: {endpoint: '\${env:GATEWAY}'}`;
    expect(
      howOf(agent(`{${tempo}, ${vendor}, ${plain}}`, { traces: 'otlp_grpc/tempo, otlp_http/vendor, otlp_grpc/gw' })),
    ).toEqual([
      ['otlp_grpc/tempo', 'captured'],
      ['otlp_http/vendor', 'captured'],
      ['otlp_grpc/gw', 'gateways'],
    ]);
    const balanced = `load_balancing: {protocol: {otlp: {}}, resolver: {dns: {hostname: gw}}}`;
    const both = agent(`{${balanced}, ${plain}}`, { traces: 'load_balancing, otlp_grpc/gw' });
    expect(howOf(both)).toEqual([
      ['load_balancing', 'gateways'],
      ['otlp_grpc/gw', 'captured'],
    ]);
    expect(howOf(agent(`{${balanced}, ${plain}}`, { traces: 'load_balancing', logs: 'otlp_grpc/gw' }))).toEqual([
      ['load_balancing', 'gateways'],
      ['otlp_grpc/gw', 'gateways'],
    ]);
  });

  test('becomes load_balancing by trace ID to verify that this helps, whatever it was', () => {
    const other = `load_balancing: {routing_key: attributes, routing_attributes: [a], protocol: {otlp: {}}, resolver: {k8s: {}}}`;
    const plain = `otlp_grpc/gw: {endpoint: 'gw:4317', timeout: 3s}`;
    const adapted = agent(`{${other}, ${plain}}`, { traces: 'load_balancing', metrics: 'otlp_grpc/gw' }, true);
    const resolver = { static: { hostnames: ['otel-gateway-1:4316', 'otel-gateway-2:4316'] } };
    const otlp = { tls: { insecure: true }, compression: 'none' };
    expect(engineExporters(adapted)).toEqual({
      load_balancing: { protocol: { otlp }, resolver },
      'load_balancing/otlp_grpc/gw': { protocol: { otlp: { timeout: '3s', ...otlp } }, resolver },
    });
    expect(adapted.exporters).toMatchObject([{ balancing: { key: 'traceID' } }, { balancing: { key: 'traceID' } }]);
  });

  test('sends to the gateways at any port if no other exporter of traces does', () => {
    expect(howOf(agent(`{otlp_grpc: {endpoint: 'gw:55680'}}`, { traces: 'otlp_grpc' }))).toEqual([
      ['otlp_grpc', 'gateways'],
    ]);
    expect(howOf(agent(`{datadog: {}}`, { traces: 'datadog' }))).toEqual([['datadog', 'captured']]);
  });
});
