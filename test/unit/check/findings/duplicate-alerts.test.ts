import { expect, test } from 'vitest';
import { RunQueries } from '../../../../check/analysis/rules/run-queries.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { expressionMistake } from '../../../../check/findings/expression-mistake.ts';
import type { Rule } from '../../../../check/inputs/rules/rule.ts';
import type { Observations } from '../../../../check/run/observations.ts';
import type { ProposedFinding } from '../../../../check/fixes/proposal.ts';
import { alertRule } from '../expectations/results.ts';

const none = (): Promise<never[]> => Promise.resolve([]);
const asked = { query: none, queryRange: none, samples: none, series: none, labelValues: none, ruleHealth: none };
const timeline = { start: 0, end: 1, baseline: { start: 0, end: 1 }, faults: [] };

function mistakesOf(rules: readonly Rule[]): Promise<ProposedFinding[]> {
  const context = { queries: new RunQueries(asked, timeline), rules: [], stepMs: 1 };
  return findingsOf(expressionMistake, {
    rules: rules.map((rule) => ({ rule, episodes: [], context })),
    observations: {} as Observations,
  });
}

const alertAt = (line: number, labels: Record<string, string>): Rule => ({
  ...alertRule('A', 1),
  labels,
  source: { file: 'r.yml', line },
});

test('an alert with the name and labels of an earlier one is reported with the place of that', async () => {
  const team = { team: 'a', severity: 'page' };
  const rules = [alertAt(1, team), alertAt(2, { team: 'b' }), alertAt(3, { severity: 'page', team: 'a' })];
  const found = await mistakesOf(rules);
  expect(found.map(({ message, source }) => [message, source?.line])).toEqual([
    ['A has the name and labels of the alert in r.yml:1', 3],
  ]);
});

test('the search for them reads each rule a fixed number of times', async () => {
  const readsOf = async (count: number): Promise<number> => {
    let reads = 0;
    const rules = Array.from({ length: count }, (_, line): Rule => {
      const rule = alertAt(line, {});
      return {
        ...rule,
        name: `A${line}`,
        get labels() {
          reads += 1;
          return rule.labels;
        },
      };
    });
    expect(await mistakesOf(rules)).toEqual([]);
    return reads / count;
  };
  expect(await readsOf(100)).toBe(await readsOf(10));
});
