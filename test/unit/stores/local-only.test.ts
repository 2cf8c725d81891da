import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../services/process/local-only.ts';
import { requireLocal } from '../../../stack/stores/http/local-only.ts';

type Headers = Partial<Record<'host' | 'origin', string>>;

const accepted: Headers[] = [
  { host: '127.0.0.1:16686' },
  { host: 'localhost:3100', origin: 'http://localhost:3000' },
  { host: '[::1]:3100' },
  { host: 'grafana.localhost' },
  // As the Collector and the services call each other.
  { host: 'jaeger:4318' },
  { host: 'order' },
  // As containers call this machine.
  { host: 'host.docker.internal:4318' },
  {},
];
const refused: Headers[] = [
  { host: 'evil.example:3100' },
  { host: 'localhost.evil.example' },
  { host: '127.0.0.1.evil.example' },
  { host: 'evil@localhost.example' },
  { host: 'internal.evil.example' },
  { host: ' ' },
  { host: '127.0.0.1:3100', origin: 'https://evil.example' },
  { host: '127.0.0.1:3100', origin: 'null' },
  { host: '127.0.0.1:3100', origin: 'http://192.168.1.7' },
];

describe.each([
  ['a store', (headers: Headers): void => requireLocal({ headers })],
  [
    'a service',
    (headers: Headers): void => {
      const refusal = refusalOf(headers);
      if (refusal !== undefined) throw new Error(refusal);
    },
  ],
])('%s', (_, check) => {
  test.each(accepted)('accepts %j', (headers) => {
    expect(() => check(headers)).not.toThrow();
  });

  test.each(refused)('refuses %j', (headers) => {
    expect(() => check(headers)).toThrow(/equests (must go to localhost|of the web page)/);
  });
});

test.each(['10.1.2.3:8080', '[fd00::7]:8080', 'gateway.shop.svc.cluster.local'])(
  'a service in a cluster answers requests to %s',
  (host) => {
    expect(refusalOf({ host })).toBeUndefined();
  },
);

test('a store answers only at its address', () => {
  expect(() => requireLocal({ headers: { host: '192.168.1.7:3100' } })).toThrow('not to "192.168.1.7:3100"');
});
