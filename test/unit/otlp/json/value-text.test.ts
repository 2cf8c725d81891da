import { describe, expect, it } from 'vitest';
import { valueText } from '../../../../lib/otlp/json/value-text.ts';

describe('valueText', () => {
  it.each([
    [{ stringValue: 'x' }, 'x'],
    [{ intValue: '7' }, '7'],
    [{ boolValue: false }, 'false'],
    [{ doubleValue: 1.5 }, '1.5'],
    [{ doubleValue: 'Infinity' }, '+Inf'],
    [{ arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }] } }, '["a",1]'],
    [{ kvlistValue: { values: [{ key: 'k', value: { doubleValue: 2 } }] } }, '{"k":2}'],
    [{}, ''],
    [undefined, ''],
  ])('%j is %j', (value, text) => {
    expect(valueText(value)).toBe(text);
  });
});
