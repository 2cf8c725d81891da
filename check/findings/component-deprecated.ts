import { describeSource } from '../../lib/events/source-line.ts';
import { changeType } from '../analysis/collector/pipeline-changes.ts';
import type { FindingDefinition } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

const action = "Use the new name, also in the pipelines. Labels of the Collector's own metrics change with it.";

export const componentDeprecated: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'component-deprecated',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'Component types are used by deprecated names.',
  docs: {
    meaning:
      'The names still work and will be removed. All of them are one finding, as most configurations have some. ' +
      '[component-removed](component-removed.md) reports types that were removed already.',
    example: '2 component types have deprecated names: otlphttp is now otlp_http, spanmetrics is now span_metrics',
    action,
  },
  find({ collector }) {
    const renamed = collector.notices.filter((notice) => notice.type === 'renamed-type');
    if (renamed.length === 0) return [];
    const renamings = [...new Set(renamed.map(({ oldType, newType }) => `${oldType} is now ${newType}`))];
    const count =
      renamings.length === 1
        ? 'A component type has a deprecated name'
        : `${renamings.length} component types have deprecated names`;
    return [
      {
        // One finding: such names are in nearly every configuration, and still work.
        subject: renamed.map(({ id }) => id).join(', '),
        message: `${count}: ${renamings.join(', ')}`,
        hint: action,
        proposal: {
          changes: renamed.flatMap(({ section, id, newType }) => changeType(collector, { section, id, type: newType })),
          length: 'start',
        },
        source: renamed.find(({ source }) => source !== undefined)?.source,
        evidence: renamed.flatMap(({ id, source }) => (source ? [{ label: id, text: describeSource(source) }] : [])),
      },
    ];
  },
};
