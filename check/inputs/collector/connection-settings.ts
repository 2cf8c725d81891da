/** The connection settings of an OTLP exporter. */
export const connectionSettings: ReadonlySet<string> = new Set(
  `endpoint traces_endpoint metrics_endpoint logs_endpoint profiles_endpoint tls auth headers encoding compression compression_params
   proxy_url read_buffer_size write_buffer_size max_idle_conns max_idle_conns_per_host max_conns_per_host idle_conn_timeout
   disable_keep_alives http2_read_idle_timeout http2_ping_timeout cookies force_attempt_http2 middlewares keepalive wait_for_ready
   balancer_name authority`.split(/\s+/),
);
