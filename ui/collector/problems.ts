import { formatShortCount } from '../../lib/format/number.ts';
import type { ComponentRole } from '../workbench/api.ts';
import { countersOf, type Flow, type SignalName } from './flow.ts';
import type { Count } from './readings.ts';

/** Items that a component did not pass on, or holds. */
export interface ComponentProblem {
  /** Such as `12 refused`. */
  text: string;
  /** `warn` for what is not lost: the sender retries, or a queue fills. `quiet` for what is normal. */
  tone: 'quiet' | 'warn' | 'bad';
}

/** What is wrong with a component in the pipelines of a signal, since the Collector started. */
export function problemsOf(
  count: Count | undefined,
  role: Exclude<ComponentRole, 'connector'>,
  id: string,
  signal: SignalName,
): ComponentProblem[] {
  if (!count) return [];
  const total = (read: (flow: Flow) => number | undefined): number => count((flow) => read(flow) ?? 0).total;
  const find = <T extends { name: string; signal: SignalName }>(counted: readonly T[]): T | undefined =>
    countersOf(counted, id, signal);
  const some = (number: number, what: string, tone: ComponentProblem['tone']): ComponentProblem[] =>
    number > 0 ? [{ text: `${formatShortCount(number)} ${what}`, tone }] : [];
  switch (role) {
    case 'receiver':
      return [
        ...some(
          total(({ receivers }) => find(receivers)?.refused),
          'refused',
          'warn',
        ),
        ...some(
          total(({ receivers }) => find(receivers)?.failed),
          'failed',
          'bad',
        ),
      ];
    case 'processor':
      return some(
        total(({ processors }) => find(processors)?.refused),
        'refused',
        'warn',
      );
    case 'exporter': {
      const size = total(({ exporters }) => find(exporters)?.queue?.size);
      const capacity = total(({ exporters }) => find(exporters)?.queue?.capacity);
      return [
        ...some(
          total(({ exporters }) => find(exporters)?.sendFailed),
          'failed to send',
          'bad',
        ),
        ...some(
          total(({ exporters }) => find(exporters)?.enqueueFailed),
          'dropped, queue full',
          'bad',
        ),
        ...some(size, 'queued', toneOfQueue(capacity > 0 ? size / capacity : 0)),
      ];
    }
  }
}

/** By its share of the capacity. */
function toneOfQueue(share: number): ComponentProblem['tone'] {
  if (share >= 0.8) return 'bad';
  return share >= 0.2 ? 'warn' : 'quiet';
}
