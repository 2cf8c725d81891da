import { expect, test } from 'vitest';
import { packageVersion } from '../../../lib/paths.ts';
import { integerFrom, portFrom, urlFrom } from '../../../services/process/environment.ts';
import { isHealthCheck } from '../../../services/process/health.ts';
import { traceresponse } from '../../../services/telemetry/traceresponse.ts';
import { serviceVersion } from '../../../services/version.ts';

test('the services report the version of the package', () => {
  expect(serviceVersion).toBe(packageVersion);
});

test('traceresponse has the form of W3C Trace Context Level 2', () => {
  const context = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
  expect(traceresponse({ ...context, traceFlags: 1 })).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  expect(traceresponse({ ...context, traceFlags: 0 })).toMatch(/-00$/);
});

test('a health check is one with or without a query, and nothing else', () => {
  expect(['/health', '/health?full=1'].map(isHealthCheck)).toEqual([true, true]);
  expect(['/healthy', '/orders/health', '/', undefined].map(isHealthCheck)).toEqual([false, false, false, false]);
});

test('settings are read with their ranges, and a wrong one is named with what is allowed', () => {
  expect(integerFrom({}, 'N', 5)).toBe(5);
  expect(integerFrom({ N: '' }, 'N', 5)).toBe(5);
  expect(integerFrom({ N: '0' }, 'N', 5)).toBe(0);
  expect(portFrom({ PORT: '65535' }, 'PORT', 1)).toBe(65_535);
  expect(() => portFrom({ PORT: '65536' }, 'PORT', 1)).toThrow(
    'PORT is "65536"; it must be a whole number from 0 to 65535',
  );
  expect(() => integerFrom({ N: '1.5' }, 'N', 5)).toThrow('N is "1.5"');
  expect(urlFrom({ U: 'http://a:1' }, 'U', 'http://b').href).toBe('http://a:1/');
  expect(() => urlFrom({ U: 'a:1' }, 'U', 'http://b')).toThrow('U is "a:1"; it must be a URL such as http://b');
});
