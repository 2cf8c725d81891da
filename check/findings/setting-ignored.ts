import { inCollector } from '../fixes/proposal.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { CollectorNotice } from '../inputs/notice.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const settingIgnored: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'setting-ignored',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'The Collector ignores a setting.',
  docs: {
    meaning:
      'The HTTP clients and servers of the Collector do not reject unknown settings, so that a misspelled one has no ' +
      'effect. Checked are `otlp_http` exporters and `protocols.http` of `otlp` receivers, with the settings of the ' +
      'Collector that `sandbox check` runs. Elsewhere the Collector rejects unknown settings itself. It is an error for ' +
      '`add_metric_suffixes: false` of a `prometheus` exporter, which a feature gate disables: other names of metrics ' +
      'are exported than the configuration says.',
    example: 'otlp_http/tempo has the unknown setting tls.insecur, which the Collector ignores',
    action: 'Correct the name, or remove the setting.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      if (notice.type === 'gated-setting') return [gated(notice, collector)];
      if (notice.type !== 'ignored-setting') return [];
      const { id, setting, path, near, source } = notice;
      return [
        {
          subject: `${id} ${setting}`,
          message: `${id} has the unknown setting ${setting}, which the Collector ignores`,
          why: 'The Collector has no such setting, and starts without a message about it.',
          hint: near === undefined ? 'Remove it.' : `Use ${near}, if that is what you meant.`,
          proposal: {
            changes: [
              inCollector(collector, near === undefined ? { op: 'remove', path } : { op: 'rename', path, to: near }),
            ],
            length: 'start',
          },
          source,
        },
      ];
    });
  },
};

/** The Collector does not do what the file says. The rules are judged as if it did, so that this is said once. */
function gated(
  { id, path, gate, key, value, source }: CollectorNotice & { type: 'gated-setting' },
  collector: AdaptedCollector,
): Found {
  const setting = path.at(-1) ?? '';
  return {
    severity: 'error',
    subject: `${id} ${setting}`,
    message: `${id} has ${setting}: false, which the Collector ignores: its feature gate ${gate} is on by default`,
    why: `Its metrics would get other names. The check evaluates the rules with the names that ${setting} means.`,
    hint: `Write ${key}: ${value} in its place.`,
    proposal: {
      changes: [
        inCollector(collector, { op: 'set', path: [...path.slice(0, -1), key], value }),
        inCollector(collector, { op: 'remove', path }),
      ],
      length: 'start',
    },
    source,
  };
}
