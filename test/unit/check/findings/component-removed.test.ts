import { expect, test } from 'vitest';
import { componentRemoved } from '../../../../check/findings/component-removed.ts';
import { findingsOf } from '../../../../check/findings/definition.ts';
import { fixedTexts } from '../../../../check/fixes/fixed-texts.ts';
import { changeLocator } from '../../../../check/fixes/locate-change.ts';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';

const text = `receivers: {otlp: {protocols: {http: {}}}}
exporters:
  logging/all:
    # all of them
    loglevel: debug
    verbosity: detailed
  loki: {endpoint: http://loki}
extensions: {memory_ballast: {size_mib: 165}, health_check: {}}
service:
  extensions: [health_check, memory_ballast]
  pipelines:
    logs: {receivers: [otlp], exporters: [logging/all, loki]}
`;

test('the same settings with another type and the removal of an extension are tried, the rest is a fact', async () => {
  const collector = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => text });
  const found = await findingsOf(componentRemoved, { collector });
  expect(found.map(({ subject, why, hint }) => [subject, why, hint])).toEqual([
    ['logging/all', 'The debug exporter replaced it.', 'Use the type debug, without loglevel.'],
    ['loki', 'Loki receives OTLP over HTTP, at the path /otlp.', undefined],
    ['memory_ballast', expect.stringContaining('GOMEMLIMIT'), 'Remove memory_ballast.'],
  ]);
  const changes = found.flatMap(({ proposal }) => proposal?.changes ?? []);
  const edits = changes.flatMap((change) => changeLocator(() => text)(change) ?? []);
  expect(edits).toHaveLength(changes.length);
  expect(fixedTexts(edits, () => text)?.get('c.yaml')).toBe(`receivers: {otlp: {protocols: {http: {}}}}
exporters:
  debug/all:
    # all of them
    verbosity: detailed
  loki: {endpoint: http://loki}
extensions: {health_check: {}}
service:
  extensions: [health_check]
  pipelines:
    logs: {receivers: [otlp], exporters: [debug/all, loki]}
`);
});
