import type { CollectorNotice } from '../inputs/notice.ts';
import type { FindingDefinition, Found } from './definition.ts';
import type { FindingInputs } from './inputs.ts';

export const componentSimplified: FindingDefinition<Pick<FindingInputs, 'collector'>> = {
  kind: 'component-simplified',
  category: 'collector',
  severity: 'warning',
  isForAgents: true,
  summary: 'A component does less in a check than in production.',
  docs: {
    meaning:
      'A processor that the engine does not have, such as one that queries a cluster, passes data through, and such a ' +
      'connector forwards its input: policies, conditions and rules that depend on their data are not tested. As info: a ' +
      '`failover` connector always sends to its first level, a memory limit in percent becomes a fixed one, and the ' +
      'resolver of a `load_balancing` exporter becomes the list of the simulated gateways.',
    example: 'The processor k8sattributes passes data through unchanged: the engine does not have it',
    action: 'Let the [traffic](../traffic.md) carry the attributes that later components need.',
  },
  find({ collector }) {
    return collector.notices.flatMap((notice): Found[] => {
      const found = describe(notice);
      return found ? [{ ...found, source: notice.source }] : [];
    });
  },
};

/** Undefined for notices that are not about a simplified component. */
function describe(notice: CollectorNotice): Found | undefined {
  if (notice.type === 'skipped-processor') {
    return {
      subject: notice.id,
      message: `The processor ${notice.id} passes data through unchanged: the engine does not have it`,
      why:
        `In production it contributes ${notice.missing}. Policies, conditions and rules that depend on that are not ` +
        'tested.',
      hint: 'Attributes that something depends on can be part of the traffic (docs/traffic.md).',
    };
  }
  if (notice.type === 'forwarding-connector') {
    return {
      subject: notice.id,
      message: `The connector ${notice.id} only forwards its input: the engine does not have it`,
      why: `It would produce ${notice.missing}. Rules and pipelines that depend on that are not tested.`,
    };
  }
  if (notice.type === 'fixed-failover') {
    const pipelines = notice.pipelines.join(', ');
    return {
      severity: 'info',
      subject: notice.id,
      message: `${notice.id} always sends to the first of its ${notice.levels} priority levels: ${pipelines}`,
      why: 'In a check every exporter accepts what it gets, so nothing fails over.',
    };
  }
  if (notice.type === 'fixed-resolver') {
    return {
      severity: 'info',
      subject: notice.id,
      message: `${notice.id} sends to the simulated gateways: its resolver ${notice.resolver} is replaced by their list`,
      why: 'A check has no cluster and no DNS of yours, and its gateways do not change.',
    };
  }
  if (notice.type === 'fixed-memory-limit') {
    return {
      severity: 'info',
      subject: notice.id,
      message: `The limit of ${notice.id}, ${notice.percentage}% of memory, is ${notice.limitMib} MiB in this check`,
      why: 'A check does not know the memory of your machine, so it does not test whether the limit fits.',
    };
  }
  return undefined;
}
