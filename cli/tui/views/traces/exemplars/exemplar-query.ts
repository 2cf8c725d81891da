import { parser } from '@prometheus-io/lezer-promql';
import type { AlertRule } from '../../../../../stack/clients/prometheus.ts';

/**
 * The series behind an alert, as selectors for Prometheus' exemplars: each that its expression has, in order, narrowed to the alert's
 * own labels. Of a ratio the first is what is counted, such as the requests that failed.
 */
export function exemplarSelectors(
  { query, labels: added }: Pick<AlertRule, 'query' | 'labels'>,
  alertLabels: Record<string, string>,
): string[] {
  const own = Object.entries(alertLabels).filter(([name]) => name !== 'alertname' && !(name in added));
  const selectors = new Set<string>();
  parser.parse(query).iterate({
    enter(node) {
      if (node.name === 'VectorSelector') selectors.add(narrowed(query.slice(node.from, node.to), own));
    },
  });
  return [...selectors];
}

/** Whether the alert is about how long something takes: then its slowest exemplars say most, else its newest. */
export function isAboutTime({ query }: Pick<AlertRule, 'query'>): boolean {
  return /histogram_quantile|_duration_|_seconds_|_milliseconds_|latency/.test(query);
}

function narrowed(selector: string, labels: readonly [string, string][]): string {
  if (labels.length === 0) return selector;
  const matchers = labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',');
  const braces = /^([^{]*)\{(.*)\}\s*$/s.exec(selector);
  if (!braces) return `${selector.trim()}{${matchers}}`;
  const [, name = '', inside = ''] = braces;
  const kept = inside.trim().replace(/,$/, '');
  return `${name}{${kept === '' ? '' : `${kept},`}${matchers}}`;
}
