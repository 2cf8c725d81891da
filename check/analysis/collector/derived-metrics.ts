import { escapeRegExp } from '../../../lib/escape-regexp.ts';
import { asObject, asString } from '../../../lib/json.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';

/** The metrics that a connector computes from spans. */
export interface DerivedMetrics {
  /** The start of their names in Prometheus: `traces_span_metrics_`. */
  prefix: string;
  /** Whether a name in Prometheus is that of one of them. */
  makes: (metric: string) => boolean;
}

/** Source: opentelemetry-collector-contrib, connector/spanmetricsconnector, config.go and connector.go. */
const defaultNamespace = 'traces.span.metrics';
/** With it the connector takes no namespace for the default one. */
export const legacyNames = 'connector.spanmetrics.legacyMetricNames';

/** What a `span_metrics` or `service_graph` connector with these settings produces, with the gates of its Collector. */
export function derivedMetrics(type: string, settings: unknown, { gates = [] }: Gated): DerivedMetrics {
  if (type === 'service_graph') {
    const prefix = 'traces_service_graph_';
    return { prefix, makes: (metric) => metric.startsWith(prefix) };
  }
  const { namespace: written } = asObject(settings);
  const namespace = typeof written === 'string' ? asString(written) : defaultNamespace;
  const isEmpty = namespace === '' || (namespace === defaultNamespace && gates.includes(legacyNames));
  const prefix = isEmpty ? '' : `${namespace}.`.replaceAll(/\W+/g, '_');
  const names = new RegExp(`^${escapeRegExp(prefix)}(calls|duration|events)(_|$)`);
  return { prefix, makes: (metric) => names.test(metric) };
}

type Gated = Pick<AdaptedCollector, 'gates'>;
