import { describe, expect, it, test } from 'vitest';
import { importSpans, type TestSpan } from './trace-spans.ts';
import { call, get, request, stepsOf } from './web-and-cart.ts';

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
