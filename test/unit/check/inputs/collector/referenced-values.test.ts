import { expect, test } from 'vitest';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import { explainCollectorError } from '../../../../../check/inputs/collector/explain-error.ts';

const files: Record<string, string> = {
  'secret.txt': 'root:x:0\nops:hunter3:1\n',
  'included.yaml': 'timeout: 1s\npassword: hunter2-hunter2\n',
};
const env = { TOKEN: 'pa"ss/word1', STAGE: 'production', SHORT: 'x1' };

function adapt(processor: string): ReturnType<typeof adaptCollector> {
  files['c.yaml'] = `receivers: { otlp: }
processors: { batch: ${processor} }
exporters: { debug: }
service: { pipelines: { traces: { receivers: [otlp], processors: [batch], exporters: [debug] } } }`;
  return adaptCollector({ files: ['c.yaml'], env, readFile: (path) => files[path] ?? '' });
}

test.for([
  ['"${env:TOKEN}"', String.raw`Error: bad action "pa\"ss/word1"`, 'bad action "${env:TOKEN}"'],
  ['"Bearer ${TOKEN}"', 'Error: bad header Bearer pa"ss/word1!', 'bad header Bearer ${env:TOKEN}!'],
  ['"${env:SHORT}"', 'Error: fix1 is x1', 'fix1 is x1'],
  ['"${env:NONE:-default}"', 'Error: bad "default"', 'bad "default"'],
  ['"${file:included.yaml}"', 'Error: timeout of "hunter2-hunter2"', 'timeout of "${file:included.yaml}"'],
  [
    '"${file:secret.txt}"',
    String.raw`Error: id "0\nops:hunter3:1\nrest" of "traces" has "ops:hunter3:1"`,
    'id "${file:secret.txt}"',
  ],
] as const)('the value of %s is not printed in a message of the Collector', ([reference, message, expected]) => {
  expect(explainCollectorError([message], adapt(reference)).message).toBe(expected);
});

test('a reference that cannot be expanded is printed as it is in the file', () => {
  expect(() => adapt('"${file:secret.txt} ${env:TOKEN} ${nope:x}"')).toThrow(
    'has "${file:secret.txt} ${env:TOKEN} ${nope:x}", which cannot be expanded',
  );
});

test('findings print values that are words, but no secrets', () => {
  const { values } = adapt('{ a: "${env:TOKEN}", b: "${env:STAGE}" }');
  const finding = { message: 'What production sets, pa"ss/word1', evidence: [{ text: 'is pa"ss/word1', count: 3 }] };
  expect(values.hideSecretsIn(finding)).toEqual({
    message: 'What production sets, ${env:TOKEN}',
    evidence: [{ text: 'is ${env:TOKEN}', count: 3 }],
  });
});
