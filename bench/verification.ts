import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { type Cost, costOf } from './process-cost.ts';

const collector = `receivers: {otlp: {protocols: {grpc: {}, http: {}}}}
processors:
  tail_sampling:
    decision_wait: 10s
    num_traces: 20
    policies:
      - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
      - {name: rest, type: probabilistic, probabilistic: {sampling_percentage: 5}}
exporters: {otlp_grpc/traces: {endpoint: "tempo:4317"}, otlp_http/metrics: {endpoint: "https://mimir/otlp"}}
service:
  pipelines:
    traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp_grpc/traces]}
    metrics: {receivers: [otlp], exporters: [otlp_http/metrics]}
`;
const rules = `groups:
  - name: api
    interval: 15s
    rules:
      - alert: Slow
        expr: histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[5m]))) > 2000
        for: 2m
`;

/** A pair of files with two mistakes, checked as a whole process: without and with verification, and quickly. */
export async function benchVerification(runs: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    await writeFile(join(folder, 'collector.yaml'), collector);
    await writeFile(join(folder, 'rules.yml'), rules);
    const cost = (...options: string[]): Promise<Cost> =>
      // Two mistakes are found: exit code 1.
      costOf(['check', '--collector', 'collector.yaml', '--rules', 'rules.yml', ...options], {
        runs,
        cwd: folder,
        exitCode: 1,
      });
    const plain = await cost('--no-verify');
    const verified = await cost();
    const quick = await cost('--quick');
    return [
      {
        name: 'check of a pair of files, --no-verify',
        value: plain.wallS,
        unit: 's',
        goal: { value: 8, better: 'less' },
      },
      { name: 'processor time of it', value: plain.cpuS, unit: 's' },
      { name: 'the same with its changes verified', value: verified.wallS, unit: 's' },
      { name: 'processor time of the verification', value: verified.cpuS - plain.cpuS, unit: 's' },
      { name: 'processor time of it with --quick', value: quick.cpuS, unit: 's', goal: { value: 3, better: 'less' } },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
