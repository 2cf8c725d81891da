import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';

/** Units as Prometheus spells them. Source: opentelemetry specification, "Prometheus and OpenMetrics Compatibility". */
const units: Readonly<Record<string, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  min: 'minutes',
  h: 'hours',
  d: 'days',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  '%': 'percent',
  Cel: 'celsius',
  Hz: 'hertz',
};

/** The name of a metric in Prometheus, without the suffixes of a histogram's series. */
export function prometheusName({ name, unit, kind }: Pick<SentMetric, 'name' | 'unit' | 'kind'>): string {
  const words = name.replaceAll(/[^a-zA-Z0-9:]+/g, '_');
  const known = units[unit] ?? (unit === '1' && kind === 'gauge' ? 'ratio' : undefined);
  const withUnit = known === undefined || words.split('_').includes(known) ? words : `${words}_${known}`;
  return kind === 'counter' && !withUnit.endsWith('_total') ? `${withUnit}_total` : withUnit;
}

/** The name of an attribute as a label. */
export function labelName(attribute: string): string {
  return attribute.replaceAll(/\W/g, '_');
}

/** A metric's name without the suffix of a histogram's series. */
export function baseName(metric: string): string {
  return metric.replace(/_(bucket|count|sum)$/, '');
}
