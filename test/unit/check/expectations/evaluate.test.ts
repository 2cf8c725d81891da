import { expect, test } from 'vitest';
import { outcome, source } from './outcome.ts';
import { account, resultsWith } from './results.ts';

test('incomplete traces are counted over all classes', () => {
  const classes = [account('error', 9, 9, { incomplete: 2, examples: { incomplete: 'abc' } }), account('slow', 9, 9)];
  const results = resultsWith({ classes });
  expect(outcome({ maxIncomplete: { count: 2, source } }, results).type).toBe('expect.pass');
  expect(outcome({ maxIncomplete: { count: 1, source } }, results)).toMatchObject({
    type: 'expect.fail',
    observed: '2 incomplete',
    evidence: [
      { label: 'by class', text: 'error 2' },
      { label: 'example of class error', text: 'abc' },
    ],
  });
});

test('a leaked secret fails only its own pattern', () => {
  const leak = { exporter: 'otlp', signal: 'traces', place: 'span attribute url.full', example: 'sk_…' } as const;
  const results = resultsWith({ leaks: [{ pattern: 'sk_', count: 3, ...leak }] });
  expect(outcome({ noLeak: [{ pattern: 'pk_', source }] }, results).type).toBe('expect.pass');
  expect(outcome({ noLeak: [{ pattern: 'sk_', source }] }, results)).toMatchObject({
    type: 'expect.fail',
    observed: '3 matches',
    evidence: [{ label: 'otlp, span attribute url.full', text: '3 matches, for example sk_…' }],
  });
  const escaped = resultsWith({ leaks: [{ pattern: String.raw`a\/b`, count: 1, ...leak }] });
  expect(outcome({ noLeak: [{ pattern: 'a/b', source }] }, escaped).type).toBe('expect.fail');
});
