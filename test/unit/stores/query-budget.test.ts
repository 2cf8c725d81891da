import { describe, expect, it } from 'vitest';
import { runLogQuery } from '../../../stack/stores/logs/engine/log-query.ts';
import { runInstantQuery, runRangeQuery } from '../../../stack/stores/logs/engine/metric-query.ts';
import { parseLogQL } from '../../../stack/stores/logs/logql/parse.ts';
import { QueryBudget } from '../../../stack/stores/query-budget.ts';
import { epoch, second } from '../otlp/samples.ts';
import { record, storeOf } from './log-samples.ts';

const store = storeOf({
  order: Array.from({ length: 100 }, (_, i) => record(i, `line ${i} ${'x'.repeat(1_000)}`)),
});
const range = { start: epoch, end: epoch + 100n * second };

/** Runs a query with the given limits; the clock advances by one millisecond each time it is read. */
function run(query: string, limits: { maxMs?: number; maxBytes?: number }): unknown {
  let ms = 0;
  const budget = new QueryBudget({ maxMs: Infinity, maxBytes: Infinity, ...limits }, () => (ms += 1));
  const parsed = parseLogQL(query);
  if (parsed.kind === 'log')
    return runLogQuery(store, parsed, { ...range, limit: 1_000, direction: 'forward' }, budget);
  runInstantQuery(store, parsed, range.end, new QueryBudget({ maxMs: Infinity, maxBytes: Infinity }));
  return runRangeQuery(store, parsed, { ...range, step: second }, budget);
}

const lines = '{service_name="order"}';
const perLine = `count_over_time(${lines}[10s])`;

describe('a query', () => {
  it.each([lines, `${lines} |= "nowhere"`, `sum(${perLine})`, perLine])('%s ends when its time is used up', (query) => {
    expect(() => run(query, { maxMs: 5 })).toThrow(
      expect.objectContaining({
        status: 504,
        message: expect.stringMatching(/^The query took longer than 5ms\. Use/) as string,
      }),
    );
    expect(run(query, { maxMs: 10_000 })).toBeInstanceOf(Array);
  });

  it.each([
    // The lines of the answer.
    [lines, 100_000],
    // The times of the lines under the range, then the samples of the answer.
    [`sum(${perLine})`, 1_000],
    [`sum(${perLine})`, 10_000],
    // The labels of one series per line.
    [`count_over_time(${lines} | logfmt [10s])`, 10_000],
  ])('%s ends when it needs more than %i bytes', (query, maxBytes) => {
    expect(() => run(query, { maxBytes })).toThrow(
      expect.objectContaining({
        status: 400,
        message: expect.stringMatching(/^The query needs more than .* of memory/) as string,
      }),
    );
    expect(run(query, { maxBytes: 10_000_000 })).toBeInstanceOf(Array);
  });
});
