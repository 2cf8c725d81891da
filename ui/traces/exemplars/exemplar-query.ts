import { parser } from '@prometheus-io/lezer-promql';
import type { AlertRule } from '../../../stack/clients/prometheus.ts';

/**
 * The selectors in an alert's expression, in order and restricted to the alert's labels, to query exemplars. In a ratio, the first
 * one is the numerator, such as failed requests.
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

/** Whether the alert is about latency, so that its slowest exemplars are the most relevant, not its newest. */
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
