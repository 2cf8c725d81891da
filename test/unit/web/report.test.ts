import { describe, expect, it } from 'vitest';
import { inlineMarkdown } from '../../../web/report/inline-markdown.ts';
import { findingHref, placeOf, runHref } from '../../../web/report/place.ts';

describe('placeOf', () => {
  it('reads what the links have', () => {
    expect(placeOf(findingHref(3))).toEqual({ of: 'finding', number: 3 });
    expect(placeOf(runHref(12))).toEqual({ of: 'run', number: 12 });
  });

  it.each(['', '#/', '#/findings', '#/findings/x', '#/findings/-1', '#/other/1', '#%'])('%s is no place', (hash) => {
    expect(placeOf(hash)).toBeUndefined();
  });
});

describe('inlineMarkdown', () => {
  it('has code as code, and links as their texts', () => {
    const text = 'Set `a: [b](c)` in [sandbox.yaml](../sandbox-yaml.md), or [x](y).';
    expect(inlineMarkdown(text)).toEqual([
      { isCode: false, text: 'Set ' },
      { isCode: true, text: 'a: [b](c)' },
      { isCode: false, text: ' in sandbox.yaml, or x.' },
    ]);
  });
});
