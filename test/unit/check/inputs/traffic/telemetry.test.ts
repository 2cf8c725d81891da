import { describe, expect, it } from 'vitest';
import { type SentSpan, simulateTraffic } from './simulate-traffic.ts';

const ofKind = (spans: readonly SentSpan[], kind: number): SentSpan[] => spans.filter((span) => span.kind === kind);

describe('gRPC', () => {
  const file = (error = ''): string => `
services:
  web: { routes: { GET /: [{ call: cart shop.Cart/Get }] } }
  cart: { grpc: { shop.Cart/Get: { latency: 1ms, steps: [${error}] } } }`;

  it('has spans and metrics of RPCs, with the status code', async () => {
    const { spans, metrics } = await simulateTraffic(file());
    const rpc = spans.filter(({ name }) => name === 'shop.Cart/Get');
    expect(rpc.map(({ service, kind, isError }) => [service, kind, isError]).sort()).toEqual([
      ['cart', 2, false],
      ['web', 3, false],
    ]);
    for (const { attributes } of rpc) {
      expect(attributes).toEqual({
        'rpc.system': 'grpc',
        'rpc.service': 'shop.Cart',
        'rpc.method': 'Get',
        'rpc.grpc.status_code': 0,
        'server.address': 'cart',
        'server.port': 8080,
      });
    }
    expect(metrics['rpc.server.duration']?.unit).toBe('ms');
    expect(metrics['rpc.client.duration']?.attributes).toContain('rpc.grpc.status_code');
  });

  it.each([
    // Status codes of servers' own mistakes are errors on server spans; every other than OK is one on client spans.
    ['UNAVAILABLE', 14, true, 502],
    ['DATA_LOSS', 15, true, 502],
    ['NOT_FOUND', 5, false, 404],
    ['FAILED_PRECONDITION', 9, false, 400],
  ])('fails with %s', async (status, code, isServerError, http) => {
    const { spans, answers } = await simulateTraffic(file(`{ fail: ${status} }`));
    const rpc = spans.filter(({ name }) => name === 'shop.Cart/Get');
    expect(rpc.map(({ attributes }) => attributes['rpc.grpc.status_code'])).toEqual([code, code]);
    expect(ofKind(rpc, 2).map(({ isError }) => isError)).toEqual([isServerError]);
    expect(ofKind(rpc, 3).map(({ isError }) => isError)).toEqual([true]);
    expect(answers[0]?.status).toBe(http);
    expect(answers[0]?.groundTruth.hasServerError).toBe(isServerError);
  });

  it('has the status that a fault of the service means, and of a call that was not answered', async () => {
    const codes = async (name: string, parameters: Record<string, unknown> = {}): Promise<unknown[]> => {
      const fault = { service: 'cart', name, label: 'x', parameters };
      const { spans } = await simulateTraffic(file(), { faults: [fault] });
      return ofKind(spans, 3).map(({ attributes }) => attributes['rpc.grpc.status_code']);
    };
    expect(await codes('error-rate', { status: 500 })).toEqual([13]);
    expect(await codes('error-rate', { status: 503, routes: ['GRPC shop.Cart/Get'] })).toEqual([14]);
    expect(await codes('no-answer')).toEqual([4]);
    expect(await codes('down')).toEqual([14]);
  });
});

