import { formatList } from '../../lib/format/list.ts';
import type { WayIn } from '../inputs/collector/adapted-collector.ts';
import type { FindingDefinition } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const receiverIdle: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'receiver-idle',
  category: 'collector',
  severity: 'info',
  summary: 'A receiver gets no traffic, so what only it feeds is not tested.',
  docs: {
    meaning:
      'A check sends OTLP to the first receiver of each signal. Pipelines that only other receivers feed stay empty.',
    example: 'The receiver zipkin gets no traffic in this check',
    action:
      'Nothing, unless the receiver feeds pipelines of its own. To test those, check a configuration without the ' +
      'other receivers.',
  },
  find({ collector: { waysIn, sourceOf } }) {
    const bySignals = new Map<string, WayIn[]>();
    for (const receiver of waysIn.filter(({ gets }) => gets.length === 0)) {
      const key = formatList(receiver.signals);
      bySignals.set(key, [...(bySignals.get(key) ?? []), receiver]);
    }
    // One finding for the receivers of the same signals.
    return Array.from(bySignals, ([signals, receivers]) => {
      const ids = receivers.map(({ id }) => id).join(', ');
      const others = waysIn.filter(({ gets }) => gets.some((signal) => receivers[0]?.signals.includes(signal)));
      return {
        subject: ids,
        message:
          `The receiver${receivers.length > 1 ? 's' : ''} ${ids} ${receivers.length > 1 ? 'get' : 'gets'} no traffic ` +
          'in this check',
        why: `The check sends ${signals} to ${formatList(others.map(({ id }) => id))}.`,
        source: sourceOf(['receivers', receivers[0]?.id ?? '']),
      };
    });
  },
};
