import { expect, test } from 'vitest';
import { nearestMetrics } from '../../../../../check/analysis/rules/nearest-metrics.ts';

test('names that share only unit and type are not similar', () => {
  expect(
    nearestMetrics('node_network_receive_bytes_total', ['app_sent_bytes_total', 'http_client_request_body_size_bytes']),
  ).toEqual([]);
  expect(nearestMetrics('mysql_query_duration_seconds_sum', ['http_server_request_duration_seconds_sum'])).toEqual([]);
});
