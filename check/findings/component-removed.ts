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
    action: 'Use the replacement that the hint names.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      if (notice.type !== 'removed-component') return [];
      const { what, id, when, instead, source } = notice;
      return [
        {
          subject: id,
          message: `The type of the ${what} ${id} was removed from the Collector ${when}`,
          hint: instead,
          source,
        },
      ];
    });
  },
};
