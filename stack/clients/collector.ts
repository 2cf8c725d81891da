import { request, type Transport } from './http.ts';
import { parsePrometheusText, type TextSample } from './prometheus-text.ts';

/**
 * One reading of the Collector's own metrics. Names are given without `otelcol_` and without `_total`: both forms are
 * found.
 */
export class CollectorMetrics {
  readonly samples: readonly TextSample[];

  constructor(samples: readonly TextSample[]) {
    this.samples = samples;
  }

  /** The samples of one metric whose labels agree with `labels`. */
  select(name: string, labels: Record<string, string> = {}): TextSample[] {
    const names = new Set([name, `${name}_total`, `otelcol_${name}`, `otelcol_${name}_total`]);
    return this.samples.filter(
      (sample) =>
        names.has(sample.name) && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  }

  /** Their sum; 0 where there is none, as a failure counter does not exist before the first failure. */
  sum(name: string, labels: Record<string, string> = {}): number {
    return this.select(name, labels).reduce((sum, sample) => sum + sample.value, 0);
  }

  /** Their sum by the values of one label. */
  sumBy(name: string, label: string, labels: Record<string, string> = {}): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const sample of this.select(name, labels)) {
      const key = sample.labels[label] ?? '';
      sums[key] = (sums[key] ?? 0) + sample.value;
    }
    return sums;
  }
}

/** Reads the Collector's internal telemetry, in the Prometheus text format at `<base>/metrics`. */
export class CollectorClient {
  readonly url: string;
  private readonly transport: Transport | undefined;

  constructor(metricsBase: string, transport?: Transport) {
    this.transport = transport;
    this.url = metricsBase.endsWith('/metrics') ? metricsBase : `${metricsBase}/metrics`;
  }

  async read(signal?: AbortSignal): Promise<CollectorMetrics> {
    const { body } = await request(this.url, { signal, transport: this.transport });
    return new CollectorMetrics(parsePrometheusText(body));
  }
}
