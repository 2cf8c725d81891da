import { describe, expect, it } from 'vitest';
import { PlantedSecretSearch } from '../../../scenarios/leaks/planted-secret-search.ts';
import { scanJaeger } from '../../../scenarios/leaks/scan-jaeger.ts';
import { scanLoki } from '../../../scenarios/leaks/scan-loki.ts';
import { scanPrometheus } from '../../../scenarios/leaks/scan-prometheus.ts';
import { readSpans, type StoredSpan } from '../../../lib/otlp/json/read-spans.ts';

const token = 'S3cretTokenS3cretToken123456';
const password = 'Passw0rdPassw0rdPassw0rd9876';
const secrets = [
  { parameter: 'token', value: token },
  { parameter: 'password', value: password },
] as const;
const window = { start: 0, end: 1 };
const marker = '[REDACTED]';

describe('scanJaeger', () => {
  const key = (name: string, value: string) => ({ key: name, value: { stringValue: value } });
  const clean = {
    resource: { attributes: [key('service.name', 'gateway')] },
    scopeSpans: [{ scope: { name: 's' }, spans: [{ traceId: 'a', spanId: '1', name: 'GET /orders' }] }],
  };
  const scan = async (spans: StoredSpan[], operations: string[] = []) => {
    const search = new PlantedSecretSearch(secrets, marker);
    const jaeger = {
      services: () => Promise.resolve(['gateway']),
      operations: () => Promise.resolve(operations),
      search: () => Promise.resolve([{ traceId: 'a', spans }]),
    };
    return { marked: await scanJaeger(jaeger as never, window, search), search };
  };
  const cleanSpan = readSpans({ resourceSpans: [clean] })[0];
  if (!cleanSpan) throw new Error('no span');

  it.each<[string, Partial<StoredSpan>, string]>([
    ['an attribute', { attributes: { 'url.query': `token=${token}` } }, 'url.query'],
    ['a list in an attribute', { attributes: { list: ['x', token] } }, 'list'],
    ['a mapping in an attribute', { attributes: { map: { inner: token } } }, 'map.inner'],
    ['the name of an attribute', { attributes: { [`a.${token}`]: 1 } }, 'a.S3c…(28 characters) (its name)'],
    ['the name of a span', { name: `GET /?token=${token}` }, 'name'],
    ['a status message', { status: { error: true, message: `bad ${token}` } }, 'status.message'],
    [
      'an event',
      { events: [{ name: 'exception', attributes: { 'exception.message': token } }] },
      'event exception: exception.message',
    ],
    ['a link', { links: [{ traceId: 'b', attributes: { x: token } }] }, 'link: x'],
    ['the resource', { resource: { 'process.command_args': [token] } }, 'resource: process.command_args'],
    ['the scope', { scope: { name: 's', attributes: { x: token } } }, 'scope: x'],
    ['the trace state', { traceState: `a=${token}` }, 'tracestate'],
  ])('finds a secret in %s, names where, and does not show it', async (_, changes, attribute) => {
    const { search } = await scan([{ ...cleanSpan, ...changes }]);
    expect(search.leaks).toMatchObject([{ backend: 'jaeger', secret: 'token', attribute, count: 1 }]);
    expect(JSON.stringify(search.leaks)).not.toContain(token);
  });

  it('finds a secret among the names of operations', async () => {
    expect((await scan([], [`GET ${token}`])).search.leaks).toHaveLength(1);
  });

  it('finds nothing where there is nothing, and reports which traces have the marker', async () => {
    const { search, marked } = await scan([{ ...cleanSpan, attributes: { 'url.query': `token=${marker}` } }]);
    expect(search.leaks).toEqual([]);
    expect([...marked]).toEqual(['a']);
    expect(search.searched).toBeGreaterThan(5);
    expect([...(await scan([cleanSpan])).marked]).toEqual([]);
  });

  it('hides both secrets in an excerpt that has both', async () => {
    const { search } = await scan([{ ...cleanSpan, attributes: { q: `?token=${token}&password=${password}` } }]);
    expect(search.leaks.map(({ secret }) => secret)).toEqual(['token', 'password']);
    expect(search.leaks[0]?.excerpt).toBe('?token=S3c…(28 characters)&password=Pas…(28 characters)');
  });
});

describe('scanLoki', () => {
  const scan = async (line: string, labels: Record<string, string> = {}, values: string[] = []) => {
    const search = new PlantedSecretSearch(secrets, marker);
    const loki = {
      // eslint-disable-next-line @typescript-eslint/require-await
      async *all() {
        yield [{ time: 1n, line, labels: { service_name: 'order', trace_id: 'a', ...labels } }];
      },
      labels: () => Promise.resolve(['service_name']),
      labelValues: () => Promise.resolve(values),
    };
    return { marked: await scanLoki(loki as never, window, search), search };
  };

  it('finds a secret in a line, in metadata, and among the values of labels', async () => {
    expect((await scan(`calling ?token=${token}`)).search.leaks).toMatchObject([{ attribute: 'line', signal: 'log' }]);
    expect((await scan('', { url_full: `?password=${password}` })).search.leaks).toMatchObject([
      { attribute: 'url_full' },
    ]);
    expect((await scan('', {}, [token])).search.leaks).toMatchObject([{ attribute: 'service_name' }]);
  });

  it('finds nothing where there is nothing, and says which traces have the marker', async () => {
    const { search, marked } = await scan(`calling ?token=${marker}`);
    expect(search.leaks).toEqual([]);
    expect([...marked]).toEqual(['a']);
    // As it looks in a URL that was made after the redaction.
    expect([...(await scan('?token=%5BREDACTED%5D')).marked]).toEqual(['a']);
    expect([...(await scan('calling')).marked]).toEqual([]);
  });
});

describe('scanPrometheus', () => {
  const scan = async (value: string, exemplar: string) => {
    const search = new PlantedSecretSearch(secrets);
    await scanPrometheus(
      {
        labelNames: () => Promise.resolve(['http_route']),
        labelValues: () => Promise.resolve([value]),
        exemplars: () =>
          Promise.resolve([{ seriesLabels: { __name__: 'm' }, labels: { url: exemplar }, value: 1, time: 0 }]),
      } as never,
      window,
      search,
    );
    return search.leaks;
  };

  it('finds a secret in the value of a label and in an exemplar', async () => {
    expect(await scan(`/orders?token=${token}`, '')).toMatchObject([{ signal: 'metric', attribute: 'http_route' }]);
    expect(await scan('/orders', token)).toMatchObject([
      { signal: 'exemplar', attribute: 'url', where: 'an exemplar of m' },
    ]);
    expect(await scan('/orders', '')).toEqual([]);
  });
});
