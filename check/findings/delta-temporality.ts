import { formatList } from '../../lib/format/list.ts';
import { deltaSources } from '../analysis/collector/delta-sources.ts';
import { selectorsIn } from '../analysis/rules/promql/expression.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const deltaTemporality: FindingDefinition<
  Pick<FindingInputs, 'collector' | 'observations' | 'rules' | 'dashboards'>
> = {
  kind: 'delta-temporality',
  category: 'collector',
  severity: 'error',
  summary: 'A component makes metrics delta that Prometheus is to store.',
  docs: {
    meaning:
      'Prometheus stores cumulative metrics. The remote-write exporter drops delta metrics, and Prometheus refuses them ' +
      'over OTLP. It is an error for a remote-write exporter and where a rule or dashboard uses such a metric, ' +
      'and info otherwise: the backend may be another one.',
    example: 'span_metrics makes its metrics delta, and prometheus_remote_write drops them',
    action:
      'Leave `aggregation_temporality` at its default, or add a `delta_to_cumulative` processor before the exporter.',
  },
  async find({ collector, observations, rules, dashboards }) {
    const names = rules.length + dashboards.queries.length > 0 ? await dashboards.context.queries.metricNames() : [];
    const used = [...rules.map(({ rule }) => rule.expr), ...dashboards.queries.map(({ asked }) => asked)].flatMap(
      (expr) => selectorsIn(expr).flatMap(({ metric }) => metric ?? []),
    );
    return deltaSources(collector).map(({ id, source, hint, changes, exporters, makes }): Found => {
      const missing = [...new Set(used)].filter((metric) => {
        const sent = observations.metrics?.find((one) => metric.startsWith(one.name.replaceAll(/\W+/g, '_')));
        return !names.includes(metric) && makes(metric, sent?.kind);
      });
      const writes = collector.exporters.filter(
        ({ id: exporter, how }) => how === 'remote-write' && exporters.includes(exporter),
      );
      const ends =
        writes.length > 0 ? `${formatList(writes.map((one) => one.id))} drops them` : 'Prometheus does not accept them';
      return {
        severity: writes.length > 0 || missing.length > 0 ? 'error' : 'info',
        subject: id,
        message: `${id} makes its metrics delta, and ${ends}`,
        why:
          'Prometheus stores cumulative metrics only.' +
          (missing.length > 0 ? ` No series exists of ${formatList(missing)}, which the rules use.` : ''),
        hint,
        proposal: { changes, length: 'short' },
        source,
      };
    });
  },
};
