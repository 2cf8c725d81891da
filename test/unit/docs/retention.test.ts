import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { storageDefaults } from '../../../check/report/production.ts';
import { configFolder, packageRoot } from '../../../lib/paths.ts';
import { formatCount } from '../../../lib/format/number.ts';
import { mostRecords, mostLogBytes } from '../../../stack/stores/logs/start-log-store.ts';
import { mostTraces, mostTraceBytes } from '../../../stack/stores/traces/start-trace-store.ts';

const page = readFileSync(join(packageRoot, 'docs/retention.md'), 'utf8');
const config = (file: string): unknown => parse(readFileSync(join(configFolder, file), 'utf8'));
const rowOf = (name: string): string => page.split('\n').find((line) => line.startsWith(`| ${name} `)) ?? '';
const mebibytes = (bytes: number): string => `${bytes / 2 ** 20} MiB`;

test('docs/retention.md has the limits of the configuration and of the embedded stores', () => {
  const jaeger = config('jaeger.yaml') as {
    extensions: { jaeger_storage: { backends: { memory: { memory: { max_traces: number } } } } };
  };
  const { max_traces: traces } = jaeger.extensions.jaeger_storage.backends.memory.memory;
  expect(rowOf('Jaeger')).toContain(`| ${formatCount(traces)} traces in memory`);
  expect(rowOf('Jaeger')).toContain(`| ${formatCount(mostTraces)} traces or ${mebibytes(mostTraceBytes)}`);

  const prometheus = config('prometheus.yml') as { storage: { tsdb: { retention: { time: string; size: string } } } };
  const { time, size } = prometheus.storage.tsdb.retention;
  expect(rowOf('Prometheus')).toContain(`| ${time} or ${size.replace('MB', ' MB')} of blocks`);

  const loki = config('loki.yaml') as { limits_config: { retention_period: string } };
  expect(rowOf('Loki')).toContain(`| ${loki.limits_config.retention_period} `);
  expect(rowOf('Loki')).toContain(`| ${formatCount(mostRecords)} records or ${mebibytes(mostLogBytes)}`);
});

test('docs/retention.md has the default prices and periods', () => {
  const { hotMs, archiveMs, hotPrice, archivePrice } = storageDefaults;
  for (const text of [
    `\`--retention\` (${hotMs / 86_400_000}d by default)`,
    `\`--archive\` (${archiveMs / 86_400_000}d)`,
    `\`--price-hot\` (${hotPrice})`,
    `\`--price-archive\` (${archivePrice})`,
  ]) {
    expect(page).toContain(text);
  }
});
