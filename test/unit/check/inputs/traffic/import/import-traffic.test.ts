import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../../../../lib/errors.ts';
import { importSpans, importTexts, jaeger, otlp, type TestSpan } from './trace-spans.ts';

const get = (route: string, status = 200): Record<string, string | number> => ({
  'http.request.method': 'GET',
  'http.route': route,
  'http.response.status_code': status,
});

/** A request to `web`, which has these spans below it. */
const request = (trace: string, below: readonly Omit<TestSpan, 'trace'>[] = [], status = 200): TestSpan[] => [
  { trace, id: 'w', service: 'web', kind: 'server', ms: 100, attributes: get('/cart', status), isError: status >= 500 },
  ...below.map((span) => ({ trace, parent: 'w', ...span })),
];

const call = (id: string, at: number, status = 200, attributes = {}): TestSpan[] => [
  { id, service: 'web', kind: 'client', at, ms: 20, isError: status >= 400, attributes: { ...get(''), ...attributes } },
  {
    id: `${id}s`,
    parent: id,
    service: 'cart',
    kind: 'server',
    at: at + 1,
    ms: 18,
    attributes: get('/items', status),
    isError: status >= 500,
  },
];

/** The steps of `GET /cart` of `web`. */
function stepsOf(spans: readonly TestSpan[], withValues = false): Record<string, unknown>[] {
  const { file } = importSpans(spans, withValues);
  const web = file.services.web as { routes: Record<string, { steps: Record<string, unknown>[] }> };
  return web.routes['GET /cart']?.steps.filter((step) => !('wait' in step)) ?? [];
}

