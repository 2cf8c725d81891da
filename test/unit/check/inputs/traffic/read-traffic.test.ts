import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { trafficJsonSchema, withTrafficReference } from '../../../../../check/inputs/traffic/file/reference.ts';
import { parseTraffic, readTraffic } from '../../../../../check/inputs/traffic/read-traffic.ts';
import { UserError } from '../../../../../lib/errors.ts';
import { packageRoot } from '../../../../../lib/paths.ts';
import { seededRandom } from '../../../../../lib/random.ts';

const docs = join(packageRoot, 'docs');
const small = readFileSync(join(docs, 'examples', 'traffic-small.yaml'), 'utf8');

function problemsOf(text: string): string[] {
  try {
    parseTraffic(text, 'traffic.yaml');
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.details];
    throw error;
  }
  return [];
}

/** A file of two services in which one route has these steps, from line 6 on. */
const withSteps = (...steps: string[]): string =>
  [
    'services:',
    '  b: { routes: { GET /x: } }',
    '  a:',
    '    routes:',
    '      GET /y:',
    ...steps.map((step) => `        - ${step}`),
  ].join('\n');

describe('documentation', () => {
  it('has the reference of the schema (npm run docs updates it)', () => {
    const page = readFileSync(join(docs, 'traffic.md'), 'utf8');
    expect(page).toContain('| `consumes` |');
    expect(page).toBe(withTrafficReference(page));
  });

  it('has the JSON schema (npm run docs updates it)', () => {
    expect(readFileSync(join(docs, 'traffic.schema.json'), 'utf8')).toBe(trafficJsonSchema());
  });

  const examples = readdirSync(join(docs, 'examples')).filter((file) => file.startsWith('traffic-'));
  it.each(examples)('%s loads', (file) => {
    const { requests, faultSchedule } = readTraffic(join(docs, 'examples', file));
    expect(requests.length).toBeGreaterThan(0);
    expect(faultSchedule.length).toBeGreaterThan(1);
  });

  it('starts with an example that loads', () => {
    const [, text = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(docs, 'traffic.md'), 'utf8')) ?? [];
    expect(problemsOf(text)).toEqual([]);
    expect(small).toContain(text.trim());
  });
});

test('a file of nine lines is complete: everything else has a default', () => {
  const traffic = parseTraffic(small, 'some/folder/mine.yaml');
  expect(traffic).toMatchObject({
    name: 'mine',
    arrivalsPerSecond: 5,
    arrivals: 'poisson',
    slowMs: 1000,
    warmUpMs: 300_000,
    baselineMs: 600_000,
    requests: [{ service: 'frontend', method: 'GET', route: '/cart/{id}', path: '/cart/$uuid', class: 'normal' }],
  });
  expect(traffic.faultSchedule.map(({ faults, forMs }) => [faults.map(({ label }) => label), forMs])).toEqual([
    [['errors at cart', 'rejected requests at frontend', 'slow queries at cart'], 600_000],
    [['latency at cart'], 600_000],
    [['outage of frontend'], 720_000],
  ]);
});

/** A service with a method of gRPC that has this step. */
const withGrpc = (step: string): string => `services:\n  a:\n    grpc:\n      shop.Cart/Get:\n        - ${step}\n`;

