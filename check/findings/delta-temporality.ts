import { formatList } from '../../lib/format/list.ts';
import { deltaSources } from '../analysis/collector/delta-sources.ts';
import { selectorsIn } from '../analysis/rules/promql/expression.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const deltaTemporality: FindingDefinition<
  Pick<FindingInputs, 'collector' | 'observations' | 'rules' | 'dashboards' | 'features'>
> = {
  kind: 'delta-temporality',
  category: 'collector',
  severity: 'error',
  summary: 'A component makes metrics delta that Prometheus is to store.',
  docs: {
    meaning:
      'Prometheus stores cumulative metrics. The remote-write exporter drops delta metrics, and Prometheus refuses them ' +
      'over OTLP, unless `--enable-feature otlp-deltatocumulative` or `otlp-native-delta-ingestion` is given. The ' +
      'connectors `count` and `signal_to_metrics` always make delta metrics; a `prometheus` exporter adds them up. It is an ' +
      'error for a remote-write exporter and where a rule or dashboard uses such a metric, and info where they use others ' +
      'only: the backend of these may be one that wants delta.',
    example: 'span_metrics makes its metrics delta, and prometheus_remote_write drops them',
    action:
      'Leave `aggregation_temporality` at its default, or add a `delta_to_cumulative` processor before the exporter.',
  },
  async find({ collector, observations, rules, dashboards, features }) {
    const names = rules.length + dashboards.queries.length > 0 ? await dashboards.context.queries.metricNames() : [];
    const used = [...rules.map(({ rule }) => rule.expr), ...dashboards.queries.map(({ asked }) => asked)].flatMap(
      (expr) => selectorsIn(expr).flatMap(({ metric }) => metric ?? []),
    );
    const isAccepted = features.enabled.some((name) => acceptsDelta.has(name));
    return deltaSources(collector).flatMap(({ id, source, hint, changes, exporters, makes }): Found[] => {
      const missing = [...new Set(used)].filter((metric) => {
        const sent = observations.metrics?.find((one) => metric.startsWith(one.name.replaceAll(/\W+/g, '_')));
        return !names.includes(metric) && makes(metric, sent?.kind);
      });
      const writes = collector.exporters.filter(
        ({ id: exporter, how }) => how === 'remote-write' && exporters.includes(exporter),
      );
      // Without rules and dashboards nothing speaks of a Prometheus.
      if (writes.length === 0 && (isAccepted || used.length === 0)) return [];
      const makesDelta = `${id} makes its metrics delta`;
      if (writes.length === 0 && missing.length === 0) {
        // Their backend may want delta: nothing shows that anything is to change.
        const why = `It stores cumulative metrics only. ${formatList(exporters)} ${exporters.length === 1 ? 'gets' : 'get'} them as they are.`;
        return [
          {
            severity: 'info',
            subject: id,
            message: `${makesDelta}, so the Prometheus of a check has none`,
            why,
            source,
          },
        ];
      }
      const ends =
        writes.length > 0 ? `${formatList(writes.map((one) => one.id))} drops them` : 'Prometheus does not accept them';
      return [
        {
          subject: id,
          message: `${makesDelta}, and ${ends}`,
          why:
            'Prometheus stores cumulative metrics only.' +
            (missing.length > 0 ? ` No series exists of ${formatList(missing)}, which the rules use.` : ''),
          hint,
          proposal: { changes, length: 'short' },
          source,
        },
      ];
    });
  },
};

/** Features with which Prometheus takes delta metrics over OTLP. */
const acceptsDelta: ReadonlySet<string> = new Set(['otlp-deltatocumulative', 'otlp-native-delta-ingestion']);
