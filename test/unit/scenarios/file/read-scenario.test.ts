import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../../lib/errors.ts';
import { without } from '../../../../lib/without.ts';
import { configFolder } from '../../../../lib/paths.ts';
import { explainScenario } from '../../../../scenarios/catalog/explain.ts';
import { errorBurst } from '../../../../scenarios/catalog/error-burst.ts';
import { readKnownNames } from '../../../../scenarios/file/known-names.ts';
import { isScenarioFile, parseScenarioFile } from '../../../../scenarios/file/read-scenario.ts';

const known = await readKnownNames([configFolder]);
const parse = (text: string, file = 'dir/My outage.yaml'): ReturnType<typeof parseScenarioFile> =>
  parseScenarioFile(text, file, known);

function problems(text: string): string[] {
  try {
    parse(text, 'a.yaml');
    return [];
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return [error.message, ...error.details];
    throw error;
  }
}

test('the names in the configuration are those of rules and policies', () => {
  expect(known.alerts).toContain('ServiceErrorRateHigh');
  expect(known.policies).toEqual(['errors', 'slow', 'order-placements', 'baseline']);
});

test('a name with a folder or an ending is a file', () => {
  expect(['a.yaml', 'a.yml', './a', 'error-burst', 'error'].filter(isScenarioFile)).toEqual(['a.yaml', 'a.yml', './a']);
});

describe('a scenario file', () => {
  it('needs nothing but expectations', () => {
    const scenario = parse('expect: {}');
    expect(scenario).toMatchObject({
      name: 'my-outage',
      title: 'my-outage',
      judgedBy: 'running',
      duration: '4m',
      faults: [],
      load: { arrivalsPerSecond: 25, routes: { browse: 40, order: 15 } },
      expectations: [{ type: 'accounted' }],
    });
    expect(explainScenario(scenario).load).toContain('25 requests/s');
  });

  it('compiles to the same model as the built-in scenarios', () => {
    const scenario = parse(`
      name: error-burst
      load: { rate: 30/s, requests: { browse: 35, product: 20, order: 30, read-order: 15 } }
      faults:
        - { fault: error-rate, service: payment, rate: 80%, status: 500 }
        - { fault: error-rate, service: order, rate: 0.5, status: 503, routes: ["GET /products/:id"], to: 4m }
      expect: {}`);
    expect(scenario.load).toEqual(errorBurst.load);
    expect(scenario.faults).toEqual(errorBurst.faults);
  });

  it('converts each kind of expectation', () => {
    const { expectations } = parse(`
      load: { secrets: { every: 2 } }
      faults: [{ fault: secret-in-url, service: gateway }]
      expect:
        classes: { error: 100%, normal: { kept: 1%..10%, at-least: 5, policy: baseline } }
        accounted: false
        alerts:
          ServiceErrorRateHigh: [{ fires: true, labels: { service_name: payment } }, { quiet: true, labels: { service_name: order } }]
          ServiceLatencyHigh: quiet
        requests: { errors: 1%, p95: 800ms }
        links: [trace-to-logs]
        no-secrets: { backends: [jaeger, prometheus], marker: "[REDACTED]" }
        metrics: { up: { query: sum(up), min: 1, phase: after, needs-fault: true } }
        logs: { lines: { query: '{service_name="gateway"}', max: 9 } }`);
    const named = expectations.map((one) => without(one, 'name'));
    expect(named).toEqual([
      { type: 'metric', query: 'sum(up)', tolerance: { min: 1 }, phase: 'after', needsFault: true },
      { type: 'alert-fires', alertname: 'ServiceErrorRateHigh', labels: { service_name: 'payment' } },
      { type: 'alert-quiet', alertname: 'ServiceErrorRateHigh', labels: { service_name: 'order' } },
      { type: 'alert-quiet', alertname: 'ServiceLatencyHigh', labels: {} },
      { type: 'traces', class: 'error', kept: { min: 1, max: 1 }, atLeast: 1, orRefused: false, needsFault: true },
      {
        type: 'traces',
        class: 'normal',
        kept: { min: 0.01, max: 0.1 },
        atLeast: 5,
        policy: 'baseline',
        orRefused: false,
        needsFault: false,
      },
      { type: 'load', maxErrors: 0.01 },
      { type: 'load', latency: { quantile: 0.95, maxMs: 800 } },
      { type: 'logs', query: '{service_name="gateway"}', tolerance: { max: 9 }, needsFault: false },
      { type: 'link', link: 'trace-to-logs' },
      { type: 'no-leak', backend: 'jaeger', marker: '[REDACTED]' },
      { type: 'no-leak', backend: 'prometheus' },
    ]);
  });

  it('accepts faults that overlap', () => {
    const { faults } = parse(`
      faults:
        - { fault: disconnect, component: jaeger, from: 1m, to: 3m }
        - { fault: pause, component: loki, from: 2m }
        - { fault: latency, service: order, by: 1.5s, jitter: 200ms, from: 30s }
        - { fault: error-rate, service: order }
        - { fault: restart, component: prometheus, from: 1m }
        - { fault: telemetry-flood, requests-per-second: 10, spans-per-request: 10, bytes-per-span: 100 }
        - { fault: load-spike, factor: 5, from: 1m, to: 2m }
      expect: {}`);
    expect(faults.map(({ target, from, ...rest }) => [target, from, 'to' in rest ? rest.to : undefined])).toEqual([
      [{ component: 'jaeger' }, '1m', '3m'],
      [{ component: 'loki' }, '2m', '4m'],
      [{ service: 'order' }, '30s', '4m'],
      [{ service: 'order' }, '0s', '4m'],
      [{ component: 'prometheus' }, '1m', undefined],
      [{ component: 'otel-collector' }, '0s', '4m'],
      [{ load: true }, '1m', '2m'],
    ]);
    expect(faults[6]?.parameters).toEqual({ factor: 5 });
    expect(faults[2]?.parameters).toEqual({ ms: 1500, jitterMs: 200, seed: '$seed' });
  });
});

