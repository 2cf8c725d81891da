// Attributes with what can make two stores differ: every kind of value, missing fields, odd names. OTLP as JSON.

export const ns = 1_000_000n;
export const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });
export const int = (key: string, value: number | bigint): object => ({ key, value: { intValue: String(value) } });

export const oddAttributes = [
  text('http.route', '/orders/:id'),
  text('with-dash.and.dot', 'x'),
  text('1starts.with.digit', 'x'),
  text('_starts_with_underscore', 'x'),
  text('grüße', 'ö'),
  text('many..dots__and_', 'x'),
  text('__reserved.name__', 'x'),
  text('empty', ''),
  int('count', 7),
  int('huge', 9_007_199_254_740_993n),
  { key: 'ratio', value: { doubleValue: 0.25 } },
  { key: 'whole', value: { doubleValue: 3 } },
  { key: 'tiny', value: { doubleValue: 0.0000001 } },
  { key: 'flag', value: { boolValue: false } },
  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }, { boolValue: true }] } } },
  { key: 'map', value: { kvlistValue: { values: [text('inner.key', 'v'), int('n', 1)] } } },
];

export const resources = {
  gateway: [
    text('service.name', 'gateway'),
    text('service.namespace', 'sandbox'),
    text('service.version', '0.1.0'),
    text('service.instance.id', 'gateway-1'),
    text('deployment.environment.name', 'local'),
    text('telemetry.sdk.language', 'nodejs'),
    int('process.pid', 4242),
  ],
  order: [text('service.name', 'order'), text('host.name', 'box'), text('k8s.pod.name', 'order-abc')],
  nameless: [text('host.name', 'box')],
  empty: [text('service.name', '')],
  wrong: [int('service.name', 5)],
};
