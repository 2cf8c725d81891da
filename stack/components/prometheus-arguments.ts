/** What Prometheus is started with, besides its configuration, in every runtime. */
export const prometheusArguments = ['--web.enable-otlp-receiver', '--enable-feature=exemplar-storage'] as const;