describe('formats', () => {
  const spans = [
    ...request('t1', [
      ...call('c', 10),
      { id: 'p', service: 'web', kind: 'producer', at: 40, attributes: { 'messaging.destination.name': 'jobs' } },
    ]),
    {
      trace: 't2',
      id: 'x',
      service: 'worker',
      kind: 'consumer',
      at: 50,
      link: 't1 p',
      attributes: { 'messaging.destination.name': 'jobs' },
    },
    ...request('t3', call('c', 10, 503), 502),
  ] as TestSpan[];

  it('are OTLP JSON in one object or lines, and Jaeger JSON, with the same result', () => {
    const { text, summary } = importTexts([JSON.stringify(otlp(spans))]);
    expect(summary).toBe('Read 3 traces with 8 spans: 3 services, 3 routes, methods and consumers.');
    const lines = spans.map((span) => JSON.stringify(otlp([span]))).join('\n');
    expect(importTexts([lines]).text).toBe(text);
    expect(importTexts([JSON.stringify(otlp(spans), undefined, 2)]).text).toBe(text);
    expect(importTexts([JSON.stringify(jaeger(spans))]).text).toBe(text);
    // Jaeger's API of version 3, and one file per half.
    expect(importTexts([JSON.stringify({ result: otlp(spans) })]).text).toBe(text);
    const half = spans.length / 2;
    expect(
      importTexts([JSON.stringify(otlp(spans.slice(0, half))), JSON.stringify(otlp(spans.slice(half)))]).text,
    ).toBe(text);
    // Files that overlap.
    const twice = importTexts([JSON.stringify(otlp(spans)), JSON.stringify(otlp(spans))]);
    expect(twice).toMatchObject({ text, summary });
  });

  it('may have other signals and a last line that is still written', () => {
    const text = `${JSON.stringify(otlp(spans))}\n{"resourceLogs":[]}\n{"resourceMetrics":[]}\n{"resourceSp`;
    expect(importTexts([text]).leftOut).toEqual([
      '2 lines with logs or metrics',
      '1 last line that ends within an object',
    ]);
  });

  test.each([
    ['an empty file', '\n', /traces-1\.json is empty\.$/],
    ['another format', 'traces: []', /traces-1\.json is not JSON: /],
    ['a broken line', `${JSON.stringify(otlp(spans))}\nnothing\n{}\n`, /traces-1\.json:2 is not JSON\.$/],
    ['another shape', '{"hits": [], "took": 3}', /has no traces: neither .* it has hits, took\.$/],
    ['a list of numbers', '[1]', /has no traces: .*; it is not an object\.$/],
    ['an error of Jaeger', '{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}', /trace not found\.$/],
    ['no spans', '{"resourceSpans": []}', /traces-1\.json has no spans\.$/],
    ['logs only', '{"resourceLogs": []}', /traces-1\.json has no spans\.$/],
    [
      'incomplete traces only',
      JSON.stringify(otlp([{ id: 'a', parent: 'b', service: 's', kind: 'client' }])),
      /^None of 1 trace can be imported: 1 trace is incomplete/,
    ],
  ])('%s is an error of the user', (_what, text, message) => {
    const error = ((): unknown => {
      try {
        return importTexts([text]);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).hint).toBeDefined();
  });
});

describe('structure', () => {
  it('has concurrent calls, and steps of a share of the requests', () => {
    const both = request('t1', [
      ...call('a', 10),
      {
        id: 'q',
        service: 'web',
        kind: 'client',
        at: 15,
        ms: 30,
        attributes: { 'db.system.name': 'redis', 'db.operation.name': 'GET' },
      },
    ]);
    const steps = stepsOf([...both, ...request('t2'), ...request('t3'), ...request('t4')]);
    expect(steps).toEqual([
      {
        together: [
          { call: 'cart GET /items', rate: '25%' },
          { query: 'GET', database: 'redis', latency: '30ms', rate: '25%' },
        ],
      },
    ]);
  });

  it('has retries as one call, which may be optional', () => {
    const retried = [...call('a', 10, 503), ...call('b', 40, 200, { 'http.request.resend_count': 1 })];
    expect(stepsOf(request('t1', retried))).toEqual([{ call: 'cart GET /items', retries: 1 }]);
    expect(stepsOf(request('t1', call('a', 10, 503)))).toEqual([{ call: 'cart GET /items', optional: true }]);
    expect(stepsOf(request('t1', [...call('a', 10), ...call('b', 40)]))).toHaveLength(2);
  });

  it('has own errors of services, not those of what they call', () => {
    const { file } = importSpans([
      ...request('t1', call('a', 10, 503), 502),
      ...request('t2', call('a', 10), 500),
      ...request('t3', call('a', 10)),
      ...request('t4', call('a', 10)),
    ]);
    expect(file.services.web).toMatchObject({ routes: { 'GET /cart': { errors: { 500: '33.3%' } } } });
    expect(file.services.cart).toMatchObject({ routes: { 'GET /items': { errors: { 503: '25%' } } } });
  });

  it('has calls of services that send no spans, and databases, without values', () => {
    const below: TestSpan[] = [
      {
        id: 'e',
        service: 'web',
        kind: 'client',
        at: 10,
        ms: 50,
        attributes: { 'http.request.method': 'POST', 'url.full': 'https://api.example.com/users/4711?token=x' },
      },
      {
        id: 'q',
        service: 'web',
        kind: 'client',
        at: 70,
        ms: 2,
        attributes: {
          'db.system': 'postgresql',
          'db.statement': "SELECT * FROM users WHERE email = 'a@b.example'",
          'db.name': 'prod',
          'net.peer.name': 'db.example',
          'net.peer.port': 5432,
        },
      },
    ];
    expect(stepsOf(request('t1', below))).toEqual([
      { external: 'POST https://api.example.com/', latency: '50ms' },
      { query: 'SELECT users', collection: 'users', database: 'postgresql', latency: '2ms' },
    ]);
    const { text } = importSpans(request('t1', below), true);
    expect(text).toContain("SELECT * FROM users WHERE email = 'a@b.example'");
    expect(text).toContain('address: db.example:5432');
  });

  it('has gRPC, older conventions and routes without http.route', () => {
    const grpc = { 'rpc.system': 'grpc', 'rpc.service': 'shop.Cart', 'rpc.method': 'Get', 'rpc.grpc.status_code': 5 };
    const { file, leftOut } = importSpans([
      {
        id: 'w',
        service: 'web',
        kind: 'server',
        ms: 90,
        name: 'HTTP GET',
        attributes: { 'http.method': 'GET', 'http.target': '/users/anna.smith/v2/4711?a=b', 'http.status_code': 404 },
      },
      { id: 'c', parent: 'w', service: 'web', kind: 'client', at: 1, ms: 80, attributes: grpc, isError: true },
      { id: 's', parent: 'c', service: 'cart', kind: 'server', at: 2, ms: 70, attributes: grpc },
    ]);
    expect(file.services.web).toMatchObject({
      'semantic-conventions': 'v1.20',
      routes: { 'GET /users/{id}/v2/{id}': { steps: [expect.anything(), { call: 'cart shop.Cart/Get' }] } },
    });
    expect(file.services.cart).toMatchObject({ grpc: { 'shop.Cart/Get': { errors: { NOT_FOUND: '100%' } } } });
    expect(leftOut).toEqual(['the routes of 1 server span without http.route: check those with {id} in them']);
  });

  it('begins with the first server span, below that of a load generator or of what is in no file', () => {
    const [server] = request('t1');
    if (!server) throw new Error('no span');
    const below = [
      { id: 'l', service: 'load', kind: 'internal' as const, ms: 200 },
      { ...server, parent: 'l' },
    ];
    expect(importSpans(below).file.requests).toEqual([{ request: 'web GET /cart', weight: 1 }]);
    expect(Object.keys(importSpans(below).file.services)).toEqual(['web']);
    expect(importSpans(below).leftOut).toEqual(['1 first span that is of a client, such as a load generator']);
    expect(importSpans([{ ...server, parent: 'elsewhere' }]).leftOut).toEqual([]);
  });

  it('leaves out incomplete traces, spans of other kinds and cycles, and reports them', () => {
    const dubbo: TestSpan[] = [
      { id: 'c', service: 'web', kind: 'client', name: 'pay', at: 10, attributes: { 'rpc.system': 'apache_dubbo' } },
      { id: 'd', parent: 'c', service: 'pay', kind: 'server', at: 11, attributes: { 'rpc.system': 'apache_dubbo' } },
    ];
    const again: TestSpan = {
      id: 'r',
      parent: 'cs',
      service: 'web',
      kind: 'server',
      at: 12,
      ms: 3,
      attributes: get('/cart'),
    };
    const { leftOut, file } = importSpans([
      ...request('t1', dubbo),
      ...request('t2', [...call('c', 10), again]),
      { trace: 't3', id: 'i', parent: 'lost', service: 'web', kind: 'internal' },
    ]);
    expect(leftOut).toEqual([
      '1 incomplete trace: parents of their spans are in no file',
      '1 call to an operation that is already active: calls must not form a cycle',
      '1 server span of pay that is of neither HTTP nor gRPC',
    ]);
    expect(Object.keys(file.services)).toEqual(['web', 'cart']);
  });
});

test('a trace of a program that calls itself without end is left out', () => {
  const deep = Array.from({ length: 20_000 }, (_, level): TestSpan => {
    const parent = level === 0 ? {} : { parent: `s${level - 1}` };
    return { trace: 'deep', id: `s${level}`, ...parent, service: 'web', kind: 'internal' };
  });
  expect(importSpans([...request('t1'), ...deep]).leftOut).toEqual(['1 trace with more than 500 levels']);
});

describe('attributes', () => {
  const spans = [1, 2, 3].flatMap((number) =>
    request(`t${number}`, [], number === 3 ? 500 : 200).map((span) => ({
      ...span,
      at: number,
      attributes: {
        ...span.attributes,
        'customer.tier': number === 2 ? 'gold' : 'free',
        'customer.email': 'anna@example.com',
        'cart.items': number,
        ...(number === 3 ? { 'failure.cause': 'pool' } : {}),
      },
      resource: {
        'deployment.environment.name': 'production',
        'service.instance.id': `i${number % 2}`,
        'host.name': `h${number % 2}`,
      },
    })),
  );
  const attributesOf = (withValues: boolean): unknown => {
    const web = importSpans(spans, withValues).file.services.web as { routes: Record<string, { attributes: unknown }> };
    return web.routes['GET /cart']?.attributes;
  };

  it('are named, without their values', () => {
    expect(attributesOf(false)).toEqual({
      'customer.tier': 'omitted',
      'customer.email': 'omitted',
      'cart.items': 0,
      'failure.cause': { 'on-error': 'omitted' },
    });
    const { text, file } = importSpans(spans);
    for (const secret of ['anna', 'gold', 'production', 'pool', 'i0', 'h0']) expect(text).not.toContain(secret);
    expect(file.services.web).toMatchObject({ replicas: 2 });
    expect(file.attributes).toEqual({ 'deployment.environment.name': 'omitted', 'host.name': 'omitted-$replica' });
  });

  it('have values on request', () => {
    expect(attributesOf(true)).toEqual({
      'customer.tier': { choose: { free: 2, gold: 1 } },
      'customer.email': 'anna@example.com',
      'cart.items': { choose: [1, 2, 3] },
      'failure.cause': { 'on-error': 'pool' },
    });
    expect(importSpans(spans, true).file.attributes).toMatchObject({ 'deployment.environment.name': 'production' });
  });
});