const after = 'expect: {}\n';
test.each<[string, string[]]>([
  [
    'expct: {}',
    ['a.yaml:1: expect is missing; it must be a mapping', 'a.yaml:1: unknown key "expct". Did you mean expect?'],
  ],
  [`${after}load:\n  rte: 5/s`, ['a.yaml:3: unknown key "rte" in load. Did you mean rate?']],
  [
    `${after}load:\n  rate: 5`,
    ['a.yaml:3: load.rate must be a rate, for example 5/s or 300/m, above 0 and at most 2000/s'],
  ],
  [`${after}load:\n  requests: { browse: 0 }`, ['a.yaml:3: needs a weight above 0']],
  [
    `${after}faults:\n  - fault: eror-rate\n    service: payment`,
    [expect.stringMatching(/^a\.yaml:3: faults\[0\]\.fault must be .*\. Did you mean error-rate\?$/) as string],
  ],
  [
    `${after}faults:\n  - fault: latency\n    service: paymnt\n    by: 1s`,
    [expect.stringMatching(/^a\.yaml:4: faults\[0\]\.service must be .*\. Did you mean payment\?$/) as string],
  ],
  [`${after}faults:\n  - { fault: latency, service: order }`, ['a.yaml:3: latency needs by.']],
  [`${after}faults:\n  - { fault: load-spike }`, ['a.yaml:3: load-spike needs factor.']],
  [`${after}faults:\n  - fault: load-spike\n    factor: 51`, ['a.yaml:4: factor must be 1.1 to 50.']],
  [
    `${after}faults:\n  - fault: load-spike\n    factor: 5\n    service: order`,
    ['a.yaml:5: load-spike affects the load: omit service.'],
  ],
  [
    `${after}faults:\n  - fault: latency\n    by: 2m`,
    ['a.yaml:3: latency needs a service.', 'a.yaml:4: by must be 0s to 1m.'],
  ],
  [
    `${after}faults:\n  - fault: error-rate\n    service: order\n    by: 1s`,
    ['a.yaml:5: error-rate has no by. It has: rate, status, routes.'],
  ],
  [
    `${after}faults:\n  - fault: error-rate\n    component: order`,
    ['a.yaml:4: error-rate is a fault of a service: write service: order.'],
  ],
  [`${after}faults:\n  - fault: lost-context\n    service: payment`, ['a.yaml:3: payment calls no other service']],
  [
    `${after}faults:\n  - { fault: slow-queries, service: payment, by: 1s }`,
    ['a.yaml:3: payment does not use PostgreSQL'],
  ],
  [`${after}faults:\n  - { fault: clock-skew, service: order, offset: -2h }`, ['a.yaml:3: offset must be -1h to 1h.']],
  [
    `${after}faults:\n  - { fault: log-storm, service: order, severity: loud }`,
    ['a.yaml:3: faults[0].severity must be info or warn or error'],
  ],
  [`${after}faults:\n  - fault: pause\n    component: loki\n    to: 5m`, ['a.yaml:5: is after the end (4m)']],
  [`${after}faults:\n  - fault: pause\n    component: loki\n    from: 4m`, ['a.yaml:3: must end after it starts']],
  [
    `${after}faults:\n  - { fault: pause, component: loki }\n  - { fault: kill, component: loki, from: 1m }`,
    ['a.yaml:4: loki has another fault at that time'],
  ],
  [
    `${after}faults:\n  - { fault: error-rate, service: order, to: 2m }\n  - { fault: error-rate, service: order, from: 1m }`,
    ['a.yaml:4: order has another error-rate at that time'],
  ],
  [
    `${after}faults:\n  - { fault: latency, service: order, by: 1s }\n  - { fault: memory-leak, service: order, from: 1m }`,
    ['a.yaml:4: memory-leak of order ends its process, and with it its latency'],
  ],
  [
    `${after}faults:\n  - { fault: pause, component: order, to: 2m }\n  - { fault: error-rate, service: order, from: 1m }`,
    ['a.yaml:4: error-rate of order begins or ends during its pause, when the service does not answer'],
  ],
  [
    `${after}faults:\n  - { fault: error-rate, service: order, to: 3m }\n  - { fault: restart, component: order, from: 1m }`,
    ['a.yaml:4: restart of order at 1m would end its error-rate'],
  ],
  [
    'expect:\n  alerts:\n    ServiceErorRateHigh: fires',
    ['a.yaml:3: there is no alert "ServiceErorRateHigh". Did you mean ServiceErrorRateHigh?'],
  ],
  [
    'expect:\n  classes:\n    error:\n      policy: error',
    ['a.yaml:4: there is no sampling policy "error". Did you mean errors?'],
  ],
  ['expect:\n  classes:\n    errors: 100%', [expect.stringContaining('a.yaml:3:') as string]],
  [
    'expect:\n  no-secrets: [loki]',
    ['a.yaml:2: the scenario plants no secrets: set load.secrets, or inject secret-in-url.'],
  ],
  ['expect:\n  metrics:\n    a: { query: up }', ['a.yaml:3: expect.metrics.a must have min, max or both']],
])('mistakes are reported with their line: %j', (text, expected) => {
  expect(problems(text)).toEqual(expected);
});

