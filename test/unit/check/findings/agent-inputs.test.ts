import { expect, test } from 'vitest';
import { agentInputs, gatewayInputs, type FindingInputs } from '../../../../check/findings/inputs.ts';
import type { Leak } from '../../../../check/run/observations.ts';
import { collectorOf, observed } from './example-inputs.ts';

const leak = (exporter: string): Leak => ({
  ...{ pattern: 'token', exporter, signal: 'traces', place: 'span attribute url.full', count: 1, example: '***' },
});
const added = 'attributes/add: {actions: [{key: site, value: a, action: insert}, {key: zone, action: delete}]}';
const agent = collectorOf({ processors: added, before: 'attributes/add,' });
const collector = collectorOf({
  policies: '{name: p, type: string_attribute, string_attribute: {key: site, values: [a]}}',
});
const agents = { collector: observed([], 'receiver_accepted_spans 3').collector, collectorLog: ['warn\tagent'] };
const observations = observed([], '', { leaks: [leak('otlp_http'), leak('agent otlp_http')], agents });
const inputs = { collector, observations, tiers: { agent, gateways: 2 } } as unknown as FindingInputs;

test('findings about the gateways know what agents add, and nothing of their exporters', () => {
  const own = gatewayInputs(inputs);
  expect(own.observations.leaks).toEqual([leak('otlp_http')]);
  expect(own.collector.attributes.map(({ key, writes }) => [key, writes])).toEqual([
    ['site', true],
    ['site', false],
  ]);
});

test('findings about the agents have their configuration, metrics, log and leaks', () => {
  const own = agentInputs(inputs);
  expect(own?.collector).toBe(agent);
  expect(own?.observations.collector.end.metrics.sum('receiver_accepted_spans')).toBe(3);
  expect(own?.observations.collectorLog).toEqual(['warn\tagent']);
  expect(own?.observations.leaks).toEqual([leak('otlp_http')]);
});

test('one tier stays as it is, and has no agents', () => {
  const one = { ...inputs, tiers: undefined };
  expect(gatewayInputs(one)).toBe(one);
  expect(agentInputs(one)).toBeUndefined();
});
