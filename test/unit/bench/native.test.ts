import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { findNativeCollector, onThisMachine } from '../../../bench/native.ts';
import { configFolder } from '../../../lib/paths.ts';

const places = {
  ...{ grpc: 1001, http: 1002, metrics: 1003, health: 1004 },
  backends: { jaeger: 'http://127.0.0.1:2001', loki: 'http://127.0.0.1:2002', prometheus: 'http://127.0.0.1:2003' },
};

test('the configuration of the sandbox has addresses of this machine only, and is the same otherwise', () => {
  const original = readFileSync(join(configFolder, 'collector.yaml'), 'utf8');
  const changed = onThisMachine(original, places);
  expect(changed.replaceAll(/#.*/g, '')).not.toMatch(/0\.0\.0\.0|\/\/(jaeger|loki|prometheus)\b/);
  expect(parse(changed)).toMatchObject({
    receivers: { otlp: { protocols: { grpc: { endpoint: '127.0.0.1:1001' }, http: { endpoint: '127.0.0.1:1002' } } } },
    exporters: {
      'otlp_http/jaeger': { endpoint: 'http://127.0.0.1:2001' },
      'otlp_http/loki': { endpoint: 'http://127.0.0.1:2002/otlp' },
      'otlp_http/prometheus': { endpoint: 'http://127.0.0.1:2003/api/v1/otlp' },
    },
  });
  const lines = (text: string): string[] => text.split('\n');
  expect(lines(changed).filter((line, index) => line !== lines(original)[index])).toHaveLength(8);
});

test('an address that is no longer in the file is an error, as its place would not be replaced', () => {
  expect(() => onThisMachine('receivers: {}', places)).toThrow('collector.yaml no longer has 0.0.0.0:4317');
});

test('without a native Collector there is a sentence instead', async () => {
  expect(await findNativeCollector({ PATH: '/nowhere' })).toMatch(/^otelcol-contrib is not on the PATH/);
  const named = await findNativeCollector({ SANDBOX_OTELCOL: '/nowhere/otelcol' });
  expect(named).toBe('there is no /nowhere/otelcol, which SANDBOX_OTELCOL names');
});

test('the version is that which the program prints', async () => {
  const found = await findNativeCollector({ ...process.env, SANDBOX_OTELCOL: process.execPath });
  expect(found).toEqual({ program: process.execPath, version: process.version });
});
