import { expect, test } from 'vitest';
import type { Reason } from '../../../../../check/analysis/rules/reason.ts';
import { explain } from './stored-series.ts';

test('a pattern for counters of the Collector that no component has is info', async () => {
  const reason = await explain('{__name__=~"otelcol_processor_tail_sampling_count_traces_sampled(_total)?"}');
  expect(reason).toMatchObject({ severity: 'info' });
  expect(reason?.message).toContain('no component of this Collector counts it');
});

test.each<[string, Reason['severity'], RegExp]>([
  ['{__name__=~"otelcl_.*"}', 'error', /names with otelcol_ exist/],
  ['{__name__=~"node_.*"}', 'info', /nothing in this traffic has such a name/],
  ['{__name__=~".+:errors:ratio_rate5m"}', 'info', /nothing in this traffic has such a name/],
  ['{__name__=~"orders_created|order_created"}', 'error', /is orders_created_total/],
  ['{__name__=~"(orders_created|http_requests_total)"}', 'info', /counts requests by this name/],
  ['{job="api",instance=~"a.*"}', 'info', /nothing in this traffic has these labels/],
])('the pattern %s is %s', async (text, severity, message) => {
  expect(await explain(text)).toMatchObject({ severity, message: expect.stringMatching(message) as string });
});
