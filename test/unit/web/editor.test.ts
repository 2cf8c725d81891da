import { describe, expect, it } from 'vitest';
import { OwnChanges } from '../../../web/parts/own-changes.ts';
import { collectorSuggestions } from '../../../web/tab/editor/collector-suggestions.ts';
import { ruleSuggestions } from '../../../web/tab/editor/rule-suggestions.ts';
import { yamlPlace } from '../../../web/tab/editor/yaml-place.ts';

const configuration = `
receivers:
  otlp:
    protocols: { grpc: {} }
  # of the hosts
  hostmetrics/all:
processors:
  batch:
exporters:
  "otlp/jaeger":
    endpoint: jaeger:4317
connectors: { count: {} }
service:
  pipelines:
`;
const types = { receivers: ['otlp', 'hostmetrics'], processors: ['batch', 'filter'], exporters: [], connectors: [] };
const suggested = (line: string): readonly string[] | undefined => {
  const place = yamlPlace(configuration + line);
  return place && collectorSuggestions(place, configuration, types);
};

describe('the suggestions for a Collector configuration', () => {
  it.each([
    ['a section', 'pro', ['receivers', 'processors', 'exporters', 'connectors', 'service']],
    ['a signal', '    tra', ['traces', 'metrics', 'logs']],
    ['a list of a pipeline', '    traces/a:\n      rec', ['receivers', 'processors', 'exporters']],
    ['an item in brackets', '    traces:\n      receivers: [otlp, ho', ['otlp', 'hostmetrics/all']],
    ['an item of a block', '    traces:\n      exporters:\n        - ', ['otlp/jaeger']],
    ['an item as far in as its key', '    traces:\n      processors:\n      - ba', ['batch']],
    ['nothing in a value', '    traces: ab c', undefined],
    ['nothing in a comment', '    # tra', undefined],
    ['nothing in settings', '  telemetry:\n    lo', []],
  ])('are those of %s', (_, line, expected) => {
    expect(suggested(line)).toEqual(expected);
  });

  it('are the types of the section', () => {
    const place = yamlPlace('receivers:\n  otlp:\nprocessors:\n  batch:\n    timeout: 1s\n  fi');
    expect(place && collectorSuggestions(place, '', types)).toEqual(['batch', 'filter']);
  });
});

describe('the suggestions for a rule file', () => {
  const rule = 'groups:\n  - name: a\n    rules:\n      - alert: A\n        labels:\n          severity: page\n';
  it.each([
    ['gro', ['groups']],
    [`${rule}        ex`, expect.arrayContaining(['expr', 'for'])],
    [`${rule}      - al`, expect.arrayContaining(['alert', 'record'])],
    [`${rule}        annotations:\n          sum`, expect.arrayContaining(['summary'])],
    [`${rule}  - na`, expect.arrayContaining(['name', 'rules'])],
    [`${rule}    in`, expect.arrayContaining(['interval'])],
    [`${rule}        expr: su`, undefined],
  ])('fit to %j', (text, expected) => {
    const place = yamlPlace(text);
    expect(place && ruleSuggestions(place)).toEqual(expected);
  });
});

describe('the changes of an editor', () => {
  it('are known as such, also when the page renders them late', () => {
    const own = new OwnChanges();
    for (const text of ['s', 'su', 'sum']) own.add(text);
    expect(own.has('s')).toBe(true);
    expect(own.has('sum')).toBe(true);
    expect(own.has('su')).toBe(false);
    expect(own.has('rate')).toBe(false);
  });
});
