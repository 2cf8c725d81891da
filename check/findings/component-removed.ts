import { formatList } from '../../lib/format/list.ts';
import { changeType } from '../analysis/collector/pipeline-changes.ts';
import { type Change, inCollector, type Outcome } from '../fixes/proposal.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import { successors } from '../inputs/collector/known-components.ts';
import type { CollectorNotice } from '../inputs/notice.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const componentRemoved: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'component-removed',
  category: 'collector',
  severity: 'error',
  isForAgents: true,
  summary: 'A component type was removed from the Collector, so that a current Collector does not start.',
  docs: {
    meaning:
      'The contrib distribution had the type up to the release that the finding names. A check goes on without the ' +
      'component: a processor passes data through, an exporter is captured, a receiver gets no traffic.',
    example: 'The type of the exporter loki was removed from the Collector in 0.131.0',
    action: '`why` has what replaced it. A hint has a change with which the Collector was started.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      if (notice.type !== 'removed-component') return [];
      const { what, id, when, instead, source } = notice;
      return [
        {
          subject: id,
          message: `The type of the ${what} ${id} was removed from the Collector ${when}`,
          why: instead,
          ...suggestion(notice, collector),
          source,
        },
      ];
    });
  },
};

/** Another type, where that is enough, or its removal, where nothing else takes its place. */
function suggestion(
  { what, id, settings, index }: Extract<CollectorNotice, { type: 'removed-component' }>,
  collector: AdaptedCollector,
): Pick<Found, 'hint' | 'proposal'> {
  const remove = (...path: (string | number)[]): Change => inCollector(collector, { op: 'remove', path });
  if (index !== undefined) {
    const changes = [remove('service', 'extensions', index), remove('extensions', id)];
    return { hint: `Remove ${id}.`, proposal: { changes, length: 'start', outcome: started } };
  }
  const section = `${what}s`;
  const successor = successors[`${section} ${typeOf(id)}`];
  if (!successor) return {};
  const { type, without } = successor;
  const gone = without.filter((key) => settings.includes(key));
  const changes = [...gone.map((key) => remove(section, id, key)), ...changeType(collector, { section, id, type })];
  const rest = gone.length === 0 ? '' : `, without ${formatList(gone)}`;
  return { hint: `Use the type ${type}${rest}.`, proposal: { changes, length: 'start', outcome: started } };
}

const started = (): Outcome => ({ left: 0, text: 'the Collector starts with it' });
