import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import type { RangeSeries } from '../../../stack/clients/prometheus.ts';

/** The file that PROMTOOL names, or `promtool` on the PATH. */
export function findPromtool(): string | undefined {
  const named = process.env.PROMTOOL;
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'promtool'));
  return [...(named === undefined ? [] : [named]), ...places].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Which alerts there must be at a moment, each with its labels and state. */
export interface ExpectedAlerts {
  time: number;
  alerts: Record<string, string>[];
}

export interface RulesTest {
  /** Text of a file of rules. */
  rules: string;
  alertname: string;
  /** An evaluation: where the test's time begins. Earlier samples are left out. */
  zero: number;
  intervalMs: number;
  series: readonly RangeSeries[];
  expected: readonly ExpectedAlerts[];
}

/** Runs `promtool test rules`: what it says against the expectations, empty where it agrees. */
export async function runPromtool(promtool: string, test: RulesTest): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), test.rules);
    writeFileSync(join(folder, 'test.yml'), stringify(testFile(test), { lineWidth: 0 }));
    const { failed, stdout, stderr } = await execa(promtool, ['test', 'rules', 'test.yml'], {
      cwd: folder,
      reject: false,
    });
    return failed ? `${stdout}\n${stderr}`.trim() : '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function testFile({ alertname, zero, intervalMs, series, expected }: RulesTest): unknown {
  const offsets = series.flatMap(({ points }) => points.map(([time]) => time - zero)).filter((offset) => offset >= 0);
  // The samples of a test stand on a grid: the coarsest on which all of ours lie to the millisecond.
  const grid = offsets.reduce(greatestCommonDivisor, intervalMs);
  return {
    rule_files: ['rules.yml'],
    evaluation_interval: `${intervalMs}ms`,
    tests: [
      {
        interval: `${grid}ms`,
        input_series: series.map(({ labels, points }) => ({
          series: selector(labels),
          values: onGrid(
            points.map(([time, value]): [number, number] => [time - zero, value]),
            grid,
          ),
        })),
        promql_expr_test: expected.map(({ time, alerts }) => ({
          expr: `ALERTS{alertname="${alertname}"}`,
          eval_time: `${time - zero}ms`,
          exp_samples: alerts.map((labels) => ({
            labels: selector({ __name__: 'ALERTS', alertname, ...labels }),
            value: 1,
          })),
        })),
      },
    ],
  };
}

function onGrid(points: readonly [number, number][], grid: number): string {
  const tokens: string[] = [];
  let next = 0;
  for (const [offset, value] of points) {
    if (offset < 0) continue;
    const place = offset / grid;
    if (place > next) tokens.push(`_x${place - next}`);
    tokens.push(String(value));
    next = place + 1;
  }
  return tokens.join(' ');
}

function selector(labels: Record<string, string>): string {
  const { __name__: name = '', ...rest } = labels;
  return `${name}{${Object.entries(rest)
    .map(([key, value]) => `${labelName(key)}=${JSON.stringify(value)}`)
    .join(', ')}}`;
}

/** Names with dots, as the Collector's own metrics have them, stand in quotes. */
function labelName(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
