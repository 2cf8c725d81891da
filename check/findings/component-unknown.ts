import { contribRelease } from '../inputs/collector/contrib-release.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import { changeType } from '../analysis/collector/pipeline-changes.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

/** What a check does with a component whose type it does not know. */
const effects: Readonly<Record<string, string>> = {
  receiver: 'It gets no traffic in a check, unless it is the only receiver of a signal.',
  processor:
    'A check passes data through it unchanged. If it changes, drops or adds telemetry, then policies, conditions and ' +
    'rules that depend on that are not tested.',
  exporter: 'A check captures what it gets, like any exporter.',
  connector: 'A check forwards its input. Pipelines and rules that depend on what it derives are not tested.',
};

export const componentUnknown: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'component-unknown',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'The contrib distribution does not have a component type.',
  docs: {
    meaning:
      'The type belongs to another distribution or is misspelled. It is an error where it differs from a known type ' +
      'by a letter or two, a warning for processors and connectors, which a check passes data through unchanged, and ' +
      'info for receivers and exporters.',
    example: 'The processor acme_enricher has a type that contrib 0.161.0 does not have',
    action: 'Correct a misspelled type. Otherwise let the [traffic](../traffic.md) carry what the component would add.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      if (notice.type !== 'unknown-component') return [];
      const { what, id, near, source } = notice;
      const isInner = what === 'processor' || what === 'connector';
      if (near !== undefined) {
        return [
          {
            severity: 'error',
            subject: id,
            message: `The ${what} ${id} has the unknown type ${typeOf(id)}`,
            hint: `Use ${near}, if that is what you meant.`,
            proposal: {
              changes: changeType(collector, { section: `${what}s`, id, type: near }),
              length: 'start',
            },
            source,
          },
        ];
      }
      return [
        {
          severity: isInner ? 'warning' : 'info',
          subject: id,
          message: `The ${what} ${id} has a type that contrib ${contribRelease.version} does not have`,
          why: effects[what],
          source,
        },
      ];
    });
  },
};
