import type { PrometheusNotice } from '../inputs/notice.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const prometheusConfigUnused: FindingDefinition<Pick<FindingInputs, 'prometheus'>> = {
  kind: 'prometheus-config-unused',
  category: 'prometheus',
  severity: 'info',
  summary: 'A part of the Prometheus configuration or of a rule file has no effect in a check.',
  docs: {
    meaning:
      'A check uses `global`, `otlp`, `rule_files` and the scrape jobs for the Collector. It has no other store, no ' +
      'Alertmanager and no other scrape targets. A pattern of `rule_files` that matches no file is a warning, as no ' +
      'rule of it is tested. Keys that only Thanos Ruler, Mimir or vmalert have are ignored, and the rules are evaluated as ' +
      'Prometheus would.',
    example: '`remote_write` of the Prometheus configuration is ignored: no samples are sent to remote storage',
    action:
      'Nothing for info. Correct a pattern that matches no file; it is relative to the folder of the Prometheus ' +
      'configuration.',
  },
  find({ prometheus }) {
    return prometheus.notices.map((notice) => ({ ...describe(notice), source: notice.source }));
  },
};

function describe(notice: PrometheusNotice): Found {
  switch (notice.type) {
    case 'ignored-section':
      return {
        subject: notice.section,
        message: `\`${notice.section}\` of the Prometheus configuration is ignored: ${notice.effect}`,
      };
    case 'idle-scrape-jobs': {
      const isOne = notice.jobs.length === 1;
      return {
        subject: 'scrape_configs',
        message:
          `The scrape ${isOne ? 'job' : 'jobs'} ${notice.jobs.join(', ')} ${isOne ? 'has' : 'have'} no targets in a ` +
          'check',
      };
    }
    case 'unmatched-rule-files':
      return {
        severity: 'warning',
        subject: 'rule_files',
        message: `The pattern ${notice.pattern} of rule_files matches no file`,
      };
    case 'foreign-key':
      return {
        subject: notice.key,
        message: `${notice.key} is a key of ${notice.ruler}; the rules are evaluated without it`,
        why: 'Prometheus does not have this key and rejects a file with it.',
      };
  }
}
