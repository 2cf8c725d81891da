import { ReferencedValues } from '../../../../check/inputs/collector/referenced-values.ts';
import type { ClassAccount, Observations } from '../../../../check/run/observations.ts';
import type { CheckResults } from '../../../../check/results.ts';
import type { Rule } from '../../../../check/inputs/rules/rule.ts';
import { CollectorMetrics } from '../../../../stack/clients/collector.ts';

export const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

export function account(name: string, sent: number, kept: number, more: Partial<ClassAccount> = {}): ClassAccount {
  return {
    class: name,
    sent,
    kept,
    incomplete: 0,
    policies: {},
    exporters: {},
    longestIncompleteMs: 0,
    examples: {},
    ...more,
  };
}

export function alertRule(name: string, line: number): Rule {
  return {
    ...{ kind: 'alert', name, group: 'api', expr: 'up == 0', forMs: 0, keepFiringForMs: 0, labels: {} },
    ...{ intervalMs: 15_000, source: { file: 'rules/api.yml', line } },
  };
}

const none = { items: 0, bytes: 0 };

/** The results of a check with 20 minutes of traffic, with the given differences. */
export function resultsWith(
  observed: Partial<Observations>,
  more: Partial<Omit<CheckResults, 'observations'>> = {},
): CheckResults {
  const reading = { time: noon, metrics: new CollectorMetrics([]) };
  return {
    collector: {
      files: [],
      included: [],
      text: '',
      receivers: [],
      exporters: [],
      pipelines: {},
      names: {},
      samplers: [],
      attributes: [],
      notices: [],
      values: new ReferencedValues(),
      sourceOf: () => undefined,
    },
    rules: { files: {}, rules: [], originals: {} },
    observations: {
      timeline: {
        start: noon,
        end: noon + 20 * minute,
        baseline: { start: noon + 5 * minute, end: noon + 10 * minute },
        faults: [],
      },
      slowMs: 1000,
      classes: [],
      sent: { traces: none, metrics: none, logs: none },
      received: {},
      leaks: [],
      attributes: {
        ...{ resource: new Set(), span: new Set(), spanEvent: new Set(), log: new Set(), datapoint: new Set() },
      },
      collector: { start: reading, end: reading },
      // Not queried in these tests.
      prometheus: {} as Observations['prometheus'],
      collectorLog: [],
      ...observed,
    },
    ...{ episodes: [], detections: [], findings: [], ...more },
  };
}