describe('a target', () => {
  const text = `
target: http://127.0.0.1:3000
service: shop
load:
  requests:
    - GET /
    - { request: POST /orders?a=1, name: order, weight: 2, headers: { x: y }, body: { id: 1 } }
faults:
  - { fault: proxy-errors, rate: 20%, status: 504 }
  - { fault: proxy-latency, by: 1s, jitter: 100ms, from: 1m }
  - { fault: proxy-bandwidth, bytes-per-second: 100 }
  - { fault: pause, component: order }
expect: {}`;

  it('gets the requests, and the faults of its proxy', () => {
    const scenario = parse(text);
    expect(scenario.application).toEqual({ url: 'http://127.0.0.1:3000', service: 'shop' });
    expect(scenario.services).toEqual(['order']);
    expect(scenario.load.requests).toEqual([
      { name: 'GET /', method: 'GET', path: '/', headers: {}, weight: 1 },
      { name: 'order', method: 'POST', path: '/orders?a=1', headers: { x: 'y' }, body: { id: 1 }, weight: 2 },
    ]);
    expect(scenario.faults.slice(0, 3)).toEqual([
      {
        fault: 'proxy-errors',
        target: { application: true },
        parameters: { rate: 0.2, status: 504 },
        from: '0s',
        to: '4m',
      },
      {
        fault: 'proxy-latency',
        target: { application: true },
        parameters: { ms: 1000, jitterMs: 100 },
        from: '1m',
        to: '4m',
      },
      {
        fault: 'proxy-bandwidth',
        target: { application: true },
        parameters: { bytesPerSecond: 100 },
        from: '0s',
        to: '4m',
      },
    ]);
    expect(explainScenario(scenario).load).toContain('GET / 33%, order 67%');
  });

  it.each(['http://localhost:1', 'http://127.0.0.9', 'https://[::1]:8443/api'])('may be %s', (target) => {
    expect(parse(`target: ${target}\nexpect: {}`).application?.url).toBe(target);
  });

  it('is another machine only where that is allowed', () => {
    const remote = 'target: http://shop.example:80\nexpect: {}';
    expect(problems(remote)).toEqual([
      expect.stringMatching(/^a\.yaml:1: target is shop\.example, .*other users/) as string,
    ]);
    expect(parseScenarioFile(remote, 'a.yaml', { ...known, allowRemoteTarget: true }).services).toEqual([]);
  });

  it.each<[string, string]>([
    ['target: 127.0.0.1:3000\nexpect: {}', 'a.yaml:1: target must be a URL, for example http://127.0.0.1:3000'],
    ['target: ftp://localhost\nexpect: {}', 'a.yaml:1: target must be an http or https URL, not ftp.'],
    [
      'target: http://localhost\nload:\n  requests: { browse: 1 }\nexpect: {}',
      'a.yaml:3: with target, requests is a list: [GET /, POST /orders].',
    ],
    [
      'load:\n  requests: [GET /]\nexpect: {}',
      'a.yaml:2: a list of requests needs a target; requests to the shop are a mapping.',
    ],
    [
      'target: http://localhost\nload:\n  requests:\n    - GEt /x\nexpect: {}',
      'a.yaml:4: load.requests[0] must be a method and a path, for example GET /items or POST /orders',
    ],
    ['service: shop\nexpect: {}', 'a.yaml:1: service is the name of the application at target: set target.'],
    ['faults:\n  - fault: proxy-aborts\nexpect: {}', 'a.yaml:2: proxy-aborts needs an application: set target.'],
    [
      'target: http://localhost\nfaults:\n  - fault: proxy-aborts\n    service: order\nexpect: {}',
      'a.yaml:4: proxy-aborts affects the target: omit service.',
    ],
  ])('%j is reported', (file, expected) => {
    expect(problems(file)[0]).toBe(expected);
  });
});
