import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';

type Role = 'receivers' | 'processors' | 'exporters';

/** The lists of pipelines in which a component is, with its place there. */
function uses({ pipelines }: AdaptedCollector, id: string): { pipeline: string; role: Role; index: number }[] {
  return Object.entries(pipelines).flatMap(([pipeline, lists]) =>
    (['receivers', 'processors', 'exporters'] as const).flatMap((role) =>
      lists[role].flatMap((one, index) => (one === id ? [{ pipeline, role, index }] : [])),
    ),
  );
}

/** Removes a processor from all pipelines, or from those of one signal. */
export function withoutProcessor(collector: AdaptedCollector, id: string, signal?: string): Change[] {
  return uses(collector, id)
    .filter(({ pipeline, role }) => role === 'processors' && (signal === undefined || typeOf(pipeline) === signal))
    .map(({ pipeline, role, index }) =>
      inCollector(collector, { op: 'remove', path: ['service', 'pipelines', pipeline, role, index] }),
    );
}

/** Gives a component another type, where it is configured and in the pipelines; its name behind the `/` stays. */
export function changeType(
  collector: AdaptedCollector,
  { section, id, type }: { section: string; id: string; type: string },
): Change[] {
  const to = type + id.trim().slice(typeOf(id).length);
  const roles: readonly string[] = section === 'connectors' ? ['receivers', 'exporters'] : [section];
  return [
    ...uses(collector, id)
      .filter(({ role }) => roles.includes(role))
      .map(({ pipeline, role, index }) =>
        inCollector(collector, { op: 'set', path: ['service', 'pipelines', pipeline, role, index], value: to }),
      ),
    inCollector(collector, { op: 'rename', path: [section, id], to }),
  ];
}
