import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const variableUnset: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'variable-unset',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'The configuration uses an environment variable that is not set.',
  docs: {
    meaning:
      'The variable is empty in this check, as it is for the Collector. Variables in receivers, exporters and ' +
      'extensions are ignored: a check connects to no address.',
    example: 'The environment variable CLUSTER is not set and is empty in this check',
    action: 'Set it to the value of production, or give a default: `${env:CLUSTER:-none}`.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      if (notice.type !== 'unset-variable') return [];
      const { name, source } = notice;
      return [
        {
          subject: name,
          message: `The environment variable ${name} is not set and is empty in this check`,
          hint: `Check with the value of production: ${name}=... sandbox check ...`,
          source,
        },
      ];
    });
  },
};
