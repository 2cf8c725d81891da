import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importTraffic } from '../../../../../../check/inputs/traffic/import/import-traffic.ts';
import { parseTraffic } from '../../../../../../check/inputs/traffic/read-traffic.ts';
import { shopTraffic } from '../../../../../../check/inputs/traffic/shop-traffic.ts';
import type { Traffic } from '../../../../../../check/inputs/traffic/traffic.ts';
import { packageRoot } from '../../../../../../lib/paths.ts';
import type { Step } from '../../../../../../simulation/services/system.ts';
import { type SentSpan, simulateTraffic } from '../simulate-traffic.ts';

const requests = 400;
/** Standard deviations by which two samples of the same distribution may differ: once in 15,000 comparisons. */
const sigmas = 4;
/** A traffic file has three shapes of latencies, which fit others, such as sums of two ranges, this well. */
const shapeError = 0.05;

const example = (name: string): Traffic => {
  const file = join(packageRoot, 'docs', 'examples', name);
  return parseTraffic(readFileSync(file, 'utf8'), file);
};

function imported(documents: readonly string[]): ReturnType<typeof importTraffic> {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    const file = join(folder, 'traces.jsonl');
    writeFileSync(file, `${documents.join('\n')}\n`);
    return importTraffic([file], { withValues: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Calls, messages and queries of an operation in any order. */
function stepsIn(steps: readonly Step[]): string[] {
  return steps.flatMap((step): string[] => {
    if (step.do === 'call') return [`call ${step.service} ${step.method} ${step.route}`];
    if (step.do === 'publish') return [`send ${step.destination}`];
    if (step.do === 'query') return [`query ${step.operation}`];
    if (step.do === 'span') return [`span ${step.name}`, ...stepsIn(step.steps)];
    if (step.do === 'sometimes') return stepsIn(step.steps);
    if (step.do === 'always') return [...stepsIn(step.steps), ...stepsIn(step.afterwards)];
    return step.do === 'together' ? step.branches.flatMap((branch) => stepsIn(branch)) : [];
  });
}

/** The server and consumer spans by service and name. */
function operationsOf(spans: readonly SentSpan[]): Map<string, SentSpan[]> {
  const operations = new Map<string, SentSpan[]>();
  for (const span of spans) {
    if (span.kind !== 2 && span.kind !== 5) continue;
    const key = `${span.service} ${span.name}`;
    operations.set(key, [...(operations.get(key) ?? []), span]);
  }
  return operations;
}

const statusOf = ({ attributes, isError }: SentSpan): string =>
  JSON.stringify(
    attributes['http.response.status_code'] ??
      attributes['http.status_code'] ??
      attributes['rpc.grpc.status_code'] ??
      isError,
  );

/** Whether a share of `b` spans can be that of `a` spans. */
function expectSameShare(name: string, a: [count: number, of: number], b: [count: number, of: number]): void {
  const pooled = (a[0] + b[0]) / (a[1] + b[1]);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a[1] + 1 / b[1]));
  expect(Math.abs(a[0] / a[1] - b[0] / b[1]), name).toBeLessThanOrEqual(sigmas * deviation);
}

/** Whether a percentile of one sample is between the order statistics of the other that bound it. */
function expectSamePercentile(name: string, share: number, a: readonly number[], b: readonly number[]): void {
  const [one, other] = [a, b].map((values) => [...values].sort((x, y) => x - y)) as [number[], number[]];
  const deviation = Math.sqrt(share * (1 - share) * (1 / one.length + 1 / other.length));
  // No value of the sample is an upper bound of its highest percentiles.
  if (share + sigmas * deviation >= 1) return;
  const at = (rank: number): number => one[Math.min(one.length - 1, Math.max(0, Math.round(rank * one.length)))] ?? 0;
  const value = other[Math.floor(share * other.length)] ?? 0;
  expect(value, `${name} above`).toBeGreaterThanOrEqual(at(share - sigmas * deviation) * (1 - shapeError));
  expect(value, `${name} below`).toBeLessThanOrEqual(at(share + sigmas * deviation) * (1 + shapeError));
}

describe.each([
  ['the demo shop', shopTraffic()],
  ['a shop with messages', example('traffic-orders.yaml')],
  ['a shop with gRPC and linked consumers', example('traffic-grpc.yaml')],
])('traces of %s', (_name, traffic) => {
  it('give traffic with their services, routes, steps, rates and latencies', async () => {
    const original = await simulateTraffic(traffic, { requests });
    const { text, leftOut } = imported(original.documents);
    expect(leftOut).toEqual([]);
    const copy = parseTraffic(text, 'copy.yaml');

    const operations = ({ system }: Traffic): string[] =>
      Object.entries(system.services)
        .flatMap(([name, { operations }]) => Object.keys(operations).map((key) => `${name} ${key}`))
        .sort();
    expect(operations(copy)).toEqual(operations(traffic));
    for (const [name, { operations }] of Object.entries(copy.system.services)) {
      for (const [key, { steps }] of Object.entries(operations)) {
        const before = stepsIn(traffic.system.services[name]?.operations[key]?.steps ?? []);
        // The span of the web framework within the server span of a demo service.
        const after = stepsIn(steps).filter((step) => step !== 'span request');
        expect(after.sort(), `${name} ${key}`).toEqual(before.sort());
      }
    }
    const conventions = ({ system }: Traffic): unknown[] =>
      Object.entries(system.services)
        .map(([name, service]) => [name, service.conventions ?? 'stable', service.replicas ?? 1])
        .sort();
    expect(conventions(copy)).toEqual(conventions(traffic));

    const again = await simulateTraffic(copy, { requests, seed: 8 });
    const [before, after] = [operationsOf(original.spans), operationsOf(again.spans)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [name, spans] of before) {
      const others = after.get(name) ?? [];
      // Of all requests, because a service is called by several others.
      expectSameShare(
        `${name}, frequency`,
        [Math.min(spans.length, requests), requests],
        [Math.min(others.length, requests), requests],
      );
      for (const status of new Set([...spans, ...others].map(statusOf))) {
        const count = (all: readonly SentSpan[]): [number, number] => [
          all.filter((span) => statusOf(span) === status).length,
          all.length,
        ];
        expectSameShare(`${name}, status ${status}`, count(spans), count(others));
      }
      const durations = (all: readonly SentSpan[]): number[] => all.map(({ ms }) => ms);
      for (const share of [0.5, 0.9])
        expectSamePercentile(`${name}, p${100 * share}`, share, durations(spans), durations(others));
    }
  });
});
