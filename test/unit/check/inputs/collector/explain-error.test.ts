import { expect, test } from 'vitest';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import { explainCollectorError } from '../../../../../check/inputs/collector/explain-error.ts';
import { UserError } from '../../../../../lib/errors.ts';

const file = `receivers:
  otlp: {protocols: {http: {}}}
processors:
  batch:
    send_batch_size: 100
    send_batch_max_size: 10
  tail_sampling:
    decision_wait: abc
    policies:
      - name: a
        type: always_sample
        foo: 1
  filter/x:
    traces:
      span:
        - attributes["a"] == 1
        - 'attributes["x" == 1'
connectors:
  forward/a: {}
exporters:
  otlp/foo:
    endpont: x
    sending_queue:
      queue_siz: 4
service:
  pipelines:
    traces:
      receivers: [otlp]
      processors:
        - batch
        - batch/x
      exporters: [otlp/foo]
procesors: {}
`;

const adapted = adaptCollector({ files: ['c.yaml'], env: {}, readFile: () => file });

function explained(...lines: string[]): string[] {
  const error = explainCollectorError(lines, adapted);
  expect(error).toBeInstanceOf(UserError);
  expect(error.exitCode).toBe(2);
  return [error.message, ...error.details];
}

// The output of the Collector 0.159.
const decoding = 'decoding failed due to the following error(s):';
const cannot = `Error: failed to get config: cannot unmarshal the configuration: ${decoding}`;

test('a message about the settings of a component has the line of the component', () => {
  const text = 'processors::batch: send_batch_max_size must be greater or equal to send_batch_size';
  expect(explained(`Error: invalid configuration: ${text}`)).toEqual([`c.yaml:4: ${text}`]);
});

test('a message about a statement that cannot be parsed has the line of the statement', () => {
  const text =
    'processors::filter/x: unable to parse OTTL condition "attributes[\\"x\\" == 1": condition has invalid syntax: 1:11';
  expect(explained(`Error: invalid configuration: ${text}`)).toEqual([`c.yaml:17: ${text}`]);
});

test('if the Collector cannot infer a context, the statement with the error is found by the unexpected token', () => {
  const among = (statements: string, problem: string): string =>
    `processors::filter/x: unable to infer a valid context (["span"]) from statements [${statements}] and conditions []: statement has invalid syntax: ${problem}`;
  const listed = '"attributes[\\"a\\"] == 1" "attributes[\\"x\\" == 1"';
  const found = among(listed, '1:16: unexpected token "==" (expected "]" Key*)');
  expect(explained(`Error: invalid configuration: ${found}`)).toEqual([`c.yaml:17: ${found}`]);
  // If two statements fit, or none, only the processor is known.
  for (const problem of ['1:1: unexpected token "attributes"', '1:3: unexpected token "]"']) {
    const vague = among(listed, problem);
    expect(explained(`Error: invalid configuration: ${vague}`)).toEqual([`c.yaml:13: ${vague}`]);
  }
});

test("a decoding error has the line of the key, and the user's component ID", () => {
  const lines = [
    cannot,
    `'exporters' error reading configuration for "otlp_http/otlp/foo": ${decoding}`,
    `'sending_queue' ${decoding}`,
    `'' ${decoding}`,
    "'queuebatch.Config' has invalid keys: queue_siz",
    "'otlphttpexporter.Config' has invalid keys: endpont",
  ];
  const component = '\'exporters\' error reading configuration for "otlp/foo"';
  expect(explained(...lines)).toEqual([
    `c.yaml:24: ${component}: 'queuebatch.Config' has invalid keys: queue_siz`,
    `c.yaml:22: ${component}: 'otlphttpexporter.Config' has invalid keys: endpont`,
  ]);
});

test('a decoding error in a list entry or a value has its line', () => {
  const component = '\'processors\' error reading configuration for "tail_sampling"';
  const policy =
    "'policies[0][<interface {} Value>]' expected type 'map[string]interface {}', got unconvertible type 'int'";
  expect(explained(cannot, `${component}: ${decoding}`, policy)).toEqual([`c.yaml:10: ${component}: ${policy}`]);
  const wait = "'decision_wait' time: invalid duration";
  expect(explained(cannot, `${component}: ${decoding}`, wait)).toEqual([`c.yaml:8: ${component}: ${wait}`]);
});

test('a statement to which the Collector has added a context is still found', () => {
  const text = 'processors::filter/x: unable to parse OTTL condition "span.attributes[\\"x\\" == 1": undefined';
  expect(explained(`Error: invalid configuration: ${text}`)).toEqual([`c.yaml:17: ${text}`]);
});

test('the error of a failed start has the complete output, the last lines only its end', () => {
  const problem = 'processors::batch: bad\nprocessors::filter/x: worse';
  expect(
    explained(`collector ended with code 1: invalid configuration: ${problem}`, 'processors::filter/x: worse'),
  ).toEqual(['c.yaml:4: processors::batch: bad', 'c.yaml:13: processors::filter/x: worse']);
});

test.each([
  ['invalid configuration: ', 31, 'service::pipelines::traces: references processor "batch/x" which is not configured'],
  [
    'failed to build pipelines: ',
    30,
    'failed to create "batch" processor, in pipeline "traces": telemetry type is not supported',
  ],
  [
    'failed to build pipelines: ',
    19,
    'cycle detected: connector "forward/a" (traces to traces) -> connector "forward/a"',
  ],
])('%s... has line %i', (prefix, line, text) => {
  expect(explained('{"level":"error","msg":"..."}', `Error: ${prefix}${text}`)).toEqual([`c.yaml:${line}: ${text}`]);
});

test('a message about an unknown section has its line', () => {
  expect(explained(cannot, "'otelcol.configSettings' has invalid keys: procesors")).toEqual([
    "c.yaml:33: 'otelcol.configSettings' has invalid keys: procesors",
  ]);
});

test('an exit without an error message is not an error of the configuration', () => {
  const error = explainCollectorError(['panic: runtime error', 'goroutine 1'], adapted);
  expect([error.exitCode, error.details]).toEqual([4, ['panic: runtime error', 'goroutine 1']]);
});
