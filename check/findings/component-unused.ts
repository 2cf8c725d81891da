import { formatCount } from '../../lib/format/number.ts';
import { describeSource } from '../../lib/events/source-line.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const componentUnused: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'component-unused',
  category: 'collector',
  severity: 'info',
  isForAgents: true,
  summary: 'A component is configured, but no pipeline uses it.',
  docs: {
    meaning:
      'The Collector validates the component and never runs it. It is a warning for a processor that redacts or ' +
      'removes data: nothing is redacted. All others are one finding.',
    example: 'The processor redaction/cards redacts data, but no pipeline uses it',
    action: 'Add the component to the pipelines that it is meant for, or remove it.',
  },
  find({ collector }) {
    const unused = collector.notices.filter((notice) => notice.type === 'unused-component');
    const redactors = unused.filter(({ removes }) => removes);
    const others = unused.filter(({ removes }) => !removes);
    const [first] = others;
    return [
      ...redactors.map(({ what, id, source }): Found => ({
        severity: 'warning',
        subject: id,
        message: `The ${what} ${id} redacts or removes data, but no pipeline uses it`,
        source,
      })),
      ...(first
        ? [
            {
              subject: others.map(({ id }) => id).join(', '),
              message:
                others.length === 1
                  ? `No pipeline uses the ${first.what} ${first.id}`
                  : `No pipeline uses ${formatCount(others.length)} configured components: ` +
                    others.map(({ id }) => id).join(', '),
              source: first.source,
              evidence: others.flatMap(({ id, source }) =>
                source ? [{ label: id, text: describeSource(source) }] : [],
              ),
            },
          ]
        : []),
    ];
  },
};
