import { inCollector } from '../fixes/proposal.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const settingIgnored: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'setting-ignored',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'The Collector ignores a setting that it does not know.',
  docs: {
    meaning:
      'The HTTP clients and servers of the Collector do not reject unknown settings, so that a misspelled one has no ' +
      'effect. Checked are `otlp_http` exporters and `protocols.http` of `otlp` receivers, with the settings of the ' +
      'Collector that `sandbox check` runs. Elsewhere the Collector rejects unknown settings itself.',
    example: 'otlp_http/tempo has the unknown setting tls.insecur, which the Collector ignores',
    action: 'Correct the name, or remove the setting.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
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