describe('retries', () => {
  const file = (retries: string): string => `
services:
  web: { routes: { GET /: [{ call: cart GET /, ${retries} }] } }
  cart: { routes: { GET /: { latency: 1ms } } }`;
  const failing = [{ service: 'cart', name: 'error-rate', label: 'x', parameters: { rate: 1, status: 503 } }];

  it('are client spans with the number of the retry, after pauses that double', async () => {
    const { spans, answers } = await simulateTraffic(file('retries: 2, backoff: 1s'), { faults: failing });
    const clients = ofKind(spans, 3);
    expect(clients.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1, 2]);
    expect(new Set(clients.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
    expect(ofKind(spans, 2)).toHaveLength(4);
    expect(answers[0]?.status).toBe(502);
    expect(answers[0]?.ms).toBeGreaterThan(3000);
    expect(answers[0]?.ms).toBeLessThan(3100);
  });

  it('end with the first success, and do not repeat a 4xx', async () => {
    const flaky = failing.map((fault) => ({ ...fault, parameters: { rate: 0.5, status: 503 } }));
    const { spans, answers } = await simulateTraffic(file('retries: 5'), { requests: 50, faults: flaky });
    const failed = ofKind(spans, 3).filter(({ isError }) => isError).length;
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(45);
    expect(failed).toBeGreaterThan(25);
    const missing = file('retries: 5').replace('{ latency: 1ms }', '[{ fail: 404 }]');
    expect(ofKind((await simulateTraffic(missing)).spans, 3)).toHaveLength(1);
  });
});

describe('external services', () => {
  it('are client spans without a server, of HTTP or gRPC, and fail for a share of the requests', async () => {
    const { spans, answers } = await simulateTraffic(
      `
services:
  web:
    routes:
      GET /:
        - { external: POST https://api.example.com/v1/charges, latency: 30ms, errors: 50% }
        - { external: 'grpc://tax:9000/tax.Tax/Get', errors: 100%, optional: true }`,
      { requests: 40 },
    );
    const failed = answers.filter(({ status }) => status === 502).length;
    expect(failed).toBeGreaterThan(10);
    expect(failed).toBeLessThan(30);
    const [charge] = ofKind(spans, 3);
    expect(charge).toMatchObject({ name: 'POST', attributes: { 'url.full': 'https://api.example.com/v1/charges' } });
    expect(charge?.ms).toBeCloseTo(30, 3);
    const taxes = ofKind(spans, 3).filter(({ name }) => name === 'tax.Tax/Get');
    expect(taxes).toHaveLength(40 - failed);
    expect(taxes[0]?.attributes).toMatchObject({ 'rpc.grpc.status_code': 14, 'server.address': 'tax' });
  });
});

describe('a step with a rate', () => {
  it('is executed for a share of the requests', async () => {
    const text = 'services: { web: { routes: { GET /: [{ query: SELECT 1, rate: 25% }] } } }';
    const { spans } = await simulateTraffic(text, { requests: 200 });
    // Four standard deviations.
    expect(Math.abs(ofKind(spans, 3).length - 50)).toBeLessThan(4 * Math.sqrt(200 * 0.25 * 0.75));
  });
});

describe('messages', () => {
  const file = (consumer: string): string => `
services:
  web: { routes: { GET /: [{ send: jobs }] } }
  worker: { consumes: { jobs: { ${consumer} } } }`;

  it('are processed in the trace of the sender, or in one of their own with a link to it', async () => {
    const within = await simulateTraffic(file('group: workers'));
    const [producer] = ofKind(within.spans, 4);
    const [consumer] = ofKind(within.spans, 5);
    expect(consumer).toMatchObject({ traceId: producer?.traceId, parentSpanId: producer?.spanId, links: [] });
    expect(consumer?.attributes['messaging.consumer.group.name']).toBe('workers');
    expect(within.answers[0]?.linked).toEqual([]);

    const linked = await simulateTraffic(file('linked: true, steps: [{ fail: 500 }]'));
    const [sender] = ofKind(linked.spans, 4);
    const [processed] = ofKind(linked.spans, 5);
    expect(processed).toMatchObject({ parentSpanId: '', links: [sender?.spanId], isError: true });
    expect(processed?.traceId).not.toBe(sender?.traceId);
    expect(linked.answers[0]?.linked).toMatchObject([{ spans: 1, hasServerError: true }]);
    expect(linked.answers[0]?.groundTruth).toMatchObject({ spans: 2, hasServerError: false });
  });
});

describe('semantic conventions', () => {
  const file = (conventions: string): string => `
semantic-conventions: ${conventions}
services:
  web: { routes: { GET /: [{ call: cart GET /items }, { send: jobs }] } }
  cart: { routes: { GET /items: [{ query: SELECT 1, collection: items }] } }
  worker: { consumes: { jobs: { group: workers } } }`;

  it('are those of version 1.20', async () => {
    const { spans, metrics } = await simulateTraffic(file('v1.20'));
    const [client] = ofKind(spans, 3).filter(({ service }) => service === 'web');
    expect(client?.attributes).toEqual({
      'http.method': 'GET',
      'http.status_code': 200,
      'http.url': 'http://cart:8080/items',
      'net.peer.name': 'cart',
      'net.peer.port': 8080,
    });
    const [server] = ofKind(spans, 2).filter(({ service }) => service === 'cart');
    expect(server?.attributes).toMatchObject({
      'http.target': '/items',
      'net.host.name': 'cart',
      'http.route': '/items',
    });
    const [query] = ofKind(spans, 3).filter(({ service }) => service === 'cart');
    expect(query?.attributes).toMatchObject({
      'db.system': 'postgresql',
      'db.statement': 'SELECT 1',
      'db.sql.table': 'items',
    });
    const [producer] = ofKind(spans, 4);
    expect(producer).toMatchObject({ name: 'jobs publish', attributes: { 'messaging.operation': 'publish' } });
    const [consumer] = ofKind(spans, 5);
    expect(consumer?.attributes).toMatchObject({ 'messaging.kafka.consumer.group': 'workers' });
    expect(Object.keys(metrics).sort()).toEqual(['http.client.duration', 'http.server.duration']);
    expect(metrics['http.server.duration']?.unit).toBe('ms');
    const names = spans.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => /^(url|http\.(request|response)|db\.(query|namespace)|server)\./.test(name))).toEqual(
      [],
    );
  });

  it('are both with dup, and stable by default', async () => {
    const dup = await simulateTraffic(file('dup'));
    for (const { attributes } of ofKind(dup.spans, 2)) {
      expect(attributes).toMatchObject({ 'http.status_code': 200, 'http.response.status_code': 200 });
    }
    expect(dup.metrics['http.server.duration']?.attributes).not.toContain('http.request.method');
    expect(dup.metrics['http.server.request.duration']?.attributes).not.toContain('http.method');
    const stable = await simulateTraffic(file('stable'));
    expect(Object.keys(dup.metrics)).toEqual(expect.arrayContaining(Object.keys(stable.metrics)));
    expect(stable.spans.flatMap(({ attributes }) => Object.keys(attributes))).not.toContain('http.status_code');
  });
});

