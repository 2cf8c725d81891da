import { formatList } from '../../../lib/format/list.ts';
import { sourceSuffix } from '../../../lib/events/source-line.ts';
import type { SentMetric } from '../../../simulation/services/sent-metrics.ts';
import { deltaSources } from '../collector/delta-sources.ts';
import { type Mention, mentionsOf } from '../collector/processor-mentions.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import type { Observations } from '../../run/observations.ts';
import { allowListOf, excludedDimension } from '../collector/excluded-metrics.ts';
import { namespaced } from './missing-metric.ts';
import { baseName, labelName, prometheusName } from './prometheus-names.ts';
import type { Reason } from './reason.ts';

/** Compares the metrics that services sent with those in Prometheus: what the Collector dropped, renamed or changed. */
export class MetricFlow {
  readonly #collector: AdaptedCollector;
  readonly #observations: Observations;

  constructor(collector: AdaptedCollector, observations: Observations) {
    this.#collector = collector;
    this.#observations = observations;
  }

  /** Why a metric that services or connectors produce is not in Prometheus; undefined for any other metric. */
  lostMetric(metric: string, names: readonly string[]): Reason | undefined {
    const histogram = nativeHistogram(metric, names) ?? classicHistogram(metric, names);
    if (histogram) return histogram;
    const delta = this.#delta(metric, names);
    if (delta) return delta;
    const unescaped = names.find((name) => name !== metric && name.replaceAll(/[^\w:]/g, '_') === metric);
    if (unescaped !== undefined) {
      return {
        severity: 'error',
        message: `No series is named ${metric}: Prometheus stores it without escaping, and {"${unescaped}"} selects it.`,
        evidence: [],
      };
    }
    const sent = this.#sent(metric);
    if (!sent) return undefined;
    const named = names.find((name) => name.endsWith(`_${metric}`));
    if (named !== undefined) return namespaced(metric, named);
    const mentions = mentionsOf(this.#collector, sent.name);
    const renamed = mentions.map((one) => ({ one, to: newNameOf(one, sent) })).find(({ to }) => to !== undefined);
    if (renamed?.to !== undefined) {
      const { one, to } = renamed;
      const suffix = metric.slice(baseName(metric).length);
      const now = names.find((name) => name === prometheusName({ ...sent, name: to }) + suffix);
      return {
        severity: 'error',
        message: `No series is named ${metric}: ${one.id}${sourceSuffix(one.source)} renames ${sent.name} to ${to}.`,
        hint: now === undefined ? undefined : `Use ${now}.`,
        evidence: [],
        ...(now === undefined ? {} : { rename: { from: metric, to: now } }),
      };
    }
    const [dropping] = mentions.filter(
      ({ type }) => type === 'filter' || type === 'metrics_transform' || type === 'transform',
    );
    if (dropping) {
      return {
        severity: 'error',
        message: `No series is named ${metric}: ${dropping.id}${sourceSuffix(dropping.source)} drops ${sent.name} before it is exported.`,
        evidence: [],
      };
    }
    const allowing = allowListOf(this.#collector);
    if (allowing) {
      return {
        severity: 'error',
        message: `No series is named ${metric}: ${allowing.id}${sourceSuffix(allowing.source)} keeps only the metrics that it includes, without ${sent.name}.`,
        evidence: [],
      };
    }
    const why = this.#unsent();
    return {
      severity: 'error',
      message: `No series is named ${metric}: the services sent ${sent.name}, but it did not reach Prometheus${why}.`,
      evidence: [],
    };
  }

  /** Why series of a metric lack a label that the services sent as an attribute; undefined for any other label. */
  lostLabel(metric: string, label: string): Reason | undefined {
    const excluding = excludedDimension(this.#collector, metric, label);
    if (excluding) {
      return {
        severity: 'error',
        message: `No series of ${metric} has the label ${label}: ${excluding.id}${sourceSuffix(excluding.source)} excludes the dimension ${excluding.dimension}.`,
        evidence: [],
      };
    }
    const sent = this.#sent(metric);
    const own = [...(sent?.attributes ?? [])].find((attribute) => labelName(attribute) === label);
    if (own !== undefined) {
      const [mention] = mentionsOf(this.#collector, own);
      const by = mention
        ? `${mention.id}${sourceSuffix(mention.source)} removes the attribute ${own}`
        : `the Collector removes the attribute ${own}`;
      return {
        severity: 'error',
        message: `No series of ${metric} has the label ${label}: ${by}, which the services sent.`,
        evidence: [],
      };
    }
    const resource = [...this.#observations.attributes.resource].find((attribute) => labelName(attribute) === label);
    if (resource === undefined) return undefined;
    return {
      severity: 'error',
      message: `No series of ${metric} has the label ${label}: ${resource} is an attribute of the resource, which is only in target_info. ${this.#promotion()}`,
      evidence: [],
    };
  }

  /** What gives series the attributes of the resource as labels. */
  #promotion(): string {
    const exporters = this.#collector.exporters.filter(({ how }) => how !== 'captured').map(({ id }) => id);
    return exporters.length > 0
      ? `${formatList(exporters)} ${exporters.length === 1 ? 'adds' : 'add'} such attributes to series only with resource_to_telemetry_conversion (in newer releases resource_constant_labels).`
      : 'Prometheus adds only those of otlp.promote_resource_attributes to series.';
  }

  #sent(metric: string): SentMetric | undefined {
    const base = baseName(metric);
    return this.#observations.metrics?.find((sent) => {
      const name = prometheusName(sent);
      return name === metric || (sent.kind === 'histogram' && name === base);
    });
  }

  #delta(metric: string, names: readonly string[]): Reason | undefined {
    if (names.includes(metric)) return undefined;
    const source = deltaSources(this.#collector).find(({ makes }) => makes(metric, this.#sent(metric)?.kind));
    if (!source) return undefined;
    return {
      severity: 'info',
      message: `No series is named ${metric}: ${source.id}${sourceSuffix(source.source)} makes it delta, which Prometheus does not accept.`,
      evidence: [],
      shared: 'their metrics have delta temporality, which Prometheus does not accept',
    };
  }

  #unsent(): string {
    const refused = this.#observations.collectorLog.find((line) => line.startsWith('Prometheus refused metrics'));
    return refused === undefined ? '' : `. ${refused}`;
  }
}

