import { parser as logqlParser } from '@grafana/lezer-logql';
import { parser as promqlParser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../lib/random.ts';
import { generate } from '../../../bench/fuzz/grammar.ts';
import { logql } from '../../../bench/fuzz/logql.ts';
import { promql } from '../../../bench/fuzz/promql.ts';

// What no text of a query is: the error node, another start of the grammar, and what the parser folds away.
const noText = ['⚠', 'MetricName', ''];

describe.each([
  ['LogQL', logql, logqlParser],
  ['PromQL', promql, promqlParser],
])('the queries of %s that the fuzzing generates', (_, grammar, parser) => {
  const random = seededRandom(1);
  const queries = Array.from({ length: 12_000 }, () => generate(grammar, 'Query', random));
  // Too many to expect each of them by chance.
  const functions = (grammar.OfVector ?? []).map((name) => `${name}(up)`);

  test('parse, and have every part of its grammar', () => {
    const found = new Set<string>();
    const parsed = [...queries, ...functions].filter((query) => {
      const names: string[] = [];
      parser.parse(query).iterate({ enter: ({ type }) => void names.push(type.name) });
      if (names.includes('⚠')) return false;
      for (const name of names) found.add(name);
      return true;
    });
    // The rest puts operators next to one another that need parentheses.
    expect(parsed.length).toBeGreaterThan(0.9 * queries.length);
    const all = parser.nodeSet.types.map(({ name }) => name);
    expect(all.filter((name) => !found.has(name) && !noText.includes(name))).toEqual([]);
  });

  test('are the same for the same seed', () => {
    const again = seededRandom(1);
    expect(queries.slice(0, 100)).toEqual(queries.slice(0, 100).map(() => generate(grammar, 'Query', again)));
  });
});
