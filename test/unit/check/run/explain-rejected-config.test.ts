import { expect, test } from 'vitest';
import { adaptCollector } from '../../../../check/inputs/collector/adapt-collector.ts';
import { agentFailed, explainRejectedConfig } from '../../../../check/run/explain-rejected-config.ts';
import type { CheckInputs } from '../../../../check/inputs/read-inputs.ts';
import { UserError } from '../../../../lib/errors.ts';

const file = `receivers: {otlp: {protocols: {http: {}}}}
processors:
  resource:
    attributes:
      - {key: cluster, value: "\${env:CLUSTER}", action: upsert}
exporters: {otlp_http: {endpoint: "\${env:BACKEND}"}}
service: {pipelines: {traces: {receivers: [otlp], processors: [resource], exporters: [otlp_http]}}}
`;
const said = 'collector ended with code 1: failed to create "resource" processor, in pipeline "traces": no value';

function explained(env: NodeJS.ProcessEnv): UserError {
  const collector = adaptCollector({ files: ['c.yaml'], env, readFile: () => file });
  const refused = new UserError(said, { code: 'engine-failed', exitCode: 4 });
  const error = explainRejectedConfig(refused, { collector, rules: {} as CheckInputs['rules'] });
  if (!(error instanceof UserError)) throw new Error('no UserError');
  return error;
}

test('a refusal names the variables that are not set, of those that matter in a check', () => {
  const { message, hint, exitCode } = explained({});
  expect(message).toBe('c.yaml:3: failed to create "resource" processor, in pipeline "traces": no value');
  expect(hint).toBe(
    'Not set in this environment, and so empty: CLUSTER (c.yaml:5). Set what production sets: CLUSTER=... sandbox check ...',
  );
  expect(exitCode).toBe(2);
});

test('without such variables the words are those of the Collector', () => {
  expect(explained({ CLUSTER: 'a' }).hint).toContain('would not start with this configuration in production either');
});

test('what is no refusal stays what it is', () => {
  const other = new Error('other');
  expect(explainRejectedConfig(other, {} as CheckInputs)).toBe(other);
});

test('a refusal of an agent has the lines of its own file', () => {
  const collector = adaptCollector({ files: ['gateway.yaml'], env: {}, readFile: () => file });
  const agent = adaptCollector({ files: ['agent.yaml'], env: {}, readFile: () => `\n${file}` });
  const refused = new UserError(said, { code: agentFailed, exitCode: 4 });
  const rules = {} as CheckInputs['rules'];
  const error = explainRejectedConfig(refused, { collector, rules, tiers: { agent, gateways: 2 } }) as UserError;
  expect(error.message).toBe('agent.yaml:4: failed to create "resource" processor, in pipeline "traces": no value');
});
