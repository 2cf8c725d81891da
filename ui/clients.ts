// The types of the clients that the web UI uses.
export type { PrometheusApi, JaegerApi, LokiApi } from '../stack/clients/clients.ts';
export type { Exemplar, RangeSeries } from '../stack/clients/prometheus.ts';