/** What a processor renames a metric to, where it does. */
function newNameOf({ type, around, text }: Mention, { name }: SentMetric): string | undefined {
  if (type === 'metrics_transform') return typeof around.new_name === 'string' ? around.new_name : undefined;
  if (type !== 'transform') return undefined;
  const [, to] = /set\((?:metric\.)?name,\s*"([^"]+)"\)/.exec(text) ?? [];
  return to === name ? undefined : to;
}

/** A native histogram that is stored as classic series; which it is, the SDKs of the user decide. */
function classicHistogram(metric: string, names: readonly string[]): Reason | undefined {
  if (names.includes(metric) || !names.includes(`${metric}_bucket`)) return undefined;
  const shared = 'the services of this traffic send classic histograms, and these are queries of native ones';
  return {
    severity: 'info',
    message:
      `No series is named ${metric}: it is a classic histogram here, with ${metric}_bucket, _count and _sum. It is a ` +
      'native one if the services send exponential histograms.',
    evidence: [],
    shared,
  };
}

/** A classic series of a histogram that is stored as a native one. */
function nativeHistogram(metric: string, names: readonly string[]): Reason | undefined {
  const base = baseName(metric);
  if (base === metric || names.includes(metric) || !names.includes(base)) return undefined;
  const query = metric.endsWith('_bucket')
    ? `histogram_quantile(0.95, sum by (service_name) (rate(${base}[5m])))`
    : `histogram_${metric.slice(base.length + 1)}(rate(${base}[5m]))`;
  return {
    severity: 'error',
    message: `No series is named ${metric}: ${base} is a native histogram here, as the metric is an exponential one, and has no series with suffixes.`,
    hint: `Query it without the suffix and without le: ${query}.`,
    evidence: [],
    native: base,
  };
}
