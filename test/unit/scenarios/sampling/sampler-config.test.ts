import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configFolder } from '../../../../lib/paths.ts';
import { describePolicy } from '../../../../scenarios/sampling/describe-policy.ts';
import { readSamplerConfig } from '../../../../scenarios/sampling/sampler-config.ts';

describe('readSamplerConfig', () => {
  it("reads the sandbox's own policies in order, each with a description of its rule", () => {
    const { policies, decisionWait } = readSamplerConfig(readFileSync(join(configFolder, 'collector.yaml'), 'utf8'));
    expect(decisionWait).toBe('30s');
    expect(policies.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      'errors: ottl_condition',
      'slow: latency',
      'order-placements: ottl_condition',
      'baseline: probabilistic',
    ]);
    expect(policies[0]?.rule).toBe(
      'keeps traces that have a span with status == ERROR and (http.response.status_code == nil or http.response.status_code >= 500)',
    );
    expect(policies[2]?.rule).toContain('with resource service.name == "gateway" and kind == SERVER and ');
    expect(policies[1]?.rule).toBe('keeps traces that last longer than 1s');
    expect(policies[3]?.rule).toBe('keeps traces that are selected at random by trace id: 5% of all');
  });

  it('reads samplers with a name of their own, and nothing where there is none', () => {
    const text = 'processors:\n  tail_sampling/a: {policies: [{name: all, type: always_sample}]}\n  batch: {}';
    expect(readSamplerConfig(text).policies).toEqual([
      { name: 'all', type: 'always_sample', rule: 'keeps every trace' },
    ]);
    expect(readSamplerConfig('')).toEqual({ policies: [], decisionWait: '' });
    expect(() => readSamplerConfig('a: [')).toThrow();
  });
});

describe('describePolicy', () => {
  it.each([
    [
      { type: 'latency', latency: { threshold_ms: 250, upper_threshold_ms: 5000 } },
      'last longer than 250ms and at most 5s',
    ],
    [
      { type: 'status_code', status_code: { status_codes: ['ERROR', 'UNSET'] } },
      'have a span with status ERROR or UNSET',
    ],
    [
      {
        type: 'string_attribute',
        string_attribute: { key: 'service.name', values: ['pay.*'], enabled_regex_matching: true },
      },
      'have service.name matching pay.*',
    ],
    [
      { type: 'numeric_attribute', numeric_attribute: { key: 'http.status', min_value: 500, invert_match: true } },
      'have no http.status of at least 500',
    ],
    [{ type: 'boolean_attribute', boolean_attribute: { key: 'debug', value: true } }, 'have debug being true'],
    [{ type: 'span_count', span_count: { min_spans: 2, max_spans: 9 } }, 'have at least 2 spans and at most 9'],
    [{ type: 'rate_limiting', rate_limiting: { spans_per_second: 35 } }, 'fit into 35 spans/s'],
    [{ type: 'new_kind', new_kind: { a: 1 } }, 'match the new_kind policy: {"a":1}'],
  ])('describes %j', (policy, words) => {
    expect(describePolicy(policy)).toBe(`keeps traces that ${words}`);
  });

  it('joins the parts of and, drop and not', () => {
    const parts = [
      { type: 'latency', latency: { threshold_ms: 100 } },
      { type: 'probabilistic', probabilistic: { sampling_percentage: 10 } },
    ];
    const both = 'last longer than 100ms, and are selected at random by trace id: 10% of all';
    expect(describePolicy({ type: 'and', and: { and_sub_policy: parts } })).toBe(`keeps traces that ${both}`);
    expect(describePolicy({ type: 'drop', drop: { drop_sub_policy: parts } })).toBe(
      `drops traces that ${both}, whatever the other policies say`,
    );
    expect(describePolicy({ type: 'not', not: { not_sub_policy: parts[0] } })).toContain(
      'do not match this condition: they last',
    );
  });
});
