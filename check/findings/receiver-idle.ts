import { formatList } from '../../lib/format/list.ts';
import type { AdaptedReceiver } from '../inputs/collector/adapted-collector.ts';
import type { FindingDefinition } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const receiverIdle: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'receiver-idle',
  category: 'collector',
  severity: 'info',
  isForAgents: true,
  summary: 'A receiver gets no traffic, so what only it feeds is not tested.',
  docs: {
    meaning:
      'A check sends OTLP to the first receiver of each signal. Pipelines that only other receivers feed stay empty.',
    example: 'The receiver zipkin gets no traffic in this check',
    action:
      'Nothing, unless the receiver feeds pipelines of its own. To test those, check a configuration without the ' +
      'other receivers.',
  },
  find({ collector: { receivers, sourceOf } }) {
    const bySignals = new Map<string, AdaptedReceiver[]>();
    for (const receiver of receivers.filter(({ trafficSignals }) => trafficSignals.length === 0)) {
      const key = formatList(receiver.signals);
      bySignals.set(key, [...(bySignals.get(key) ?? []), receiver]);
    }
    // One finding for the receivers of the same signals.
    return Array.from(bySignals, ([signals, idle]) => {
      const ids = idle.map(({ id }) => id).join(', ');
      const others = receivers.filter(({ trafficSignals }) =>
        trafficSignals.some((signal) => idle[0]?.signals.includes(signal)),
      );
      return {
        subject: ids,
        message:
          `The receiver${idle.length > 1 ? 's' : ''} ${ids} ${idle.length > 1 ? 'get' : 'gets'} no traffic ` +
          'in this check',
        why: `The check sends ${signals} to ${formatList(others.map(({ id }) => id))}.`,
        source: sourceOf(['receivers', idle[0]?.id ?? '']),
      };
    });
  },
};