describe('problems', () => {
  test.each([
    [
      'a status of HTTP in a method of gRPC',
      withGrpc('{ fail: 503 }'),
      'traffic.yaml:5: a method of gRPC fails with a status of gRPC, for example UNAVAILABLE',
    ],
    [
      'a status of gRPC in a route',
      withSteps('{ fail: UNAVAILABLE }'),
      'traffic.yaml:6: only a method of gRPC fails with UNAVAILABLE; use a status such as 503',
    ],
    [
      'a method that is none',
      'services:\n  a:\n    grpc:\n      Cart Get:\n',
      'traffic.yaml:4: Cart Get is not a method of gRPC, for example shop.Cart/GetItems',
    ],
    [
      'an unknown method',
      `${withGrpc('{ wait: 1s }')}  b: { routes: { GET /: [{ call: a shop.Cart/Gt }] } }\n`,
      'traffic.yaml:6: there is no route or method of a "shop.Cart/Gt". Did you mean shop.Cart/Get?',
    ],
    [
      'unknown conventions',
      `semantic-conventions: v1.21\n${small}`,
      'traffic.yaml:1: semantic-conventions must be stable or v1.20 or dup',
    ],
    ['a pause without retries', withSteps('{ call: b GET /x, backoff: 1s }'), 'traffic.yaml:6: backoff needs retries'],
    [
      'an external service without a method',
      withSteps('{ external: https://api.example.com/charges }'),
      'traffic.yaml:6: https://api.example.com/charges is neither a method and a URL',
    ],
    [
      'a fault that does not exist',
      withSteps('{ span: s, attributes: { x: { value: 1, during: { errors at bb: 2 } } } }'),
      'traffic.yaml:6: there is no fault "errors at bb". Did you mean errors at b?',
    ],
    [
      'on-error where nothing fails',
      withSteps('{ query: SELECT 1, attributes: { x: { on-error: 2 } } }'),
      'traffic.yaml:6: on-error is for attributes of operations, calls and spans; nothing else fails',
    ],
    [
      'a value that is random and follows faults',
      withSteps('{ span: s, attributes: { x: { choose: [1, 2], during: 3 } } }'),
      'traffic.yaml:6: a value is random, or follows faults: value, during and on-error have no choose, from or to',
    ],
    ['an unknown key', `rte: 5/s\n${small}`, 'traffic.yaml:1: unknown key "rte". Did you mean rate?'],
    [
      'an unknown service',
      small.replace('cart GET', 'crt GET'),
      'traffic.yaml:6: there is no service "crt". Did you mean cart?',
    ],
    [
      'an unknown route',
      small.replace('GET /carts/{id}\n  cart', 'GET /cart/{id}\n  cart'),
      'traffic.yaml:6: there is no route of cart "GET /cart/{id}". Did you mean GET /carts/{id}?',
    ],
    [
      'a duration without a unit',
      `${small}slow: 3\n`,
      'traffic.yaml:11: slow must be a duration, for example 20ms, 1.5s or 10m',
    ],
    [
      'a rate of 0',
      `${small}rate: 0/s\n`,
      'traffic.yaml:11: rate must be a rate, for example 5/s or 300/m, above 0 and at most 2000/s',
    ],
    [
      'a step without a kind',
      withSteps('{ attributes: { a: 1 } }'),
      'traffic.yaml:6: a step needs one of the keys call, external, query, send, wait, span, together, event, log, count, record, gauge, fail',
    ],
    [
      'a step with two kinds',
      withSteps('{ wait: 1s, fail: 500 }'),
      'traffic.yaml:6: a step must have exactly one kind, but has wait and fail',
    ],
    [
      'a misspelled step',
      withSteps('{ qurey: SELECT 1 }'),
      'traffic.yaml:6: unknown key "qurey" in services.a.routes.GET /y[0]. Did you mean query?',
    ],
    [
      'a key of other steps',
      withSteps('{ wait: 1s, severity: info }'),
      'traffic.yaml:6: a wait step has no key severity; it may have rate',
    ],
    [
      'a value that is not declared',
      withSteps('{ log: "order $ordr" }', '{ event: e, attributes: { id: $uid } }'),
      'traffic.yaml:6: there is no value "ordr". Known names: uuid, path.',
    ],
    [
      'an unknown database',
      withSteps('{ query: SELECT 1, database: dbb }'),
      'traffic.yaml:6: there is no database "dbb". Did you mean db?',
    ],
    [
      'a fault at an unknown service',
      `${small}faults: [{ faults: [{ fault: error-rate, service: carts }] }]\n`,
      'traffic.yaml:11: there is no service "carts". Did you mean cart?',
    ],
    [
      'a parameter of another fault',
      `${small}faults: [{ faults: [{ fault: down, service: cart, by: 3s }] }]\n`,
      'traffic.yaml:11: the fault down has no key by; it may have no other keys',
    ],
    [
      'a status that its fault does not have',
      `${small}faults: [{ faults: [{ fault: rejection, service: cart, status: 503 }] }]\n`,
      'traffic.yaml:11: status of the fault rejection must be from 400 to 499',
    ],
    [
      'two faults of a step with the same name',
      `${small}faults: [{ faults: [{ fault: down, service: cart }, { fault: down, service: cart }] }]\n`,
      'traffic.yaml:11: another fault of this step is named "down at cart", too: give one of them a label',
    ],
    [
      'a load spike without its factor',
      `${small}faults: [{ faults: [{ fault: load-spike }] }]\n`,
      'traffic.yaml:11: the fault load-spike needs the key factor',
    ],
    [
      'a load spike of a service',
      `${small}faults: [{ faults: [{ fault: load-spike, factor: 3, service: cart }] }]\n`,
      'traffic.yaml:11: the fault load-spike has no key service; it may have factor',
    ],
    [
      'a fault without a service',
      `${small}faults: [{ faults: [{ fault: error-rate }] }]\n`,
      'traffic.yaml:11: the fault error-rate needs a service',
    ],
    [
      'a metric with two types',
      withSteps('{ count: n }', '{ gauge: n, value: 1 }'),
      'traffic.yaml:7: the metric n has a different type in another step of this service',
    ],
    ['invalid YAML', 'services: [', 'traffic.yaml:1 is not valid YAML'],
    ['nothing', '', 'traffic.yaml:1: the file must be a mapping'],
  ])('%s is reported with its line', (_, text, problem) => {
    expect(problemsOf(text)[0]).toContain(problem);
  });

  test('a cycle of calls is reported with its path', () => {
    const text = withSteps('{ send: jobs }').replace(
      '{ routes: { GET /x: } }',
      '{ routes: { GET /x: }, consumes: { jobs: [{ call: a GET /y }] } }',
    );
    expect(problemsOf(text)).toContain(
      'traffic.yaml:2: calls must not form a cycle: b CONSUME jobs -> a GET /y -> b CONSUME jobs',
    );
  });

  test('a request that would cause a million spans is rejected', () => {
    const level = (n: number): string => {
      const calls = Array.from({ length: 10 }, () => `{ call: s${n + 1} GET / }`);
      return `  s${n}: { routes: { GET /: [${calls.join(', ')}] } }`;
    };
    const text = ['services:', ...[0, 1, 2, 3, 4, 5].map(level), '  s6: { routes: { GET /: } }'].join('\n');
    expect(problemsOf(text)[0]).toMatch(/one request causes \d+ calls and messages; the limit is 5000/);
  });

  test('random text is rejected with a line', () => {
    const random = seededRandom(7);
    const words = [
      'services:',
      '  a:',
      '- ',
      '{',
      ']',
      'rate: 5/s',
      '&a *a',
      'GET /x:',
      '\t',
      '$uuid',
      '"',
      '!!map',
      '? :',
      '%',
      '\u0000',
    ];
    const line = (): string =>
      ' '.repeat(random.int(8)) + (words[random.int(words.length)] ?? '') + String(random.int(1000));
    const noise = (): string => Array.from({ length: 200 }, line).join('\n');
    expect(problemsOf(Array.from({ length: 100_000 }, () => '- {').join('\n'))[0]).toContain(
      'the file has 100000 lines',
    );
    for (let file = 0; file < 20; file += 1) expect(problemsOf(noise())[0]).toMatch(/^traffic\.yaml:\d+/);
    const keys = Array.from({ length: 1000 }, (_, index) => `key${index}: 1`).join('\n');
    expect(problemsOf(keys).at(-1)).toMatch(/^and \d+ more$/);
    expect(problemsOf(`services: ${'['.repeat(20_000)}`)[0]).toContain('traffic.yaml');
  });
});

test('a file with the former names of keys and faults is read with its lines', () => {
  const former = ['dri', 'll:'].join('');
  const text = `services: {a: {routes: {GET /: {}}}}\n${former}\n  - faults: [{ fault: errors, service: a, rate: 40% }]\n`;
  expect(parseTraffic(text, 't.yaml').faultSchedule[0]?.faults[0]).toMatchObject({ fault: 'error-rate', service: 'a' });
  expect(() => parseTraffic(text.replace('service: a', 'service: b'), 't.yaml')).toThrow(/t\.yaml:3: /);
});
