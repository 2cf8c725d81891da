import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { adaptCollector } from '../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../check/inputs/collector/adapted-collector.ts';
import { explainCollectorError } from '../../../check/inputs/collector/explain-error.ts';
import { UserError } from '../../../lib/errors.ts';
import { seededRandom } from '../../../lib/random.ts';
import { collectorArguments } from '../../../stack/components/arguments.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { type LoadedEngine, loadEngine } from '../../../stack/engine/load.ts';
import { MemoryHttpClient } from '../../../simulation/http/client.ts';
import { MemoryFiles } from '../../../simulation/files/memory-files.ts';
import { MemoryNetwork } from '../../../simulation/network/memory-network.ts';
import { startRole } from '../../../simulation/stack/start-role.ts';
import { VirtualTime } from '../../../simulation/clock/virtual-time.ts';

const env = { MY_POD_IP: '10.0.0.1', CLUSTER: 'eu1', BATCH_SIZE: '512', DD_API_KEY: 'secret$key' };

let engine: LoadedEngine;
beforeAll(async () => {
  engine = await loadEngine(await ensureEngine());
}, 240_000);

function adapt(...files: string[]): AdaptedCollector {
  const folder = new URL('../../unit/check/inputs/collector/examples/', import.meta.url);
  return adaptCollector({ files, env, readFile: (path) => readFileSync(new URL(path, folder), 'utf8') });
}

/** Starts the Collector in virtual time, and answers with its own metrics once it is ready. */
async function start({ text }: AdaptedCollector): Promise<string> {
  const time = new VirtualTime(1_700_000_000);
  return time.run(async () => {
    const network = new MemoryNetwork(time);
    const files = new MemoryFiles(time.later, () => time.now());
    files.makeFolder('/tmp');
    files.put('/etc/collector.yaml', text);
    const role = await startRole('collector', {
      engine,
      time,
      random: seededRandom(1),
      network: network.join('otel-collector'),
      files,
      argv: ['--config=/etc/collector.yaml', ...collectorArguments],
      onLog: () => undefined,
    });
    const http = new MemoryHttpClient(network.join('host'), time);
    const target = { host: 'otel-collector', port: 8888, path: '/metrics' };
    const answer = await http.request({ method: 'GET', ...target, headers: {} });
    http.close();
    await role.stop();
    return answer.body.toString();
  });
}

/** The Collector's error about a configuration, with the locations in the user's file. */
async function refusal(text: string): Promise<string[]> {
  const adapted = adaptCollector({ files: ['c.yaml'], env, readFile: () => text });
  const error = await start(adapted).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error('the Collector accepted it');
  const explained = explainCollectorError([error.message, ...error.details], adapted);
  expect(explained.exitCode).toBe(2);
  return [explained.message, ...explained.details];
}

test.each([
  ['a gateway with tail sampling', ['gateway.yaml'], 'otlp_http/otlphttp/tempo'],
  ["an agent with a vendor's exporter", ['agent.yaml'], 'otlp_http/datadog'],
  ['several files with an environment', ['base.yaml', 'production.yaml'], 'otlp_http/otlp'],
])('%s is ready, and its own metrics name what it has', async (_what, files, exporter) => {
  expect(await start(adapt(...files))).toContain(
    `otelcol_exporter_queue_capacity{data_type="traces",exporter="${exporter}"`,
  );
});

const ends = 'receivers: {otlp: {protocols: {http: {}}}}\nexporters: {otlphttp: {endpoint: x}}\n';
const pipeline = (processors: string): string =>
  `service: {pipelines: {traces: {receivers: [otlp], processors: [${processors}], exporters: [otlphttp]}}}\n`;

describe('a configuration error of the Collector is reported with its message, file and line', () => {
  test.each([
    [
      `${ends}${pipeline('batch')}processors:\n  batch:\n    timeout: -1s\n    send_batch_size: 9\n    send_batch_max_size: 3\n`,
      /^c\.yaml:5: processors::batch: send_batch_max_size must be greater/,
    ],
    [
      `${ends}${pipeline('tail_sampling')}processors:\n  tail_sampling:\n    decision_wait: abc\n`,
      /^c\.yaml:6: 'processors' error reading configuration for "tail_sampling": 'decision_wait' time: invalid duration/,
    ],
    [
      `${ends}${pipeline('filter/x')}processors:\n  filter/x:\n    traces:\n      span:\n        - 'attributes["x" == 1'\n`,
      /^c\.yaml:8: processors::filter\/x: unable to parse OTTL condition/,
    ],
    [
      `${ends}${pipeline('batch/x')}`,
      /^c\.yaml:3: service::pipelines::traces: references processor "batch\/x" which is not/,
    ],
    [
      `receivers: {otlp: {protocols: {http: {}}}}\nexporters:\n  otlphttp:\n    endpont: x\n${pipeline('')}`,
      // Collector 0.161 ignores unknown settings of HTTP clients; 0.159 rejected the key itself.
      /^c\.yaml:3: exporters::otlphttp: at least one endpoint must be specified/,
    ],
    [
      `${ends}${pipeline('tail_sampling')}processors:\n  tail_sampling:\n    policies:\n      - {name: a, type: alwayssample}\n`,
      /^c\.yaml:7: failed to start "tail_sampling" processor: .* unknown sampling policy type alwayssample/,
    ],
    [`${ends}${pipeline('batch')}processors: [batch]\n`, /^c\.yaml:4: .*processors.*/],
    [
      `${ends}service:\n  pipelines:\n    traces: {receivers: otlp, exporters: [otlphttp]}\n`,
      /^c\.yaml:5: .*receivers/,
    ],
    [
      `${ends}service:\n  pipelines:\n    traces: {receivers: [otlp], exporters: [otlphttp], procs: []}\n`,
      /^c\.yaml:5: .*invalid keys: procs/,
    ],
    [
      `${ends}service:\n  pipelines:\n    traces: {receivers: [otlp]}\n`,
      /^c\.yaml:5: service::pipelines::traces: must have at least one exporter/,
    ],
    [`${ends}${pipeline('')}procesors: {}\n`, /^c\.yaml:4: .* has invalid keys: procesors/],
  ])('%#', async (text, message) => {
    const [first, ...others] = await refusal(text);
    expect(first).toMatch(message);
    expect(others).toEqual([]);
  });
});