describe('replicas and intervals', () => {
  it('divide the requests, and export metrics of their own', async () => {
    const text = `
metric-export-interval: 30s
services:
  web:
    replicas: 3
    metric-export-interval: 60s
    attributes: { k8s.pod.name: web-pod-$replica }
    routes: { GET /: [{ call: cart GET / }] }
  cart: { routes: { GET /: } }`;
    const { spans, metricExports } = await simulateTraffic(text, { requests: 9 });
    const counts = new Map<string, number>();
    for (const { instance, service } of ofKind(spans, 2)) {
      if (service === 'web') counts.set(instance, (counts.get(instance) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({ 'web-1': 3, 'web-2': 3, 'web-3': 3 });
    // 121s of traffic, and one export at the end.
    expect(metricExports).toEqual({ 'web-1': 3, 'web-2': 3, 'web-3': 3, 'cart-1': 5 });
  });
});

describe('values that follow faults', () => {
  const text = `
services:
  web:
    routes:
      GET /:
        attributes:
          release: { value: v1, during: { bad release: v2 } }
          incident: { during: true }
          failure: { value: none, on-error: upstream }
        steps:
          - call: cart GET /
            attributes: { fallback: { on-error: true } }
  cart: { routes: { GET /: { latency: 1ms } } }
faults: [{ faults: [{ fault: error-rate, service: cart, label: bad release }] }]`;
  const seen = async (...faults: { label: string; rate: number }[]): Promise<unknown[]> => {
    const active = faults.map(({ label, rate }) => ({
      service: 'cart',
      name: 'error-rate',
      label,
      parameters: { rate },
    }));
    const { spans } = await simulateTraffic(text, { faults: active });
    const [server] = ofKind(spans, 2).filter(({ service }) => service === 'web');
    const { release, incident, failure } = server?.attributes ?? {};
    return [release, incident, failure, ofKind(spans, 3)[0]?.attributes.fallback];
  };

  it('are those of the state of the request', async () => {
    expect(await seen()).toEqual(['v1', undefined, 'none', undefined]);
    expect(await seen({ label: 'bad release', rate: 0 })).toEqual(['v2', true, 'none', undefined]);
    expect(await seen({ label: 'other', rate: 1 })).toEqual(['v1', true, 'upstream', true]);
  });
});
