import { expect, test } from 'vitest';
import { ottlAttributes } from '../../../../../check/inputs/collector/ottl-attributes.ts';

const uses = (text: string): string[] =>
  ottlAttributes(text, 'span').map(({ key, on, writes }) => `${writes ? 'writes' : 'uses'} ${on} ${key}`);

test.each<[string, string[]]>([
  ['attributes["a.b"] == "x"', ['uses span a.b']],
  [
    'resource.attributes["service.name"] == "x" and span.attributes["y"] > 3',
    ['uses resource service.name', 'uses span y'],
  ],
  ['attributes["a"] != nil', ['uses span a']],
  // A comparison with nil does not use the attribute.
  ['attributes["a"] == nil or attributes["b"] == 1', ['uses span b']],
  ['set(attributes["a"], "x")', ['writes span a']],
  ['set(attributes["a"], attributes["b"]) where attributes["a"] == nil', ['writes span a', 'uses span b']],
  // Redaction creates no attribute.
  ['set(span.attributes["token"], "X") where span.attributes["token"] != nil', ['uses span token']],
  ['delete_key(resource.attributes, "a")', ['uses resource a']],
  ['keep_keys(attributes, ["a", "b"])', ['uses span a', 'uses span b']],
  ['HasAttrOnDatapoint("a", "value")', ['uses datapoint a']],
  ['set(log.attributes["said \\"so\\""], body)', ['writes log said "so"']],
  ['scope.attributes["a"] == 1', []],
  ['IsMatch(body, "attributes")', []],
])('%s', (text, expected) => {
  expect(uses(text)).toEqual(expected);
});
