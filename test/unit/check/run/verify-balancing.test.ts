import { expect, test } from 'vitest';
import { withoutBalancing } from '../../../../check/run/verify-balancing.ts';

const split = { kind: 'trace-split', subject: 'otlp_grpc', message: 'm', hint: 'Balance by trace ID.', evidence: [] };

test('a hint about a split that was not tried says so, except about Collectors that are not simulated', () => {
  const hints = withoutBalancing([
    { ...split, severity: 'error' },
    { ...split, severity: 'info' },
  ]).map(({ hint }) => hint);
  expect(hints).toEqual(['Balance by trace ID (not verified).', 'Balance by trace ID.']);
});
